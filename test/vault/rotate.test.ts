import { fork } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { createVersions } from '../../server/db/versions.ts'
import { parseRecoveryKey } from '../../server/vault/recovery-key.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { keyIdOf, type Place } from '../../server/vault/seal.ts'
import { checkSealedValues } from '../../server/vault/sealed-places.ts'
import { openVault, sealedVault, type Vault } from '../../server/vault/vault.ts'
import { VaultProblem, VaultSealed } from '../../server/vault/vault-problem.ts'
import {
  ALL_VALUES,
  fill,
  newDatabase,
  newFilledVault,
  openedValues,
  placeOfDevice,
  placeOfUser,
} from './filled-vault.ts'

type Db = ReturnType<typeof newDatabase>['db']
const clock = systemClock

function everything(db: Db) {
  return ['vault', 'data_keys', 'users', 'device_credentials', 'state', 'versions'].map((table) =>
    db.prepare(`SELECT * FROM ${table}`).all(),
  )
}

function keyIdsInUse(db: Db): Set<string | undefined> {
  const stored = db
    .prepare(
      `SELECT sealed_password FROM users WHERE sealed_password IS NOT NULL
       UNION ALL SELECT sealed_password FROM device_credentials WHERE sealed_password IS NOT NULL
       UNION ALL SELECT value FROM state WHERE name = 'tls-key'
       UNION ALL SELECT canary FROM vault UNION ALL SELECT sealed_audit_key FROM vault
       UNION ALL SELECT recovery_public_key FROM vault`,
    )
    .pluck()
    .all() as string[]
  return new Set(stored.map(keyIdOf))
}

