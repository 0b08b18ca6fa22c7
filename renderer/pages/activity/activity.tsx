import { Page } from '../../components/page.tsx'
import { ACTIVITY } from '../../text/activity.ts'

export function Activity() {
  return <Page title={ACTIVITY.title}>{null}</Page>
}
