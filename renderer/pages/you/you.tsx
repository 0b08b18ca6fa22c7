// One's own things: what one played, password, passkeys, where one is signed in.
import { useMe } from '../../client/me.ts'
import { Sessions } from '../../components/access/sessions.tsx'
import { Page } from '../../components/page.tsx'
import type { PageProps } from '../../pages.tsx'
import { YOU } from '../../text/you.ts'
import { YourPasskeys } from './passkeys.tsx'
import { YourPassword } from './password.tsx'
import { PasswordForApps } from './password-for-apps.tsx'
import { YourPlays } from './plays.tsx'
import '../../components/access/access.css'
import './you.css'

export function You({ session, status: { passwordMinLength } }: PageProps) {
  const { readOnly } = useMe()
  const { name, admin, passwordForApps } = session
  return (
    <Page title={YOU.title} intro={admin ? YOU.asAdmin(name) : YOU.as(name)}>
      <div className="panel-columns">
        <div className="panel-column">
          <Sessions title={YOU.sessions.title} intro={YOU.sessions.intro} />
          <YourPasskeys username={name} />
          <PasswordForApps username={name} isOn={passwordForApps} />
        </div>
        <div className="panel-column">
          <YourPlays />
          {!readOnly && <YourPassword username={name} minLength={passwordMinLength} />}
        </div>
      </div>
    </Page>
  )
}
