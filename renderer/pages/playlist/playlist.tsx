import { Page } from '../../components/page.tsx'
import { PLAYLIST } from '../../text/playlist.ts'

export function Playlist() {
  return <Page title={PLAYLIST.title}>{null}</Page>
}