describe('rotateDataKey', () => {
  it('seals everything with a new key, and the old one is gone', async () => {
    const { db, vault, masterKey, path } = newFilledVault()
    const before = vault.keyId
    const auditKey = vault.auditKey()!
    expect(await rotateDataKey(db, vault, { clock })).toEqual({
      dryRun: false,
      resealed: {
        'users.sealed_password': 3,
        'device_credentials.sealed_password': 6,
        'vault.canary': 1,
        'vault.sealed_audit_key': 1,
        'vault.recovery_public_key': 1,
        'shares.sealed_token': 1,
        'state.value': 1,
      },
      rewrappedKeys: 0,
      damaged: [],
    })
    expect(vault.keyId).not.toBe(before)
    expect([...keyIdsInUse(db)]).toEqual([vault.keyId])
    expect(db.prepare('SELECT id FROM data_keys').pluck().all()).toEqual([vault.keyId])
    expect(openedValues(db, vault)).toEqual(ALL_VALUES)
    expect(vault.auditKey()!.equals(auditKey)).toBe(true)
    const again = openVault(openDatabase(path), masterKey, clock)
    expect(openedValues(db, again)).toEqual(ALL_VALUES)
  })

  it('says in a dry run exactly what it would do, and changes nothing', async () => {
    const { db, vault } = newFilledVault()
    db.prepare("UPDATE users SET sealed_password = 'v1:rubbish' WHERE id = 2").run()
    const before = everything(db)
    const keyId = vault.keyId
    const would = await rotateDataKey(db, vault, { clock, dryRun: true })
    expect(would).toMatchObject({ dryRun: true, damaged: ['users.sealed_password of row 2'] })
    expect(everything(db)).toEqual(before)
    expect(vault.keyId).toBe(keyId)
    expect(await rotateDataKey(db, vault, { clock })).toEqual({ ...would, dryRun: false })
  })

  it('goes on for any number of times, with the recovery key opening each', async () => {
    const { db, vault, recoveryKey } = newFilledVault()
    const seen = new Set([vault.keyId])
    for (let count = 0; count < 20; count++) {
      await rotateDataKey(db, vault, { clock })
      seen.add(vault.keyId)
      const sealed = sealedVault(db, new VaultProblem('no key', 'gone'))
      sealed.unlockWithRecovery(recoveryKey)
      expect(openedValues(db, sealed)).toEqual(ALL_VALUES)
    }
    expect(seen.size).toBe(21)
    expect(openedValues(db, vault)).toEqual(ALL_VALUES)
  })

  it('seals credentials in the clear on its way, and nothing else that is in the clear', async () => {
    const { db, vault, recoveryKey } = newFilledVault()
    db.prepare("UPDATE users SET sealed_password = 'sesame' WHERE id = 1").run()
    db.prepare("UPDATE device_credentials SET sealed_password = 'open it' WHERE id = 101").run()
    // Somebody with access to the database, who would like the next data key to be wrapped for them.
    db.prepare("UPDATE vault SET recovery_public_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'").run()
    const { damaged } = await rotateDataKey(db, vault, { clock })
    expect(damaged).toEqual(['vault.recovery_public_key of row 1'])
    expect(openedValues(db, vault)).toEqual(
      ALL_VALUES.map((value) =>
        value === 'password-1' ? 'sesame' : value === 'device-101' ? 'open it' : value,
      ),
    )
    expect(db.prepare('SELECT wrapped_by_recovery FROM data_keys').pluck().get()).toBeNull()
    expect(parseRecoveryKey(recoveryKey)).toBeDefined()
  })

  it('leaves what does not open as it is, names it, and keeps everybody else', async () => {
    const { db, vault } = newFilledVault()
    const change = (sql: string) => db.prepare(sql).run()
    // Moved, cut, a bit changed, an older one put back.
    change('UPDATE users SET sealed_password = (SELECT sealed_password FROM users WHERE id = 1) WHERE id = 2')
    change('UPDATE device_credentials SET sealed_password = substr(sealed_password, 1, 30) WHERE id = 101')
    change(
      "UPDATE device_credentials SET sealed_password = replace(sealed_password, 'v1:', 'v0:') WHERE id = 102",
    )
    change('UPDATE users SET password_version = 2 WHERE id = 3')
    const read = (id: number) => db.prepare('SELECT sealed_password FROM users WHERE id = ?').pluck().get(id)
    const moved = read(2)
    const { damaged, resealed } = await rotateDataKey(db, vault, { clock })
    expect(damaged).toEqual([
      'users.sealed_password of row 2',
      'users.sealed_password of row 3',
      'device_credentials.sealed_password of row 101',
      'device_credentials.sealed_password of row 102',
    ])
    expect(resealed).toMatchObject({ 'users.sealed_password': 1, 'device_credentials.sealed_password': 4 })
    expect(read(2)).toBe(moved)
    expect(vault.open(read(1) as string, placeOfUser(1)).toString()).toBe('password-1')
    expect(checkSealedValues(db, vault)).toMatchObject({
      sound: 10,
      damaged: expect.objectContaining({ length: 4 }),
    })
  })

  it('makes who keeps sealed values look again', async () => {
    const { db, vault } = newFilledVault()
    const versions = createVersions(db)
    const before = versions.current('auth')
    await rotateDataKey(db, vault, { clock })
    expect(versions.current('auth')).toBeGreaterThan(before)
  })

  it('needs the master key', async () => {
    const { db, recoveryKey } = newFilledVault()
    const before = everything(db)
    const vault = sealedVault(db, new VaultProblem('no key', 'gone'))
    await expect(rotateDataKey(db, vault, { clock })).rejects.toThrow(VaultSealed)
    vault.unlockWithRecovery(recoveryKey)
    await expect(rotateDataKey(db, vault, { clock })).rejects.toThrow(VaultSealed)
    expect(everything(db)).toEqual(before)
  })

  it('seals 50 users with 50 devices each in turns, and nothing while others wait for the database', async () => {
    const { db } = newDatabase()
    const vault = openVault(db, Buffer.from('correct horse battery staple 123'), clock)
    fill(db, vault, 50, 50)
    let openedWhileWriting = 0
    const watched: Vault = Object.assign(Object.create(vault), {
      open(...value: Parameters<Vault['open']>) {
        if (db.inTransaction) openedWhileWriting++
        return vault.open(...value)
      },
    })
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const turns = countTurns()
    delay.enable()
    const { resealed } = await rotateDataKey(db, watched, { clock })
    delay.disable()
    expect(resealed['device_credentials.sealed_password']).toBe(2500)
    expect(turns.end()).toBeGreaterThan(25)
    expect(openedWhileWriting).toBe(0)
    console.info(`rotation of 2550 values: longest turn about ${(delay.max / 1e6).toFixed(0)} ms`)
  })

  it('takes in what changes meanwhile', async () => {
    const { db, vault, path, masterKey } = newFilledVault()
    const otherDb = openDatabase(path)
    const other = openVault(otherDb, masterKey, clock)
    const rounds: string[] = []
    const { damaged } = await rotateDataKey(db, vault, {
      clock,
      onStep(step) {
        if (step !== 'sealed everything ahead') return
        rounds.push(step)
        const set = otherDb.prepare('UPDATE users SET sealed_password = ?, password_version = ? WHERE id = ?')
        set.run(other.seal('changed', placeOfUser(1)), 1, 1)
        set.run(other.seal('changed version', { ...placeOfUser(2), version: 2 }), 2, 2)
        otherDb.exec('DELETE FROM device_credentials WHERE id = 101')
        // By itself: the value does not belong to it, and must not be made to.
        otherDb.exec('UPDATE users SET password_version = 5 WHERE id = 3')
        otherDb
          .prepare(
            "INSERT INTO device_credentials (id, user_id, kind, name, created_at, sealed_password) VALUES (999, 1, 'password', 'd', 0, ?)",
          )
          .run(other.seal('added', placeOfDevice(999)))
      },
    })
    expect(rounds).toHaveLength(1)
    expect(damaged).toEqual(['users.sealed_password of row 3'])
    expect(checkSealedValues(db, vault)).toMatchObject({ inTheClear: [], damaged: [{ row: 3 }] })
    const opened = (sql: string, place: Place) =>
      vault.open(db.prepare(sql).pluck().get() as string, place).toString()
    expect(opened('SELECT sealed_password FROM users WHERE id = 1', placeOfUser(1))).toBe('changed')
    expect(opened('SELECT sealed_password FROM device_credentials WHERE id = 999', placeOfDevice(999))).toBe(
      'added',
    )
    expect(db.prepare('SELECT id FROM data_keys').pluck().all()).toEqual([vault.keyId])
  })

  it.each([
    ['seals ahead once more where too much changed', 1, 2],
    ['comes to an end where too much changes each time', 99, 5],
  ])('%s', async (_what, changesOf, expected) => {
    const { db, path } = newDatabase()
    const masterKey = Buffer.from('correct horse battery staple 123')
    const vault = openVault(db, masterKey, clock)
    fill(db, vault, 4, 50)
    const otherDb = openDatabase(path)
    const other = openVault(otherDb, masterKey, clock)
    let rounds = 0
    const set = otherDb.prepare('UPDATE device_credentials SET sealed_password = ? WHERE id = ?')
    const ids = db.prepare('SELECT id FROM device_credentials').pluck().all() as number[]
    await rotateDataKey(db, vault, {
      clock,
      onStep(step) {
        if (step !== 'sealed everything ahead' || ++rounds > changesOf) return
        for (const id of ids) set.run(other.seal(`round ${rounds} of ${id}`, placeOfDevice(id)), id)
      },
    })
    expect(rounds).toBe(expected)
    expect(checkSealedValues(db, vault)).toMatchObject({ sound: 4 + 200 + 4, inTheClear: [], damaged: [] })
    const last = db.prepare('SELECT sealed_password FROM device_credentials WHERE id = 101').pluck().get()
    const lastChange = Math.min(changesOf, expected)
    expect(vault.open(last as string, placeOfDevice(101)).toString()).toBe(`round ${lastChange} of 101`)
  })
})

function countTurns() {
  let count = 0
  let isCounting = true
  const turn = () => {
    count++
    if (isCounting) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    end() {
      isCounting = false
      return count
    },
  }
}

describe('two processes', () => {
  it('one rotating while the other seals lose nothing', async () => {
    const { db, path, vault, masterKey } = newFilledVault()
    const sealing = fork(fileURLToPath(new URL('./sealing.ts', import.meta.url)), [
      path,
      masterKey.toString('hex'),
    ])
    const keyIds = new Set<string>()
    for (let round = 0; round <= 100; round++) {
      const [used] = (await once(sealing, 'message')) as [string[]]
      for (const id of used) keyIds.add(id)
      if (round === 100) break
      // Both at the same time.
      sealing.send(round)
      await rotateDataKey(db, vault, { clock })
    }
    sealing.kill()
    // Otherwise they never met.
    expect(keyIds.size).toBeGreaterThan(50)
    expect(checkSealedValues(db, vault)).toMatchObject({ inTheClear: [], damaged: [] })
    expect(openedValues(db, vault).slice(0, 3)).toEqual(['again-1-99', 'again-2-99', 'again-3-99'])
  })
})
