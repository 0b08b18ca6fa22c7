// Runs inside a D-Bus session of its own (keyring.test.ts): works with a vault whose master key is in the session's keyring,
// and prints what came of it as JSON, a line for each attempt. Its one argument is a Session as JSON.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../server/db/open.ts'
import { createKeychain } from '../../server/vault/keychain.ts'
import { describeKeySources, findMasterKey } from '../../server/vault/master-key.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { type Job, run } from './changing.ts'

export interface Session {
  /** `change`: gives it a new key and kills that after every step; `look`: only looks for the key. */
  readonly does: 'change' | 'look' | 'lock and look'
  readonly dbPath: string
  /** What the keyring is given first, base64url. */
  readonly masterKey?: string
  readonly keyFile: string
  readonly timeoutMs: number
}

const session = JSON.parse(process.argv[2]!) as Session
const keychain = createKeychain({ timeoutMs: session.timeoutMs })
const find = { keychain: 'auto', keyFile: session.keyFile } as const

function lock() {
  const service = '/org/freedesktop/secrets'
  const words = ['call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', service]
  const method = ['--method', 'org.freedesktop.Secret.Service.Lock', `["${service}/collection/login"]`]
  execFileSync('gdbus', [...words, ...method], { stdio: 'ignore' })
}

async function look() {
  const db = openDatabase(session.dbPath)
  try {
    const { source } = await findMasterKey(db, find, keychain)
    return { source }
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error
    const sources = await describeKeySources(db, find, keychain)
    return {
      trouble: error.trouble,
      message: error.message,
      keychain: sources.find(({ source }) => source === 'keychain'),
    }
  }
}

function changing(job: Job) {
  const { stdout, signal } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('./changing.ts', import.meta.url)), JSON.stringify(job)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  return { steps: stdout.split('\n').filter((line) => line !== ''), signal }
}

async function killAfterEachStep() {
  let steps = Number.POSITIVE_INFINITY
  for (let dieAfter = 1; dieAfter <= steps + 1; dieAfter++) {
    const dbPath = `${session.dbPath}-${dieAfter}`
    copyFileSync(session.dbPath, dbPath)
    if (session.masterKey) await keychain.store(session.masterKey)
    const job = { dbPath, find, to: { place: 'keychain' } } as const
    const ended = changing({ ...job, dieAfter })
    if (ended.signal === null) steps = ended.steps.length
    const { values, source } = await run({ ...job, to: { place: 'look' } })
    console.log(JSON.stringify({ signal: ended.signal, step: ended.steps.at(-1), values, source }))
  }
}

if (session.masterKey) await keychain.store(session.masterKey)
if (session.does === 'lock and look') lock()
if (session.does === 'change') await killAfterEachStep()
else console.log(JSON.stringify(await look()))
