import { Page } from '../../components/page.tsx'
import { DOCTOR } from '../../text/doctor.ts'

export function Doctor() {
  return <Page title={DOCTOR.title}>{null}</Page>
}
