import { Page } from '../../components/page.tsx'
import { SETTINGS } from '../../text/settings.ts'

export function Settings() {
  return <Page title={SETTINGS.title}>{null}</Page>
}
