import { Page } from '../../components/page.tsx'
import { PEOPLE } from '../../text/people.ts'

export function Person() {
  return <Page title={PEOPLE.title}>{null}</Page>
}
