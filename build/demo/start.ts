// `npm run demo`: makes the demo's music once, and starts a server on it with a user that is ready to listen. Everything
// lies in a folder of its own, apart from a real library. The password is drawn for each demo folder, there is no default one;
// it stays, so that an app stays signed in and a second start by mistake locks nobody out of the first.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_ROLES } from '../../server/auth/users.ts'
import { run } from '../../server/cli.ts'
import { openData } from '../../server/open-data.ts'
import { makePrivateFolder } from '../../server/private-folder.ts'
import { loadSettings } from '../../server/settings/load.ts'
import { randomDevicePassword } from '../../server/vault/tokens.ts'
import { buildWindowWhenStale } from '../window.ts'
import { makeDemoLibrary } from './make-demo-library.ts'

const USER = 'demo'
const ARGS = process.argv.slice(2)
if (ARGS.includes('--help') || ARGS.includes('-h')) process.exit(await run(['serve', '--help']))

const base = loadSettings({}, process.env).settings.cache
const folder = join(base, 'demo')
for (const path of [base, folder]) makePrivateFolder(path, 'demo folder')
const keyFile = join(folder, 'master.key')
if (!existsSync(keyFile)) writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
const passwordFile = join(folder, 'password')
if (!existsSync(passwordFile)) writeFileSync(passwordFile, `${randomDevicePassword()}\n`, { mode: 0o600 })
Object.assign(process.env, {
  LOCKGROOVE_DATA: join(folder, 'data'),
  LOCKGROOVE_CACHE: join(folder, 'cache'),
  LOCKGROOVE_MASTER_KEY_FILE: keyFile,
  LOCKGROOVE_KEYCHAIN: 'off',
  // Songs that everybody may hear, and a folder of its own.
  LOCKGROOVE_ALLOW_ROOT: 'on',
})
delete process.env['LOCKGROOVE_MASTER_KEY']

await buildWindowWhenStale()
const music = join(folder, 'music')
if (!process.stdout.isTTY)
  process.stdout.write('Composing the demo, unless it is there already: about half a minute.\n')
const { songs, albums, made } = await makeDemoLibrary(music, {
  onProgress({ done, total }) {
    if (process.stdout.isTTY) process.stdout.write(`\rComposing the demo: ${done} of ${total} `)
  },
})
if (process.stdout.isTTY && made) process.stdout.write('\n')

const password = readFileSync(passwordFile, 'utf8').trim()
await letIn(password)
process.stdout.write(
  `\nThe demo: ${songs} songs on ${albums} albums, in ${music}\n\n  User name    ${USER}\n  Password     ${password}\n`,
)
process.exitCode = await run(['serve', '--music', music, ...ARGS])

async function letIn(plainPassword: string): Promise<void> {
  const data = await openData(loadSettings({}, process.env).settings)
  try {
    const user = data.users.findByName(USER)
    if (user) await data.users.changePassword(user.id, plainPassword)
    else await data.users.create({ name: USER, password: plainPassword, roles: ALL_ROLES })
  } finally {
    data.close()
  }
}
