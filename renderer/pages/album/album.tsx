import { Page } from '../../components/page.tsx'
import { ALBUM } from '../../text/album.ts'

export function Album() {
  return <Page title={ALBUM.title}>{null}</Page>
}
