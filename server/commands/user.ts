import { makeFirstRecoveryKey } from '../auth/recovery-key.ts'
import { ALL_ROLES, type UserAccount } from '../auth/users.ts'
import { systemClock } from '../clock.ts'
import { NotAllowed } from '../errors.ts'
import { type OpenData, openData } from '../open-data.ts'
import { type Command, type CommandInput, UsageProblem } from './command.ts'
import { describeRecoveryKey } from './key-words.ts'
import { readPassword } from './read-password.ts'
import { recoveryLink } from './recovery-link.ts'

type Action = (data: OpenData, name: string, input: CommandInput) => Promise<void>

/** Those that seal nothing also work while the master key is away. */
const ACTIONS: Readonly<Record<string, { readonly run: Action; readonly words: number; seals?: true }>> = {
  add: { run: add, words: 2, seals: true },
  password: { run: changePassword, words: 2, seals: true },
  apps: { run: switchApps, words: 3, seals: true },
  remove: { run: remove, words: 2 },
  'recovery-link': { run: recoveryLink, words: 2 },
}
const ACTOR = 'command line'

export const user: Command = async (input) => {
  const { words, flags, loaded } = input
  const [action = '', name] = words
  if (action === 'list') {
    checkCount(words, 1)
    return withData(
      () => openData(loaded.settings, { sourceOf: loaded.sourceOf, evenSealed: true }),
      async ({ users }) => printUsers(users.list(), flags['json'] === true),
    )
  }
  const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  if (!known) throw new UsageProblem('Say add, list, password, apps, recovery-link or remove')
  if (name === undefined) throw new UsageProblem('The name is missing')
  checkCount(words, known.words)

  return withData(
    () => openData(loaded.settings, { sourceOf: loaded.sourceOf, evenSealed: !known.seals }),
    async (data) => {
      await known.run(data, name, input)
      return 0
    },
  )
}

function checkCount(words: readonly string[], most: number) {
  if (words.length > most) throw new UsageProblem(`Too many words: ${words.slice(most).join(' ')}`)
}

async function add({ db, vault, users, audit }: OpenData, name: string, { flags }: CommandInput) {
  // Before somebody types a password for nothing.
  users.checkNewName(name)
  const roles = flags['admin'] === true ? ALL_ROLES : { download: true, playlist: true }
  // Off unless asked for: what an app knows it may lose, and this password opens the window.
  const passwordForApps = flags['apps'] === true
  const added = await users.create({ name, password: await passwordFrom(flags), roles, passwordForApps })
  const { admin } = added.roles
  audit.record({
    event: 'user.created',
    actor: ACTOR,
    subject: added.name,
    detail: { admin, passwordForApps },
  })
  print(`Added ${added.name}${admin ? ', an administrator' : ''}.`)
  print(
    passwordForApps
      ? 'The password opens the window, and music apps may sign in with it.'
      : `The password opens the window, not music apps. To connect an app: lockgroove device add ${quoted(added.name)} --name "My phone"`,
  )
  const recoveryKey = admin
    ? makeFirstRecoveryKey({ db, vault, clock: systemClock, audit }, { actor: ACTOR })
    : undefined
  if (recoveryKey !== undefined) print(`\n${describeRecoveryKey(recoveryKey)}`)
}

async function changePassword({ users, audit }: OpenData, name: string, { flags }: CommandInput) {
  const account = users.getByName(name)
  const revokeDevices = flags['revoke-devices'] === true
  await users.changePassword(account.id, await passwordFrom(flags), { revokeDevices })
  audit.record({
    event: 'user.password-changed',
    actor: ACTOR,
    subject: account.name,
    detail: { revokeDevices },
  })
  const devices = revokeDevices ? ' The device passwords and API keys are revoked.' : ''
  print(`Changed the password of ${account.name} and ended all sessions.${devices}`)
}

/** For a shell. */
function quoted(name: string): string {
  return /^[\p{L}\p{N}._-]+$/u.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
}

/** Letting music apps use the account password needs the password: it is not kept anywhere it could be read from. */
async function switchApps({ users, audit }: OpenData, name: string, { words, flags }: CommandInput) {
  const choice = words[2]
  if (choice !== 'on' && choice !== 'off') throw new UsageProblem('Say on or off after the name')
  const account = users.getByName(name)
  if (choice === 'off') await users.update(account.id, { passwordForApps: false })
  else if (!(await users.allowPasswordForApps(account.id, await passwordFrom(flags)))) {
    throw new NotAllowed(`This is not the password of ${account.name}`)
  }
  const passwordForApps = choice === 'on'
  audit.record({ event: 'user.changed', actor: ACTOR, subject: account.name, detail: { passwordForApps } })
  print(
    passwordForApps
      ? `Music apps may sign in with the account password of ${account.name}.`
      : `Music apps of ${account.name} need a device password or an API key now.`,
  )
}

async function remove({ users, audit }: OpenData, name: string) {
  const account = users.getByName(name)
  await users.remove(account.id)
  audit.record({ event: 'user.removed', actor: ACTOR, subject: account.name })
  print(`Removed ${account.name} with all that was theirs.`)
}

function passwordFrom(flags: CommandInput['flags']): Promise<string> {
  return readPassword(flags['password-stdin'] === true)
}

/** Opens the data folder for one command and closes it whatever happens. */
export async function withData(
  open: () => Promise<OpenData>,
  work: (data: OpenData) => Promise<number>,
): Promise<number> {
  const data = await open()
  for (const notice of data.notices) process.stderr.write(`${notice}\n`)
  try {
    return await work(data)
  } finally {
    data.close()
  }
}

function printUsers(users: readonly UserAccount[], asJson: boolean): number {
  if (asJson) {
    const shown = users.map(({ name, email, roles, createdAt, scope, passwordForApps, disabledAt }) => ({
      name,
      email,
      roles,
      createdAt: new Date(createdAt).toISOString(),
      musicFolders: scope.all ? 'all' : scope.ids,
      passwordForApps,
      disabled: disabledAt !== undefined,
    }))
    print(JSON.stringify(shown, null, 2))
    return 0
  }
  if (users.length === 0) print('No users yet: "lockgroove user add NAME --admin" makes the first.')
  for (const { name, roles, scope, passwordForApps, disabledAt } of users) {
    const held = Object.entries(roles)
      .filter(([, has]) => has)
      .map(([role]) => role)
    const notes = [
      ...(scope.all ? [] : [`music folders ${scope.ids.join(', ') || 'none'}`]),
      ...(passwordForApps ? [] : ['no account password in apps']),
      ...(disabledAt === undefined ? [] : ['disabled']),
    ]
    print(`${name.padEnd(24)} ${held.join(', ')}${notes.length > 0 ? `   (${notes.join('; ')})` : ''}`)
  }
  return 0
}

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
