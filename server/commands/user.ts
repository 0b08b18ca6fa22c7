import { ALL_ROLES, type UserAccount } from '../auth/users.ts'
import { type OpenData, openData } from '../open-data.ts'
import { type Command, UsageProblem } from './command.ts'
import { readPassword } from './read-password.ts'

export const user: Command = async ({ words, flags, loaded }) => {
  const [action, name, ...others] = words
  if (others.length > 0) throw new UsageProblem(`Too many words: ${others.join(' ')}`)

  if (action === 'list') {
    return withData(
      () => openData(loaded.settings),
      async ({ users }) => printUsers(users.list(), flags['json'] === true),
    )
  }
  if (action !== 'add' && action !== 'password' && action !== 'remove') {
    throw new UsageProblem('Say add, list, password or remove')
  }
  if (name === undefined) throw new UsageProblem('The name is missing')

  return withData(
    () => openData(loaded.settings),
    async ({ users }) => {
      if (action === 'remove') {
        await users.remove(users.getByName(name).id)
        print(`Removed ${name} with all that was theirs.`)
      }
      if (action === 'password') {
        const { id } = users.getByName(name)
        await users.changePassword(id, await readPassword(flags['password-stdin'] === true))
        print(`Changed the password of ${name}.`)
      }
      if (action === 'add') {
        const roles = flags['admin'] === true ? ALL_ROLES : { download: true, playlist: true }
        const password = await readPassword(flags['password-stdin'] === true)
        const added = await users.create({ name, password, roles })
        print(`Added ${added.name}${added.roles.admin ? ', an administrator' : ''}.`)
      }
      return 0
    },
  )
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
    const shown = users.map(({ name, email, roles, createdAt, scope }) => ({
      name,
      email,
      roles,
      createdAt: new Date(createdAt).toISOString(),
      musicFolders: scope.all ? 'all' : scope.ids,
    }))
    print(JSON.stringify(shown, null, 2))
    return 0
  }
  if (users.length === 0) print('No users yet: "lockgroove user add NAME --admin" makes the first.')
  for (const { name, roles, scope } of users) {
    const held = Object.entries(roles)
      .filter(([, has]) => has)
      .map(([role]) => role)
    print(
      `${name.padEnd(24)} ${held.join(', ')}${scope.all ? '' : `   (music folders ${scope.ids.join(', ') || 'none'})`}`,
    )
  }
  return 0
}

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
