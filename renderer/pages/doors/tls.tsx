import type { DoorStatus } from '../../../server/contract/doors.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { SettingField } from '../../components/setting-field/setting-field.tsx'
import { useSettings } from '../../components/setting-field/use-settings.ts'
import { Day } from '../../components/until.tsx'
import { DOORS } from '../../text/doors.ts'

const WORDS = DOORS.tls
const SOON_MS = 14 * 24 * 60 * 60 * 1000

export function Tls({ tls }: { tls: DoorStatus['tls'] }) {
  const settings = useSettings()
  const named = (name: string) => settings.data?.find((setting) => setting.name === name)
  const shown = ['tls', 'tlsCertificate', 'tlsKey'].map(named).filter((setting) => setting !== undefined)
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      {tls ? <Certificate tls={tls} /> : <p className="care-note">{WORDS.none}</p>}
      {settings.isPending && <RowSkeletons count={2} />}
      <div className="settings-list">
        {shown.map((setting) => (
          <SettingField key={setting.name} setting={setting} />
        ))}
      </div>
    </Panel>
  )
}

function Certificate({ tls: { fingerprint, expiresAt, selfMade } }: { tls: NonNullable<DoorStatus['tls']> }) {
  const left = expiresAt - Date.now()
  return (
    <dl className="facts">
      <div>
        <dt>{WORDS.certificate}</dt>
        <dd>{selfMade ? WORDS.selfMade : WORDS.ownFile}</dd>
      </div>
      <div>
        <dt>{WORDS.expires}</dt>
        <dd data-bad={left < SOON_MS || undefined}>
          <Day at={expiresAt} /> {left < 0 ? WORDS.expired : left < SOON_MS ? WORDS.expiresSoon : ''}
        </dd>
      </div>
      <div>
        <dt>{WORDS.fingerprint}</dt>
        <dd>
          <code className="fingerprint">{fingerprint}</code>
          <CopyButton value={fingerprint} what={WORDS.fingerprint} />
          {selfMade && <p className="care-note">{WORDS.compare}</p>}
        </dd>
      </div>
    </dl>
  )
}
