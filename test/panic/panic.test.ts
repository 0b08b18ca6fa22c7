// Panic, asked for in the window: nothing that opened a door a moment ago does so afterwards, and the owner still gets in.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAudit } from '../../server/auth/audit.ts'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { makeRecoveryToken } from '../../server/auth/recovery-links.ts'
import { verifyAudit } from '../../server/auth/verify-audit.ts'
import { systemClock } from '../../server/clock.ts'
import { createShare, listShares, shareToken } from '../../server/library/shares.ts'
import { openData } from '../../server/open-data.ts'
import { panic } from '../../server/panic/panic.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { VaultSealed } from '../../server/vault/vault-problem.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

const { owner, listener } = PEOPLE

/** An address of this computer that is not loopback. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    const answer = (can: boolean) => {
      socket.destroy()
      resolve(can)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
  })
}

describe('panic in the window', () => {
  let running: TestServer
  beforeEach(async () => {
    running = await startTestServer({ library: 'empty', settings: { address: '0.0.0.0' } })
  })
  afterEach(() => running.close())

  test.skipIf(outside === undefined)('ends every way in but the account password in the window', async () => {
    const { server, dataDir } = running
    const beside = await openData(testSettings(dataDir))
    const { id } = beside.users.getByName(listener.user)
    const deps = { ...beside, clock: systemClock }
    const make = (kind: 'password' | 'apikey') =>
      createDeviceCredential(deps, { userId: id, kind, name: `my ${kind}` }).plainSecret
    const devicePassword = make('password')
    const apiKey = make('apikey')
    const linkToken = makeRecoveryToken(deps, id)
    const shared = { name: 'A song', songIds: [], description: '', endsAt: null }
    createShare(deps, { ...shared, ownerId: beside.users.getByName(owner.user).id })
    const [share] = listShares(beside.db, beside.users.getByName(owner.user))
    const keyBefore = beside.vault.keyId
    const console = createConsoleClient(server.consoleUrl)
    await console.signIn(owner.user, owner.password)
    const other = createConsoleClient(server.consoleUrl)
    await other.signIn(listener.user, listener.password)
    const port = Number(new URL(running.url).port)
    const here = `http://127.0.0.1:${port}`

    const logins = {
      'account password': { user: listener.user, password: listener.password, form: 'clear' },
      'account token': { user: owner.user, password: owner.password, form: 'token' },
      'device password': { user: listener.user, password: devicePassword, form: 'clear' },
      'device password as hex': { user: listener.user, password: devicePassword, form: 'hex' },
      'device token': { user: listener.user, password: devicePassword, form: 'token' },
      'API key': { apiKey },
    } as const
    const { createSubsonicClient } = await import('../support/subsonic-client.ts')
    const codes = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(logins).map(async ([name, login]) => {
            const { status } = await createSubsonicClient(here, login).json('getMusicFolders')
            return [name, status] as const
          }),
        ),
      )
    const all = (status: string) => Object.fromEntries(Object.keys(logins).map((name) => [name, status]))
    expect(await codes()).toEqual(all('ok'))
    expect(await canConnect(outside!, port)).toBe(true)
    const shareUrl = `${here}/share/${shareToken(beside.vault, share!)}`
    expect((await fetch(shareUrl)).status).toBe(200)

    const report = await console.get('safety.panic', { confirm: 'panic' })
    expect(report.failed).toEqual([])
    expect(report.done).toHaveLength(8 - 1 + report.done.filter((line) => line.startsWith('Closed')).length)

    expect(await canConnect(outside!, port)).toBe(false)
    expect(await codes()).toEqual(all('failed'))
    expect((await fetch(shareUrl)).status).toBe(404)
    expect(report.done).toContain('No share link leads to music any more (removed: 1).')
    expect(console.cookies.size).toBe(0)
    for (const client of [console, other])
      expect(await client.call('sessions.current', {})).toMatchObject({ ok: false, code: 'not-signed-in' })
    expect(
      await other.call('sessions.useRecoveryLink', { token: linkToken, password: 'a brand new one, long' }),
    ).toMatchObject({ ok: false })
    expect(beside.db.prepare('SELECT id FROM data_keys').pluck().all()).not.toContain(keyBefore)

    await console.signIn(owner.user, owner.password)
    expect(await console.get('audit.verify', {})).toMatchObject({ ok: true })
    expect(await console.get('audit.list', { event: 'panic' })).toMatchObject([
      { actor: owner.user, detail: { failed: 0 } },
    ])

    const text = readFileSync(report.path, 'utf8')
    for (const sentence of [...report.done, ...report.next]) expect(text).toContain(sentence)
    expect(text).toContain(owner.user)
    for (const secret of [listener.password, owner.password, devicePassword, apiKey, linkToken])
      expect(text).not.toContain(secret)
    expect(statSync(report.path).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'reports')).mode & 0o777).toBe(0o700)
    beside.close()
  })

  test('works in read-only mode, for administrators only, and not by mistake', async () => {
    const console = createConsoleClient(running.server.consoleUrl)
    await console.signIn(listener.user, listener.password)
    expect(await console.call('safety.panic', { confirm: 'panic' })).toMatchObject({ code: 'not-allowed' })
    await console.signIn(owner.user, owner.password)
    await console.get('safety.setReadOnly', { readOnly: true })
    expect(await console.send('safety.panic', {})).toMatchObject({ ok: false, code: 'invalid-input' })
    expect(await console.send('safety.panic', { confirm: 'yes' })).toMatchObject({ code: 'invalid-input' })
    expect(await console.get('safety.panic', { confirm: 'panic' })).toMatchObject({ failed: [] })
  })

  test('can be asked for again where nothing could be written, as on a full disk', async () => {
    const beside = await openData(testSettings(running.dataDir))
    beside.db.exec(
      "CREATE TRIGGER full BEFORE DELETE ON sessions BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
    )
    const console = createConsoleClient(running.server.consoleUrl)
    await console.signIn(owner.user, owner.password)
    expect(await console.get('safety.panic', { confirm: 'panic' })).toMatchObject({
      failed: ['Ending the sessions: database or disk is full'],
    })
    beside.db.exec('DROP TRIGGER full')
    expect(await console.get('safety.panic', { confirm: 'panic' })).toMatchObject({ failed: [] })
    expect(await console.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
    beside.close()
  })
})

describe('panic', () => {
  let set: ReturnType<typeof createVaultAndUsers>
  beforeEach(() => {
    set = createVaultAndUsers()
  })
  afterEach(() => {
    set.db.close()
    rmSync(set.dataDir, { recursive: true })
  })

  function raise(wrong: Partial<Parameters<typeof panic>[0]> = {}) {
    const { db, vault, clock, dataDir } = set
    return panic(
      {
        db,
        clock,
        dataDir,
        audit: createAudit(set),
        closeNetwork: async () => ['Closed it.'],
        rotate: async () => rotateDataKey(db, vault, { clock }),
        ...wrong,
      },
      { actor: 'Anna', address: '192.0.2.1' },
    )
  }

  test('tries every step although others fail, and says which', async () => {
    set.db.exec("CREATE TRIGGER no BEFORE DELETE ON recovery_links BEGIN SELECT RAISE(FAIL, 'not now'); END")
    set.db.exec(
      "INSERT INTO users (id, name, name_key, password_hash, created_at) VALUES (1, 'a', 'a', 'x', 0)",
    )
    set.db.exec("INSERT INTO recovery_links VALUES ('hash', 1, 0, 0)")
    const report = await raise({
      closeNetwork: async () => {
        throw new Error('no such door')
      },
      rotate: async () => {
        throw new VaultSealed('The keychain is locked.')
      },
    })
    expect(report.failed).toEqual([
      'Closing the network door: no such door',
      'Ending the recovery links: not now',
      'Rotating the data key: The keychain is locked.',
    ])
    expect(report.done).toHaveLength(5)
    expect(report.next[0]).toMatch(/what failed above/)
    expect(readFileSync(report.path, 'utf8')).toMatch(/FAILED\n {2}Closing the network door/)
    expect(await verifyAudit(set.db, set.vault)).toMatchObject({ ok: true, checked: 1 })
  })

  test('lets others have their turn between its steps', async () => {
    let turns = 0
    let isOver = false
    const turn = () => {
      turns++
      if (!isOver) setImmediate(turn)
    }
    setImmediate(turn)
    const { done } = await raise({
      rotate: async () => ({ dryRun: false, resealed: {}, rewrappedKeys: 0, damaged: [] }),
    })
    isOver = true
    expect(turns).toBeGreaterThanOrEqual(done.length)
  })

  test('goes through without a report where none can be written', async () => {
    writeFileSync(join(set.dataDir, 'reports'), 'a file in the way')
    const report = await raise()
    expect(report.path).toBe('')
    expect(report.done).toHaveLength(8)
    expect(report.failed).toEqual([expect.stringMatching(/^Writing the report: .*a file is in the way/)])
  })

  test('writes a new report each time, closed to others also where the folder was open', async () => {
    mkdirSync(join(set.dataDir, 'reports'))
    chmodSync(join(set.dataDir, 'reports'), 0o755)
    const first = await raise()
    const second = await raise()
    expect(first.path).not.toBe(second.path)
    expect(readdirSync(join(set.dataDir, 'reports'))).toHaveLength(2)
    expect(statSync(join(set.dataDir, 'reports')).mode & 0o777).toBe(0o700)
  })

  test('leaves the app password of somebody who has nothing else, and says so', async () => {
    set.db.exec(
      "INSERT INTO users (name, name_key, password_hash, sealed_password, created_at) VALUES ('Imp', 'imp', '', 'in the clear', 0)",
    )
    const report = await raise()
    expect(report.done).toContain(
      'Except for Imp, who could not sign in at all without it: give this user a new password.',
    )
    expect(set.db.prepare('SELECT sealed_password FROM users').pluck().get()).not.toBeNull()
  })

  test('removes the passkeys, which an intruder could have added', async () => {
    const { id } = await set.users.create({ name: 'Anna', password: 'the owl knows the way' })
    set.db
      .prepare(
        "INSERT INTO passkeys (user_id, user_handle, credential_id, public_key, counter, name, created_at) VALUES (?, 'h', 'c', x'00', 0, 'n', 0)",
      )
      .run(id)
    expect((await raise()).done).toContain('No passkey opens the window any more (removed: 1).')
    expect(set.db.prepare('SELECT count(*) FROM passkeys').pluck().get()).toBe(0)
  })
})
