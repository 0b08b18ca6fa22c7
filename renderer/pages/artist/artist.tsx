import { Page } from '../../components/page.tsx'
import { ARTIST } from '../../text/artist.ts'

export function Artist() {
  return <Page title={ARTIST.title}>{null}</Page>
}
