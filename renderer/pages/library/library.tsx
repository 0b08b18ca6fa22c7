import { Page } from '../../components/page.tsx'
import { LIBRARY } from '../../text/library.ts'

export function Library() {
  return <Page title={LIBRARY.title}>{null}</Page>
}
