// A process that changes keys is ended after every single step. Whatever it had done, the next start finds its master key
// and opens everything.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { verifyAudit } from '../../server/auth/verify-audit.ts'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { masterKeyIdOf } from '../../server/vault/data-keys.ts'
import { keptFile } from '../../server/vault/kept-keys.ts'
import { makeKeyFile, readKeyFile } from '../../server/vault/key-file.ts'
import { findMasterKey, type MasterKeyOptions } from '../../server/vault/master-key.ts'
import { openVault, sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { type Job, run } from './changing.ts'
import { ALL_VALUES, newFilledVault, openedValues } from './filled-vault.ts'

const CHANGING = fileURLToPath(new URL('./changing.ts', import.meta.url))
const OPEN = [...ALL_VALUES, 'audit key']

/** One vault for the whole file, closed; each process works on a copy of it. */
const first = newFilledVault()
first.db.close()

function newCopy() {
  const dir = mkdtempSync(join(tmpdir(), 'lockgroove-killed-'))
  const dbPath = join(dir, 'lockgroove.db')
  copyFileSync(first.path, dbPath)
  const keyFile = join(dir, 'keys', 'master.key')
  makeKeyFile(keyFile, first.masterKey)
  return { dir, dbPath, keyFile, find: { keychain: 'off', keyFile } satisfies MasterKeyOptions }
}

/** The steps it told of, and how it ended. */
async function inProcess(job: Job): Promise<{ steps: string[]; signal: string | undefined }> {
  const attempt = promisify(execFile)(process.execPath, [CHANGING, JSON.stringify(job)], { timeout: 60_000 })
  const { stdout, signal } = await attempt.then(
    ({ stdout }) => ({ stdout, signal: undefined }),
    (error: { stdout: string; signal: string; stderr: string }) => {
      if (error.signal !== 'SIGKILL') throw error
      return error
    },
  )
  return { steps: stdout.split('\n').filter((line) => line !== ''), signal }
}

/** Ends a process after each step of a job, and looks what the next start makes of it. */
async function killAfterEachStep(
  to: Job['to'],
  look: (at: ReturnType<typeof newCopy>, step: string) => Promise<void>,
  opensWith = opensWithRecovery,
) {
  const whole = newCopy()
  const { steps } = await inProcess({ ...whole, to })
  await look(whole, 'the end')
  for (let dieAfter = 1; dieAfter <= steps.length; dieAfter++) {
    const copy = newCopy()
    const ended = await inProcess({ ...copy, to, dieAfter })
    expect(ended.signal).toBe('SIGKILL')
    expect(ended.steps.map(withoutIds)).toEqual(steps.slice(0, dieAfter).map(withoutIds))
    await look(copy, steps[dieAfter - 1]!)
    opensWith(copy.dbPath)
  }
  return steps
}

/** For backups of its time, and should somebody be sorry. */
function keptFileOpens(keyFile: string): boolean {
  return readKeyFile(keptFile(keyFile, masterKeyIdOf(first.masterKey)))?.equals(first.masterKey) ?? false
}

const withoutIds = (step: string) => step.replace(/^wrapped .*/, 'wrapped')

function opensWithRecovery(dbPath: string) {
  const db = openDatabase(dbPath)
  const vault = sealedVault(db, new VaultProblem('no key', 'gone'))
  vault.unlockWithRecovery(first.recoveryKey)
  expect(openedValues(db, vault)).toEqual(ALL_VALUES)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
}

describe('a process killed after any step', () => {
  it('of a rotation leaves a vault that opens', async () => {
    const steps = await killAfterEachStep({ place: 'rotate' }, async ({ dbPath, find }, step) => {
      expect((await run({ dbPath, find, to: { place: 'look' } })).values, step).toEqual(OPEN)
    })
    expect(steps).toContain('sealed users.sealed_password of row 3')
    expect(steps.slice(-5)).toEqual([
      'sealed state.value of row tls-key',
      'named the new key',
      'removed the old key',
      'committed',
      'switched',
    ])
  }, 120_000)

  it('of a change to a new key file leaves a vault that opens', async () => {
    const steps = await killAfterEachStep({ place: 'key file' }, async ({ dbPath, find, keyFile }, step) => {
      expect(await run({ dbPath, find, to: { place: 'look' } }), step).toEqual({
        values: OPEN,
        source: 'key file',
      })
      for (const name of readdirSync(join(keyFile, '..'))) {
        expect(statSync(join(keyFile, '..', name)).mode & 0o777, name).toBe(0o600)
      }
    })
    expect(steps.map(withoutIds)).toEqual([
      'kept the key in place',
      'kept the new key',
      'wrapped',
      'named the new master key',
      'committed',
      'switched',
      'put the new key in place',
    ])
  }, 60_000)

  it('of a change to a passphrase leaves a vault that opens', async () => {
    const passphrase = 'correct horse battery staple'
    const sources = new Set<string>()
    await killAfterEachStep({ place: 'passphrase', passphrase }, async ({ dbPath, find }, step) => {
      const { values, source } = await run({ dbPath, find: { ...find, passphrase }, to: { place: 'look' } })
      expect(values, step).toEqual(OPEN)
      sources.add(source)
    })
    expect([...sources].sort()).toEqual(['key file', 'passphrase'])
  }, 60_000)

  it('of a change to a given key leaves a vault that opens with the old key or the given one', async () => {
    const key = randomBytes(32).toString('hex')
    await killAfterEachStep({ place: 'given', key }, async ({ dbPath, find }, step) => {
      const look = { place: 'look' } as const
      const given = run({ dbPath, find: { ...find, masterKey: key }, to: look })
      const { values } = await given.catch(() => run({ dbPath, find, to: look }))
      expect(values, step).toEqual(OPEN)
    })
  }, 60_000)

  it('of starting over leaves the old vault, or a new one without what only the old one opened', async () => {
    const seen: string[] = []
    const look = async ({ dbPath, find, keyFile }: ReturnType<typeof newCopy>, step: string) => {
      const db = openDatabase(dbPath)
      const { key } = await findMasterKey(db, find)
      const vault = openVault(db, key, systemClock)
      const revoked = db.prepare('SELECT count(*) FROM device_credentials WHERE revoked_at > 0').pluck().get()
      if (revoked === 0) expect(openedValues(db, vault), step).toEqual(ALL_VALUES)
      else {
        const left = db.prepare('SELECT count(sealed_password) FROM users').pluck().get()
        expect([left, revoked, await verifyAudit(db, vault)], step).toEqual([
          0,
          6,
          { ok: true, checked: 1, problems: [], notes: [] },
        ])
        expect(keptFileOpens(keyFile), step).toBe(true)
        expect(db.prepare('SELECT recovery_public_key FROM vault').pluck().get(), step).toBeNull()
      }
      seen.push(revoked === 0 ? 'old' : 'new')
      db.close()
    }
    const steps = await killAfterEachStep({ place: 'start over' }, look, () => {})
    // The first look is at one that nobody killed.
    expect(seen).toEqual(['new', ...steps.map((_, at) => (at < steps.indexOf('committed') ? 'old' : 'new'))])
    expect(steps).toContain('gave up device_credentials.sealed_password of row 302')
    expect(steps.slice(-4)).toEqual([
      'did what belongs to it',
      'committed',
      'switched',
      'put the new key in place',
    ])
  }, 120_000)

  it('is one whose next change works', async () => {
    const copy = newCopy()
    for (const [place, dieAfter] of [
      ['key file', 3],
      ['rotate', 9],
      ['key file', 5],
      ['key file', 2],
      ['rotate', 17],
      ['key file', 6],
    ] as const) {
      await inProcess({ ...copy, to: { place }, dieAfter })
    }
    expect(existsSync(copy.keyFile)).toBe(true)
    expect((await run({ ...copy, to: { place: 'look' } })).values).toEqual(OPEN)
  }, 60_000)
})
