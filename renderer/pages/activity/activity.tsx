// What was listened to; for administrators also who is signed in, and the log of what concerns safety.
import { ListeningNow } from '../../components/listening-now/listening-now.tsx'
import { Page } from '../../components/page.tsx'
import type { PageProps } from '../../pages.tsx'
import { ACTIVITY } from '../../text/activity.ts'
import { AuditLog } from './audit-log.tsx'
import { PlaysOverTime } from './plays-over-time.tsx'
import { SessionsNow } from './sessions-now.tsx'
import './activity.css'

export function Activity({ session: { admin } }: PageProps) {
  return (
    <Page title={ACTIVITY.title} intro={admin ? ACTIVITY.intro : ACTIVITY.introOwn}>
      <div className="care-stack">
        <ListeningNow />
        <PlaysOverTime isAdmin={admin} />
        {admin && <SessionsNow />}
        {admin && <AuditLog />}
      </div>
    </Page>
  )
}
