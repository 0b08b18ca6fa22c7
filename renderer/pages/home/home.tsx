import { Page } from '../../components/page.tsx'
import { HOME } from '../../text/home.ts'

export function Home() {
  return <Page title={HOME.title}>{null}</Page>
}
