// All settings, once: the flag, the environment name, the default and the sentence the owner reads. A setting that is
// missing somewhere does not compile. Safe defaults: this computer only, limiter on, no trusted proxies.
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
const HOST_NAME = /^(?:\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::\d{1,5})?$/i
function hostNames(given: string): readonly string[] | undefined {
  const names = given.split(',').map((name) => name.trim())
  return names.every((name) => HOST_NAME.test(name)) ? names : undefined
}
const PORT = 'a number from 0 to 65535 (0 takes a free port)'

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
    parse: text,
    expected: 'an IP address or host name of this computer',
    initial: () => '127.0.0.1',
    sentence: 'Where music apps connect. The default lets in this computer only.',
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
    parse: text,
    expected: 'an IP address or host name of this computer',
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

export type SettingSource = 'flag' | 'environment' | 'default'

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
