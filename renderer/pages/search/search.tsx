import { Page } from '../../components/page.tsx'
import { SEARCH } from '../../text/search.ts'

export function Search() {
  return <Page title={SEARCH.title}>{null}</Page>
}
