// All settings, once: the flag, the environment name, the default and the sentence the owner reads. A setting that is
// missing somewhere does not compile. Safe defaults: this computer only, limiter on, no trusted proxies.
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A setting arrives as text. Written without a schema library: this runs before anything else at every start. */
interface Definition<Value> {
  readonly flag?: string
  readonly environment: string
  /** Undefined when the text is not what was expected. */
  readonly parse: (text: string) => Value | undefined
  /** The sentence after "expected" in the error. */
  readonly expected: string
  readonly initial: (environment: NodeJS.ProcessEnv, platform: NodeJS.Platform) => Value
  readonly sentence: string
  /** Never printed, by doctor or anything else. */
  readonly secret?: true
  /** The owner may change it while the server runs (live.ts), unless a flag or the environment says what it is. */
  readonly live?: true
}

function define<Value>(definition: Definition<Value>): Definition<Value> {
  return definition
}

const text = (given: string) => (given.trim() === '' ? undefined : given)
const matching = (pattern: RegExp) => (given: string) => (pattern.test(given) ? given : undefined)
const oneOf =
  <const Word extends string>(...words: Word[]) =>
  (given: string) =>
    words.find((word) => word === given)
const numberWhere = (isFine: (value: number) => boolean) => (given: string) =>
  /^\d{1,9}$/.test(given) && isFine(Number(given)) ? Number(given) : undefined
const port = numberWhere((value) => value <= 65535)
const onOff = (given: string) =>
  ({ on: true, true: true, '1': true, off: false, false: false, '0': false })[given]
const ON_OFF = 'on or off'
/** The words of a list separated by commas, each of which has to fit. */
const listOf = (isFine: (word: string) => boolean) => (given: string) => {
  const words = given
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  return words.every(isFine) ? (words as readonly string[]) : undefined
}
const HOST_NAME = /^(?:\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::\d{1,5})?$/i
function hostNames(given: string): readonly string[] | undefined {
  const names = given.split(',').map((name) => name.trim())
  return names.every((name) => HOST_NAME.test(name)) ? names : undefined
}
function notificationKinds(given: string): readonly NotificationKind[] | undefined {
  if (given === 'none') return []
  const words = listOf((word) => NOTIFICATION_KINDS.some((kind) => kind === word))(given)
  return words && NOTIFICATION_KINDS.filter((kind) => words.includes(kind))
}
const IP_OR_NAME = /^(?:\[[0-9a-f:.]+\]|[0-9a-f:.]*:[0-9a-f:.]*|[a-z0-9_.-]{1,253})$/i
/** Longer paths of sockets do not fit into what the system reads, beside the folder the socket is made in. */
const SOCKET_PATH = /^unix:\/[^\0]{1,89}$/
const listeningPlace = (given: string) =>
  IP_OR_NAME.test(given) || SOCKET_PATH.test(given) ? given : undefined
const PORT = 'a number from 0 to 65535 (0 takes a free port)'

/** What the desktop app may say by a notification of the system. */
export const NOTIFICATION_KINDS = [
  'first-run',
  'doors',
  'new-apps',
  'failed-logins',
  'scan-problems',
  'updates',
] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

