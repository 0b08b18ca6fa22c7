import { RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { SettingField } from '../../components/setting-field/setting-field.tsx'
import { useSettings } from '../../components/setting-field/use-settings.ts'
import { DOORS } from '../../text/doors.ts'

const NAMES = ['trustedProxies', 'proxyLogin', 'proxyLoginHeader', 'proxyLoginNewUsers', 'hostNames']

export function ProxySettings() {
  const settings = useSettings()
  const shown = settings.data?.filter(({ name }) => NAMES.includes(name)) ?? []
  return (
    <Panel title={DOORS.proxy.title} intro={DOORS.proxy.intro}>
      {settings.isPending && <RowSkeletons count={2} />}
      <div className="settings-list">
        {shown.map((setting) => (
          <SettingField key={setting.name} setting={setting} />
        ))}
      </div>
    </Panel>
  )
}
