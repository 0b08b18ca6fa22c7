import type { SettingInfo } from '../../../server/contract/settings.ts'
import { linkTo } from '../../client/route.ts'
import { type Fact, Facts } from '../../components/facts.tsx'
import { RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { SettingField } from '../../components/setting-field/setting-field.tsx'
import { titleOf, useSettings } from '../../components/setting-field/use-settings.ts'
import { DOORS } from '../../text/doors.ts'
import { SETTINGS } from '../../text/settings.ts'

const WORDS = DOORS.proxy
/** Read at the start only. */
const SHOWN = ['proxyLogin', 'proxyLoginHeader', 'proxyLoginNewUsers', 'hostNames']

export function ProxySettings() {
  const settings = useSettings()
  const trusted = settings.data?.find(({ name }) => name === 'trustedProxies')
  const shown = settings.data?.filter(({ name }) => SHOWN.includes(name)) ?? []
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      {settings.isPending && <RowSkeletons count={2} />}
      {trusted && <SettingField setting={trusted} />}
      <Facts facts={shown.map(factOf)} />
      <p className="care-note">
        {WORDS.rest} <a {...linkTo('/settings?q=proxy')}>{WORDS.more}</a>
      </p>
    </Panel>
  )
}

function factOf({ name, value }: SettingInfo): Fact {
  const { on, off, empty } = SETTINGS.field
  return [titleOf(name), value === 'on' ? on : value === 'off' ? off : value || empty]
}
