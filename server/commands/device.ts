import {
  createDeviceCredential,
  listDeviceCredentials,
  revokeDeviceCredential,
} from '../auth/device-credentials.ts'
import { systemClock } from '../clock.ts'
import { type OpenData, openData } from '../open-data.ts'
import { type Command, type CommandInput, UsageProblem } from './command.ts'
import { withData } from './user.ts'

export const device: Command = async (input) => {
  const [action] = input.words
  if (action !== 'add' && action !== 'list' && action !== 'revoke')
    throw new UsageProblem('Say add, list or revoke')
  return withData(
    () => openData(input.loaded.settings),
    async (data) => {
      if (action === 'add') return add(data, input)
      if (action === 'revoke') return revoke(data, input)
      return list(data, input)
    },
  )
}

function add({ db, vault, users }: OpenData, { words, flags }: CommandInput): number {
  const userName = words[1]
  const { name, kind = 'password' } = flags
  if (userName === undefined) throw new UsageProblem('The user is missing')
  if (typeof name !== 'string') throw new UsageProblem('--name is missing: what you call the app or device')
  if (kind !== 'password' && kind !== 'apikey') throw new UsageProblem('--kind: expected password or apikey')

  const user = users.getByName(userName)
  const { id, plainSecret } = createDeviceCredential(
    { db, vault, clock: systemClock },
    { userId: user.id, kind, name },
  )
  if (flags['json'] === true) print(JSON.stringify({ id, user: user.name, kind, name, secret: plainSecret }))
  else {
    print(
      kind === 'apikey'
        ? `API key ${id} for "${name}" (type it alone, without a user name):`
        : `Password ${id} for "${name}" (type it with the user name ${user.name}):`,
    )
    print(`\n  ${plainSecret}\n\nIt is shown this once.`)
  }
  return 0
}

function list({ db, users }: OpenData, { words, flags }: CommandInput): number {
  const userName = words[1]
  const credentials = listDeviceCredentials(
    db,
    userName === undefined ? undefined : users.getByName(userName).id,
  )
  if (flags['json'] === true) {
    print(JSON.stringify(credentials, null, 2))
    return 0
  }
  if (credentials.length === 0) print('None yet.')
  for (const { id, userName: owner, kind, name, lastUsedAt, lastClient, revokedAt } of credentials) {
    const used =
      lastUsedAt === undefined ? 'never used' : `last used ${day(lastUsedAt)} by ${lastClient ?? '?'}`
    const state = revokedAt === undefined ? used : `revoked ${day(revokedAt)}`
    print(`${String(id).padStart(4)}  ${owner.padEnd(20)} ${kind.padEnd(9)} ${name.padEnd(24)} ${state}`)
  }
  return 0
}

function revoke({ db }: OpenData, { words }: CommandInput): number {
  const id = Number(words[1])
  if (!Number.isSafeInteger(id) || id < 1)
    throw new UsageProblem('The number of the credential is missing, see "device list"')
  revokeDeviceCredential(db, id, systemClock)
  print(`Revoked ${id}. It stopped working.`)
  return 0
}

const day = (time: number) => new Date(time).toISOString().slice(0, 10)

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
