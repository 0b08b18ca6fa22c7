import { Page } from '../../components/page.tsx'
import { PEOPLE } from '../../text/people.ts'

export function People() {
  return <Page title={PEOPLE.title}>{null}</Page>
}
