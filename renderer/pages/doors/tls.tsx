import type { DoorStatus } from '../../../server/contract/doors.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { type Fact, Facts } from '../../components/facts.tsx'
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
  const facts: Fact[] = [
    [WORDS.certificate, selfMade ? WORDS.selfMade : WORDS.ownFile],
    [
      WORDS.expires,
      <span className={left < SOON_MS ? 'is-bad' : undefined} key="expires">
        <Day at={expiresAt} /> {left < 0 ? WORDS.expired : left < SOON_MS ? WORDS.expiresSoon : ''}
      </span>,
    ],
    [
      WORDS.fingerprint,
      <code className="fingerprint" key="fingerprint">
        {fingerprint}
      </code>,
    ],
  ]
  return (
    <>
      <Facts facts={facts} />
      {selfMade && <p className="care-note">{WORDS.compare}</p>}
      <div>
        <CopyButton value={fingerprint} label={WORDS.copy} />
      </div>
    </>
  )
}
