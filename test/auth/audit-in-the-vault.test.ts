// The audit log with the vault it takes its key from: several processes, new keys, a vault that is shut.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAudit } from '../../server/auth/audit.ts'
import { verifyAudit } from '../../server/auth/verify-audit.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { createVaultAndUsers, TEST_MASTER_KEY } from '../support/vault-and-users.ts'

const WRITER = join(import.meta.dirname, '..', 'support', 'write-audit.ts')

let set: ReturnType<typeof createVaultAndUsers>
beforeEach(() => {
  set = createVaultAndUsers()
})
afterEach(() => set.db.close())

const createBook = (vault = set.vault) => createAudit({ db: set.db, vault, clock: set.clock })

async function startWriter(count: number) {
  const child = spawn(process.execPath, [WRITER, set.path, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    finish() {
      child.stdin.end()
      return once(child, 'close')
    },
  }
}

/** Whether the writers really took turns. */
function interleaves(): boolean {
  const actors = set.db.prepare('SELECT actor FROM audit_log ORDER BY id').pluck().all() as string[]
  return actors.filter((actor, at) => at > 0 && actor !== actors[at - 1]).length > 5
}

describe('the audit log in the vault', () => {
  test('verifies after three processes have written at once', async () => {
    const audit = createBook()
    audit.record({ event: 'door.opened', actor: 'server' })
    const writers = await Promise.all([startWriter(300), startWriter(300)])
    const done = Promise.all(writers.map((writer) => writer.finish()))
    for (let at = 0; at < 100; at++) {
      audit.record({ event: 'login.succeeded', actor: 'Anna' })
      await setTimeout(1)
    }
    expect((await done).map(([code]) => code)).toEqual([0, 0])
    expect(interleaves()).toBe(true)
    expect(await verifyAudit(set.db, set.vault)).toEqual({ ok: true, checked: 701, problems: [], notes: [] })
  })

  test('verifies after the data key was rotated, and goes on', async () => {
    const audit = createBook()
    audit.record({ event: 'door.opened', actor: 'server' })
    for (let at = 0; at < 3; at++) {
      await rotateDataKey(set.db, set.vault, { clock: set.clock })
      audit.record({ event: 'vault.rotated', actor: 'Anna' })
    }
    expect(await verifyAudit(set.db, set.vault)).toEqual({ ok: true, checked: 4, problems: [], notes: [] })
  })

  test('takes in what a sealed server wrote as soon as the vault opens', async () => {
    const audit = createBook()
    audit.record({ event: 'door.opened', actor: 'server' })
    const shut = sealedVault(set.db, new VaultProblem('locked', 'The keychain is locked.'))
    const sealedBook = createBook(shut)
    sealedBook.record({ event: 'login.failed', actor: '' })
    sealedBook.record({ event: 'login.failed', actor: '' })
    shut.unlock(TEST_MASTER_KEY)
    sealedBook.record({ event: 'vault.opened', actor: 'server' })
    expect(await verifyAudit(set.db, set.vault)).toEqual({
      ok: true,
      checked: 4,
      problems: [],
      notes: [expect.stringMatching(/^Entries 2 to 3 are written while sealed/)],
    })
  })

  test.each([
    ['removed', 'UPDATE vault SET sealed_audit_key = NULL'],
    [
      'exchanged for an older one, with the entries since cut off',
      "DELETE FROM audit_log WHERE id > 1; UPDATE vault SET sealed_audit_key = NULL; DELETE FROM state WHERE name = 'audit head'",
    ],
  ])('shows that its key was %s', async (_what, tamper) => {
    const audit = createBook()
    for (let at = 0; at < 3; at++) audit.record({ event: 'door.opened', actor: 'server' })
    set.db.exec(tamper)
    audit.record({ event: 'door.closed', actor: 'server' })
    expect((await verifyAudit(set.db, set.vault)).ok).toBe(false)
  })

  test('is written without a mac while its key is damaged, and does not pass for whole', async () => {
    const audit = createBook()
    audit.record({ event: 'door.opened', actor: 'server' })
    set.db.exec("UPDATE vault SET sealed_audit_key = 'v1:nothing:' || hex(randomblob(40))")
    audit.record({ event: 'door.closed', actor: 'server' })
    expect(set.db.prepare("SELECT count(*) FROM audit_log WHERE mac = ''").pluck().get()).toBe(1)
    await expect(verifyAudit(set.db, set.vault)).rejects.toThrow()
  })
})
