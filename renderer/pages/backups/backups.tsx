import { Page } from '../../components/page.tsx'
import { BACKUPS } from '../../text/backups.ts'

export function Backups() {
  return <Page title={BACKUPS.title}>{null}</Page>
}
