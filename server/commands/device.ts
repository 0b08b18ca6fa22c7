import {
  checkDeviceFolders,
  createDeviceCredential,
  type DeviceCredential,
  getDeviceCredential,
  listDeviceCredentials,
  revokeDeviceCredential,
} from '../auth/device-credentials.ts'
import { DEVICE_SCOPES } from '../auth/device-scope.ts'
import { systemClock } from '../clock.ts'
import { type OpenData, openData } from '../open-data.ts'
import { type Command, type CommandInput, UsageProblem } from './command.ts'
import { localTime } from './say-time.ts'
import { withData } from './user.ts'

const ACTIONS = { add, list, revoke }
const ACTOR = 'command line'

export const device: Command = async (input) => {
  const { words, flags, loaded } = input
  const [action = ''] = words
  if (action !== 'add' && action !== 'list' && action !== 'revoke')
    throw new UsageProblem('Say add, list or revoke')
  if (words.length > 2) throw new UsageProblem(`Too many words: ${words.slice(2).join(' ')}`)
  // Only a password is sealed. Above all revoking must not wait for the master key.
  const evenSealed = action !== 'add' || flags['kind'] === 'apikey'
  return withData(
    () => openData(loaded.settings, { sourceOf: loaded.sourceOf, evenSealed }),
    async (data) => ACTIONS[action](data, input),
  )
}

function add({ db, vault, users, audit }: OpenData, { words, flags }: CommandInput): number {
  const userName = words[1]
  const { name, kind = 'password' } = flags
  if (userName === undefined) throw new UsageProblem('The user is missing')
  if (typeof name !== 'string') throw new UsageProblem('--name is missing: what you call the app or device')
  if (kind !== 'password' && kind !== 'apikey') throw new UsageProblem('--kind: expected password or apikey')
  const scope = DEVICE_SCOPES.find((word) => word === (flags['scope'] ?? 'change'))
  if (!scope) throw new UsageProblem(`--scope: expected ${DEVICE_SCOPES.join(', ')}`)
  const folders = parseFolders(flags['folders'])
  const expiresAt = parseExpiry(flags['expires'], systemClock.now())

  const user = users.getByName(userName)
  checkDeviceFolders(user.scope, folders)
  const { id, plainSecret } = createDeviceCredential(
    { db, vault, clock: systemClock },
    { userId: user.id, kind, name, scope, folders, expiresAt },
  )
  const made = getDeviceCredential(db, id)
  recordDevice(audit, 'device.created', made)
  if (flags['json'] === true) {
    print(JSON.stringify({ ...toJson(made), secret: plainSecret }))
    return 0
  }
  const until = expiresAt === undefined ? '' : ` It works until ${localMinute(expiresAt)}.`
  print(
    kind === 'apikey'
      ? `API key ${id} for "${name}" (type it alone, without a user name):`
      : `Password ${id} for "${name}" (type it with the user name ${user.name}):`,
  )
  print(`\n  ${plainSecret}\n\nIt is shown this once.${until}`)
  return 0
}

function list({ db, users }: OpenData, { words, flags }: CommandInput): number {
  const userName = words[1]
  const credentials = listDeviceCredentials(
    db,
    userName === undefined ? undefined : users.getByName(userName).id,
  )
  if (flags['json'] === true) {
    print(JSON.stringify(credentials.map(toJson), null, 2))
    return 0
  }
  if (credentials.length === 0) print('None yet.')
  for (const one of credentials) {
    const folders = one.folders === 'all' ? '' : `, music folders ${one.folders.join(',') || 'none'}`
    const what = `${one.kind.padEnd(9)} ${one.scope.padEnd(9)} ${one.name.padEnd(24)}`
    print(
      `${String(one.id).padStart(4)}  ${one.userName.padEnd(20)} ${what} ${stateOf(one, systemClock.now())}${folders}`,
    )
  }
  return 0
}

