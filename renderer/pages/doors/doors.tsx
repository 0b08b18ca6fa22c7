import { Page } from '../../components/page.tsx'
import { DOORS } from '../../text/doors.ts'

export function Doors() {
  return <Page title={DOORS.title}>{null}</Page>
}