export const DEFINITIONS = {
  data: define({
    flag: 'data',
    environment: 'LOCKGROOVE_DATA',
    parse: text,
    expected: 'a folder',
    initial: dataFolder,
    sentence: 'Folder of the database and backups.',
  }),
  cache: define({
    flag: 'cache',
    environment: 'LOCKGROOVE_CACHE',
    parse: text,
    expected: 'a folder',
    initial: cacheFolder,
    sentence: 'Folder of resized covers; may be deleted at any time.',
  }),
  music: define<readonly string[]>({
    flag: 'music',
    environment: 'LOCKGROOVE_MUSIC',
    parse: (given) => given.split(delimiter).filter((path) => path !== ''),
    expected: `folders, separated by "${delimiter}"`,
    initial: () => [],
    sentence: 'Music folders to add at start. Folders added before stay.',
  }),
  address: define({
    flag: 'address',
    environment: 'LOCKGROOVE_ADDRESS',
    parse: listeningPlace,
    expected: '"network", an IP address or host name of this computer, or unix:/path/of/a/socket',
    initial: () => '127.0.0.1',
    sentence:
      'Where music apps connect. The default lets in this computer only; "network" the subnets this computer is in.',
    live: true,
  }),
  networkInterfaces: define<readonly string[]>({
    environment: 'LOCKGROOVE_NETWORK_INTERFACES',
    parse: listOf((word) => /^[^\s,/]{1,64}$/.test(word)),
    expected: 'names of network interfaces separated by commas, such as eth0 (none: all)',
    initial: () => [],
    sentence: 'Which network interfaces "network" means; empty means all.',
    live: true,
  }),
  networkCloseAfterHours: define({
    environment: 'LOCKGROOVE_NETWORK_CLOSE_AFTER',
    parse: numberWhere((value) => value <= 24 * 365),
    expected: 'a number of hours (0 leaves it open)',
    initial: () => 0,
    sentence: 'Close the network door by itself after so many hours.',
    live: true,
  }),
  networkCloseOnChange: define({
    environment: 'LOCKGROOVE_NETWORK_CLOSE_ON_CHANGE',
    parse: onOff,
    expected: ON_OFF,
    initial: () => false,
    sentence: 'Close the network door when this computer comes into another network.',
    live: true,
  }),
  socketMode: define({
    environment: 'LOCKGROOVE_SOCKET_MODE',
    parse: matching(/^0?[0-7]{3}$/),
    expected: 'the permissions of a unix socket in octal, such as 660',
    initial: () => '600',
    sentence: 'Who may connect to a unix socket: its permissions.',
    live: true,
  }),
  port: define({
    flag: 'port',
    environment: 'LOCKGROOVE_PORT',
    parse: port,
    expected: PORT,
    initial: () => 4040,
    sentence: 'Port for music apps.',
  }),
  consoleAddress: define({
    flag: 'console-address',
    environment: 'LOCKGROOVE_CONSOLE_ADDRESS',
    parse: (given) => (given === 'network' ? undefined : listeningPlace(given)),
    expected: 'an IP address or host name of this computer, or unix:/path/of/a/socket',
    initial: () => '127.0.0.1',
    sentence: 'Where the window is served.',
  }),
  consolePort: define({
    flag: 'console-port',
    environment: 'LOCKGROOVE_CONSOLE_PORT',
    parse: port,
    expected: PORT,
    initial: () => 4041,
    sentence: 'Port of the window.',
  }),
  hostNames: define<readonly string[]>({
    flag: 'host-names',
    environment: 'LOCKGROOVE_HOST_NAMES',
    parse: hostNames,
    expected: 'names separated by commas, such as music.example.org or music.example.org:8443',
    initial: () => [],
    sentence: 'More names it answers to: those of a reverse proxy, or with another port those of a tunnel.',
  }),
  tls: define<'off' | 'network' | 'everywhere'>({
    flag: 'tls',
    environment: 'LOCKGROOVE_TLS',
    parse: oneOf('off', 'network', 'everywhere'),
    expected: 'off, network or everywhere',
    initial: () => 'off',
    sentence:
      'Whether doors speak HTTPS: those reachable from the network, or those on this computer as well. Unix sockets never do.',
    live: true,
  }),
  tlsCertificate: define<string | undefined>({
    flag: 'tls-certificate',
    environment: 'LOCKGROOVE_TLS_CERTIFICATE',
    parse: text,
    expected: 'a PEM file',
    initial: () => undefined,
    sentence: 'Certificate with its chain. Without one, Lockgroove makes its own.',
    live: true,
  }),
  tlsKey: define<string | undefined>({
    flag: 'tls-key',
    environment: 'LOCKGROOVE_TLS_KEY',
    parse: text,
    expected: 'a PEM file',
    initial: () => undefined,
    sentence: 'Private key of the certificate.',
    live: true,
  }),
  trustedProxies: define<readonly string[]>({
    flag: 'trusted-proxies',
    environment: 'LOCKGROOVE_TRUSTED_PROXIES',
    parse: listOf(isProxyAddress),
    expected: 'addresses or networks (192.0.2.7, 10.0.0.0/8, fd00::/8) or "unix", separated by commas',
    initial: () => [],
    sentence: 'Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.',
    live: true,
  }),
  proxyLogin: define({
    flag: 'proxy-login',
    environment: 'LOCKGROOVE_PROXY_LOGIN',
    parse: onOff,
    expected: ON_OFF,
    initial: () => false,
    sentence: 'Whether a trusted proxy may sign people in to the window by a header.',
  }),
  proxyLoginHeader: define({
    environment: 'LOCKGROOVE_PROXY_LOGIN_HEADER',
    parse: matching(/^[A-Za-z][A-Za-z0-9-]{1,63}$/),
    expected: 'the name of a header',
    initial: () => 'Remote-User',
    sentence: 'The header in which the proxy names the person.',
  }),
  proxyLoginNewUsers: define({
    environment: 'LOCKGROOVE_PROXY_LOGIN_NEW_USERS',
    parse: onOff,
    expected: ON_OFF,
    initial: () => false,
    sentence: 'Whether somebody the proxy names and nobody knows becomes a user (never an administrator).',
  }),
  passkeyDomain: define<string | undefined>({
    environment: 'LOCKGROOVE_PASSKEY_DOMAIN',
    parse: matching(/^[a-z0-9.-]{1,253}$/i),
    expected: 'a host name, such as music.example.org',
    initial: () => undefined,
    sentence: 'The domain passkeys are bound to (WebAuthn RP ID). Without one: the name in the address bar.',
  }),
  passkeyOrigins: define<readonly string[]>({
    environment: 'LOCKGROOVE_PASSKEY_ORIGINS',
    parse: listOf((word) => URL.canParse(word) && new URL(word).origin === word),
    expected: 'origins separated by commas, such as https://music.example.org',
    initial: () => [],
    sentence: 'Origins passkeys may be used from. Without any: the origin of the window.',
  }),
  passwordMinLength: define({
    environment: 'LOCKGROOVE_PASSWORD_MIN_LENGTH',
    parse: numberWhere((value) => value >= 1 && value <= 128),
    expected: 'a number from 1 to 128',
    initial: () => 12,
    sentence: 'How many characters an account password needs.',
    live: true,
  }),
  readOnly: define({
    flag: 'read-only',
    environment: 'LOCKGROOVE_READ_ONLY',
    parse: onOff,
    expected: ON_OFF,
    initial: () => false,
    sentence: 'Refuse every change on both doors.',
    live: true,
  }),
  requestLimit: define({
    environment: 'LOCKGROOVE_REQUEST_LIMIT',
    parse: numberWhere((value) => value === 0 || value >= 60),
    expected: '0 (off) or a number of at least 60',
    initial: () => 6000,
    sentence: 'Requests one address may make in a minute.',
    live: true,
  }),
  streamLimit: define({
    environment: 'LOCKGROOVE_STREAM_LIMIT',
    parse: numberWhere((value) => value <= 1000),
    expected: 'a number up to 1000 (0 is no limit)',
    initial: () => 16,
    sentence: 'Songs one user may be sent at the same time.',
    live: true,
  }),
  coverLimit: define({
    environment: 'LOCKGROOVE_COVER_LIMIT',
    parse: numberWhere((value) => value <= 1000),
    expected: 'a number up to 1000 (0 is no limit)',
    initial: () => 64,
    sentence: 'Covers a user may have in work from one address at the same time; more wait.',
    live: true,
  }),
  shareDays: define({
    environment: 'LOCKGROOVE_SHARE_DAYS',
    parse: numberWhere((value) => value <= 3650),
    expected: 'a number of days up to 3650 (0: it does not end by itself)',
    initial: () => 30,
    sentence: 'After how many days a share link ends, where whoever makes it says nothing else.',
    live: true,
  }),
  backupEveryHours: define({
    environment: 'LOCKGROOVE_BACKUP_EVERY',
    parse: numberWhere((value) => value <= 24 * 365),
    expected: 'a number of hours (0: only by hand)',
    initial: () => 24,
    sentence: 'How often a backup is made by itself.',
    live: true,
  }),
  backupKeepCount: define({
    environment: 'LOCKGROOVE_BACKUP_KEEP',
    parse: numberWhere((value) => value >= 1 && value <= 1000),
    expected: 'a number from 1 to 1000',
    initial: () => 14,
    sentence: 'How many backups are kept; the newest always is.',
    live: true,
  }),
  backupKeepDays: define({
    environment: 'LOCKGROOVE_BACKUP_DAYS',
    parse: numberWhere((value) => value >= 1 && value <= 3650),
    expected: 'a number of days from 1 to 3650',
    initial: () => 30,
    sentence: 'After how many days a backup is removed.',
    live: true,
  }),
  allowRoot: define({
    flag: 'allow-root',
    environment: 'LOCKGROOVE_ALLOW_ROOT',
    parse: onOff,
    expected: ON_OFF,
    initial: () => false,
    sentence: 'Run although started as root or Administrator.',
  }),
  masterKey: define<string | undefined>({
    environment: 'LOCKGROOVE_MASTER_KEY',
    parse: text,
    expected: '32 bytes as base64, hex or 32 characters',
    initial: () => undefined,
    sentence: 'The master key itself. Prefer the keychain or a key file.',
    secret: true,
  }),
  masterKeyFile: define<string | undefined>({
    flag: 'master-key-file',
    environment: 'LOCKGROOVE_MASTER_KEY_FILE',
    parse: text,
    expected: 'a file',
    initial: () => undefined,
    sentence: 'File that holds the master key.',
  }),
  passphrase: define<string | undefined>({
    environment: 'LOCKGROOVE_PASSPHRASE',
    parse: text,
    expected: 'a passphrase',
    initial: () => undefined,
    sentence: 'A passphrase the master key is derived from. Prefer LOCKGROOVE_PASSPHRASE_FILE.',
    secret: true,
  }),
  passphraseFile: define<string | undefined>({
    flag: 'passphrase-file',
    environment: 'LOCKGROOVE_PASSPHRASE_FILE',
    parse: text,
    expected: 'a file',
    initial: () => undefined,
    sentence: 'File whose first line is the passphrase.',
  }),
  keychain: define<'auto' | 'off'>({
    flag: 'keychain',
    environment: 'LOCKGROOVE_KEYCHAIN',
    parse: oneOf('auto', 'off'),
    expected: 'auto or off',
    initial: () => 'auto',
    sentence: "Whether the operating system's keychain is asked for the master key.",
  }),
  log: define({
    flag: 'log',
    environment: 'LOCKGROOVE_LOG',
    parse: matching(/^[a-z,-]*$/),
    expected: 'a level (silent, error, warn, info, debug) or topics such as scan,auth',
    initial: () => 'warn',
    sentence: 'How much is logged, or which topics are logged in detail.',
  }),
  authRequestLimit: define({
    environment: 'LOCKGROOVE_AUTH_REQUEST_LIMIT',
    parse: numberWhere((value) => value === 0 || value >= 5),
    expected: '0 (off) or a number of at least 5',
    initial: () => 10,
    sentence: 'Different failed logins allowed per source and account within the window.',
  }),
  authWindowSec: define({
    environment: 'LOCKGROOVE_AUTH_WINDOW',
    parse: numberWhere(() => true),
    expected: 'a number of seconds (0 switches the limiter off)',
    initial: () => 300,
    sentence: 'Length of the window in which failed logins are counted, in seconds.',
  }),
  updates: define<'off' | 'notify' | 'automatic'>({
    environment: 'LOCKGROOVE_UPDATES',
    parse: oneOf('off', 'notify', 'automatic'),
    expected: 'off, notify or automatic',
    initial: () => 'notify',
    sentence:
      'Whether the desktop app looks for new versions: never, to tell you, or to install them when it quits.',
    live: true,
  }),
  notifications: define<readonly NotificationKind[]>({
    environment: 'LOCKGROOVE_NOTIFICATIONS',
    parse: notificationKinds,
    expected: `any of ${NOTIFICATION_KINDS.join(', ')}, or none`,
    initial: () => NOTIFICATION_KINDS,
    sentence: 'What the desktop app tells you by a notification.',
    live: true,
  }),
  ignoredArticles: define({
    environment: 'LOCKGROOVE_IGNORED_ARTICLES',
    parse: matching(/^[\p{L}\p{M}' ]*$/u),
    expected: 'words separated by blanks',
    initial: () => 'The El La Los Las Le Les Os As O A',
    sentence: 'Words skipped at the start of a name when sorting; used from the next full scan on.',
  }),
} as const

export type SettingName = keyof typeof DEFINITIONS

export type Settings = {
  readonly [Name in SettingName]: (typeof DEFINITIONS)[Name] extends Definition<infer Value> ? Value : never
}

/** `owner`: changed in the window or with the command line, kept in the database. */
export type SettingSource = 'flag' | 'environment' | 'owner' | 'default'

/** An address, a network in CIDR, or `unix` for whoever comes through a unix socket. */
function isProxyAddress(word: string): boolean {
  if (word === 'unix') return true
  const [address = '', prefix, ...rest] = word.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

function dataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Lockgroove')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Lockgroove')
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'lockgroove')
}

function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(dataFolder(environment, platform), 'Cache')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Lockgroove')
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lockgroove')
}