function revoke({ db, users, audit }: OpenData, { words, flags }: CommandInput): number {
  if (typeof flags['all'] === 'string') {
    if (words[1] !== undefined) throw new UsageProblem('Say either a number or --all USER')
    const user = users.getByName(flags['all'])
    const active = listDeviceCredentials(db, user.id).filter(({ revokedAt }) => revokedAt === undefined)
    for (const one of active) revokeOne(db, audit, one)
    print(`Revoked ${active.length} of ${user.name}. They stopped working.`)
    return 0
  }
  const id = Number(words[1])
  if (!Number.isSafeInteger(id) || id < 1)
    throw new UsageProblem('The number of the credential is missing, see "device list"')
  revokeOne(db, audit, getDeviceCredential(db, id))
  print(`Revoked ${id}. It stopped working.`)
  return 0
}

function revokeOne(db: OpenData['db'], audit: OpenData['audit'], one: DeviceCredential) {
  if (revokeDeviceCredential(db, one.id, systemClock)) recordDevice(audit, 'device.revoked', one)
}

function recordDevice(
  audit: OpenData['audit'],
  event: 'device.created' | 'device.revoked',
  { id, kind, name, scope, userName }: DeviceCredential,
) {
  audit.record({ event, actor: ACTOR, subject: userName, detail: { id, kind, name, scope } })
}

/** @throws UsageProblem */
function parseFolders(given: CommandInput['flags'][string]): 'all' | readonly number[] {
  if (given === undefined || given === 'all') return 'all'
  const numbers = String(given).split(',').map(Number)
  if (!numbers.every((id) => Number.isSafeInteger(id) && id > 0)) {
    throw new UsageProblem(
      '--folders: expected the numbers of music folders separated by commas, such as 1,2',
    )
  }
  return numbers
}

const UNITS_MS = { h: 60 * 60 * 1000, d: 24 * 60 * 60 * 1000 } as const

/** A day counts to its end, as people mean it. @throws UsageProblem */
export function parseExpiry(given: CommandInput['flags'][string], now: number): number | undefined {
  if (given === undefined) return undefined
  const text = String(given)
  const span = /^(\d{1,5})([hd])$/.exec(text)
  if (span) return now + Number(span[1]) * UNITS_MS[span[2] as 'h' | 'd']
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  const [year, month, date] = day ? day.slice(1).map(Number) : []
  const end = year === undefined ? undefined : new Date(year, month! - 1, date! + 1)
  // The 31st of February is no day.
  const isDay = end && new Date(year!, month! - 1, date).getDate() === date && month! >= 1 && month! <= 12
  if (!isDay)
    throw new UsageProblem('--expires: expected a day such as 2027-01-31, or a time such as 30d or 12h')
  return end.getTime()
}

function stateOf(one: DeviceCredential, now: number): string {
  if (one.revokedAt !== undefined) return `revoked ${localDay(one.revokedAt)}`
  if (one.expiresAt !== undefined && one.expiresAt <= now) return `expired ${localDay(one.expiresAt)}`
  const used =
    one.lastUsedAt === undefined
      ? 'never used'
      : `last used ${localDay(one.lastUsedAt)} by ${one.lastClient || '?'} from ${one.lastAddress ?? 'this computer'}`
  return one.expiresAt === undefined ? used : `${used}, until ${localMinute(one.expiresAt)}`
}

/** As the window has it, with times a script and a person can read. */
function toJson({ userId: _, userName, folders, ...device }: DeviceCredential) {
  const { createdAt, expiresAt, lastUsedAt, revokedAt, ...others } = device
  const times = Object.entries({ createdAt, expiresAt, lastUsedAt, revokedAt })
  return {
    ...others,
    user: userName,
    musicFolders: folders,
    ...Object.fromEntries(
      times.flatMap(([name, at]) => (at === undefined ? [] : [[name, new Date(at).toISOString()]])),
    ),
  }
}

const localDay = (time: number) => localTime(time, 'day')
const localMinute = (time: number) => localTime(time, 'minute')

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
