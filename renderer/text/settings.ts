import type { SettingInfo } from '../../server/contract/settings.ts'

/** What settings are called, where their own name would say too little. */
export const SETTING_NAMES: Readonly<Record<string, string>> = {
  address: 'Address for music apps',
  port: 'Port for music apps',
  networkInterfaces: 'Network interfaces',
  networkCloseAfterHours: 'Hours until it closes',
  networkCloseOnChange: 'Close in another network',
  socketMode: 'Permissions of a unix socket',
  consoleAddress: 'Address of this window',
  consolePort: 'Port of this window',
  hostNames: 'More names of this server',
  tls: 'HTTPS',
  tlsCertificate: 'Certificate file',
  tlsKey: 'Key file of the certificate',
  trustedProxies: 'Trusted proxies',
  proxyLogin: 'Sign-in by the proxy',
  proxyLoginHeader: 'Header with the name',
  proxyLoginNewUsers: 'New people by the proxy',
  passkeyDomain: 'Domain of passkeys',
  passkeyOrigins: 'Origins of passkeys',
  passwordMinLength: 'Shortest password',
  readOnly: 'Read-only',
  requestLimit: 'Requests in a minute',
  streamLimit: 'Songs at the same time',
  coverLimit: 'Covers at the same time',
  shareDays: 'Days until a link ends',
  authRequestLimit: 'Failed logins allowed',
  authWindowSec: 'Time in which they count',
  backupEveryHours: 'Hours between backups',
  backupKeepCount: 'Backups to keep',
  backupKeepDays: 'Days to keep them',
  allowRoot: 'Run as root',
  masterKey: 'Master key',
  masterKeyFile: 'File of the master key',
  passphrase: 'Passphrase',
  passphraseFile: 'File of the passphrase',
  keychain: 'Keychain',
  data: 'Data folder',
  cache: 'Cover cache',
  music: 'Music folders at start',
  log: 'Log',
  updates: 'New versions',
  notifications: 'Notifications',
  ignoredArticles: 'Words skipped in sorting',
}

/** The words of settings that are a list of kinds, and what each kind means. */
export const SETTING_KINDS: Readonly<Record<string, string>> = {
  'first-run': 'Lockgroove runs for the first time',
  doors: 'The door to the network opens or closes',
  'new-apps': 'A new app signs in',
  'failed-logins': 'Somebody tries wrong passwords',
  'scan-problems': 'A scan ends with problems',
  updates: 'A new version is ready',
}

export const SETTINGS = {
  title: 'Settings',
  intro: 'Everything that can be set, and where it comes from.',
  search: 'Search settings',
  searchHint: 'Name, sentence, value or variable',
  onlyChanged: 'Only what is not the default',
  none: (query: string) => `No setting for “${query}”`,
  noneChanged: 'Everything is as it comes',
  noneWords: 'Other words may find it: names and sentences are searched.',
  clear: 'Show all',
  found: (count: number) => (count === 1 ? '1 setting' : `${count} settings`),
  groups: {
    doors: { title: 'Doors', intro: 'Who can reach this server. The page Doors has this with more to see.' },
    https: { title: 'HTTPS', intro: '' },
    proxy: { title: 'Reverse proxy', intro: '' },
    accounts: { title: 'Passwords and passkeys', intro: '' },
    limits: { title: 'Limits', intro: 'What one app or address may ask for before it has to wait.' },
    backups: { title: 'Backups', intro: '' },
    keys: { title: 'Keys', intro: 'Where the master key comes from. Secrets are never shown.' },
    library: { title: 'Library', intro: '' },
    server: { title: 'Server', intro: '' },
    desktop: {
      title: 'This computer',
      intro: 'What the desktop app does here. A server without one ignores it.',
    },
    other: { title: 'Others', intro: '' },
  },
  field: {
    on: 'On',
    off: 'Off',
    save: 'Save',
    saveThis: (name: string) => `Save ${name}`,
    undo: 'Cancel',
    reset: 'Back to default',
    resetThis: (name: string) => `${name}: back to default`,
    saved: (name: string) => `${name} is saved.`,
    wasReset: (name: string) => `${name} is back to its default.`,
    empty: 'not set',
    hidden: 'never shown',
    expected: (words: string) => `Expected: ${words}`,
    sources: {
      flag: 'set at start',
      environment: 'set by the environment',
      owner: 'changed by you',
      default: 'default',
    },
  },
  folders: {
    title: 'Music folders',
    intro: 'They are only ever read. Nothing in them is changed.',
    none: 'No music folder yet.',
    add: 'Add a folder',
    there: (songs: number, albums: number) =>
      `${songs.toLocaleString()} ${songs === 1 ? 'song' : 'songs'}, ${albums.toLocaleString()} ${albums === 1 ? 'album' : 'albums'}`,
    missing:
      'Not there now: a drive that is not connected? Its music is kept. If it lies elsewhere now, say so under “Change”.',
    change: 'Change',
    changeThis: (name: string) => `Change ${name}`,
    name: 'Name',
    nameHelp: 'As everybody sees it, also in apps. The folder on the disk keeps its own.',
    save: 'Save',
    changed: (name: string) => `“${name}” is changed.`,
    lies: 'Where it lies',
    elsewhere: 'It lies elsewhere now…',
    elsewhereHelp:
      'For music that was moved as a whole, to another drive for instance. Choose where it lies now: stars, plays and playlists stay with it.',
    moved: (name: string) => `“${name}” is being looked through in its new place.`,
    remove: 'Remove',
    removeThis: (name: string) => `Remove ${name}`,
    removeSure: 'Take it out of the library',
    removeLoses:
      'Its music leaves the library and every app. The files stay as they are; stars, plays and playlists come back with the folder.',
    removed: (name: string) => `“${name}” is out of the library.`,
    added: (name: string) => `“${name}” is added and being scanned.`,
  },
  browser: {
    title: 'Choose a folder on the server',
    up: 'One folder up',
    home: 'Home folder',
    path: 'Path',
    go: 'Go',
    pick: 'Look for it in a dialog…',
    list: (path: string) => `Folders in ${path}`,
    none: 'No folders in here.',
    notAFolder: 'This cannot be opened',
    more: 'There are more; type the path to reach them.',
    choose: 'Use this folder',
    chooseThis: (path: string) => `Use this folder: ${path}`,
  },
} as const

/** By what a setting is pinned, and what would have to change. */
export function pinnedBy({
  source,
  environment,
  live,
}: Pick<SettingInfo, 'source' | 'environment' | 'live'>): string {
  if (source === 'flag') {
    const set = 'Set by a flag of the start command.'
    return live ? `${set} Take the flag out to change it here.` : `${set} It is read when Lockgroove starts.`
  }
  const set = `Set by the environment variable ${environment}.`
  return live ? `${set} Take it out to change it here.` : `${set} It is read when Lockgroove starts.`
}

/** Why a setting that nobody pinned cannot be changed here. */
export function needsRestart({ environment }: Pick<SettingInfo, 'environment'>): string {
  return `Read when Lockgroove starts: ${environment}.`
}
