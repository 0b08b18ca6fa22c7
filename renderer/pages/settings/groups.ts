import type { SettingInfo } from '../../../server/contract/settings.ts'
import { titleOf } from '../../components/setting-field/use-settings.ts'
import type { SETTINGS } from '../../text/settings.ts'

export type GroupName = keyof typeof SETTINGS.groups

const GROUPS: readonly { readonly name: GroupName; readonly settings: readonly string[] }[] = [
  {
    name: 'doors',
    settings: [
      'address',
      'networkInterfaces',
      'networkCloseAfterHours',
      'networkCloseOnChange',
      'readOnly',
      'shareDays',
      'port',
      'hostNames',
      'socketMode',
      'consoleAddress',
      'consolePort',
    ],
  },
  { name: 'https', settings: ['tls', 'tlsCertificate', 'tlsKey'] },
  { name: 'library', settings: ['ignoredArticles', 'music', 'cache'] },
  { name: 'desktop', settings: ['updates', 'notifications'] },
  { name: 'backups', settings: ['backupEveryHours', 'backupKeepCount', 'backupKeepDays'] },
  {
    name: 'accounts',
    settings: ['passwordMinLength', 'authRequestLimit', 'authWindowSec', 'passkeyDomain', 'passkeyOrigins'],
  },
  { name: 'limits', settings: ['requestLimit', 'streamLimit', 'coverLimit'] },
  {
    name: 'proxy',
    settings: ['trustedProxies', 'proxyLogin', 'proxyLoginHeader', 'proxyLoginNewUsers'],
  },
  { name: 'keys', settings: ['keychain', 'masterKeyFile', 'masterKey', 'passphraseFile', 'passphrase'] },
  { name: 'server', settings: ['data', 'log', 'allowRoot'] },
]

export interface Group {
  readonly name: GroupName
  readonly settings: readonly SettingInfo[]
}

/** Every setting once, in the order above; one that no group names is not lost. */
export function groupsOf(settings: readonly SettingInfo[]): readonly Group[] {
  const named = new Set(GROUPS.flatMap((group) => group.settings))
  const groups = GROUPS.map(({ name, settings: names }) => ({
    name,
    settings: names.flatMap((each) => settings.find((setting) => setting.name === each) ?? []),
  }))
  const others = settings.filter(({ name }) => !named.has(name))
  return [...groups, { name: 'other' as const, settings: others }].filter(
    (group) => group.settings.length > 0,
  )
}

/** Every word has to be found somewhere. */
export function matches(setting: SettingInfo, query: string): boolean {
  const { name, sentence, environment, value = '' } = setting
  const text = [titleOf(name), name, sentence, environment, value].join(' ').toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
