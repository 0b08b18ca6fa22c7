import { createSecretKey } from 'node:crypto'
import { Writable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { type AuditDeps, type AuditEvent, beginNewChain, createAudit } from '../../server/auth/audit.ts'
import { listAudit } from '../../server/auth/list-audit.ts'
import { verifyAudit } from '../../server/auth/verify-audit.ts'
import type { WriteDb } from '../../server/db/open.ts'
import { createLog } from '../../server/log.ts'
import { VaultSealed } from '../../server/vault/vault-problem.ts'
import { ownTimeMs } from '../support/own-time.ts'
import { createTestClock, createTestDatabase } from '../support/vault-and-users.ts'

const KEY = createSecretKey(Buffer.alloc(32, 7))
const opened: WriteDb[] = []

function createLogbook(options: Partial<AuditDeps> = {}) {
  const { db, path } = createTestDatabase()
  opened.push(db)
  const clock = createTestClock()
  let isSealed = false
  const vault = { auditKey: () => (isSealed ? undefined : KEY) }
  const audit = createAudit({ db, vault, clock, ...options })
  return {
    db,
    path,
    clock,
    vault,
    audit,
    seal(sealed: boolean) {
      isSealed = sealed
    },
    write(count: number, event: AuditEvent = 'login.failed') {
      for (let at = 0; at < count; at++) {
        clock.move(1000)
        audit.record({ event, actor: 'Anna', subject: `s${at}`, address: '192.0.2.7', detail: { at } })
      }
    },
    verify: () => verifyAudit(db, vault),
    ids: () => db.prepare('SELECT id FROM audit_log ORDER BY id').pluck().all() as number[],
  }
}

afterEach(() => {
  for (const db of opened.splice(0)) db.close()
})

describe('the audit log', () => {
  test('verifies as it was written, empty, with one entry and with several slices', async () => {
    const book = createLogbook()
    expect(await book.verify()).toEqual({ ok: true, checked: 0, problems: [], notes: [] })
    book.write(1)
    expect(await book.verify()).toEqual({ ok: true, checked: 1, problems: [], notes: [] })
    book.write(1600)
    expect(await book.verify()).toEqual({ ok: true, checked: 1601, problems: [], notes: [] })
  })

  test.each([
    ['at', 1],
    ['event', 'login.succeeded'],
    ['actor', 'Bo'],
    ['subject', null],
    ['subject', ''],
    ['address', '192.0.2.8'],
    ['address', null],
    ['detail', '{}'],
    ['mac', 'A'.repeat(43)],
    ['mac', ''],
    ['id', 100],
  ])('shows that %s of an entry became %o', async (column, value) => {
    for (const id of [1, 5, 9]) {
      const book = createLogbook()
      book.write(9)
      book.db.prepare(`UPDATE audit_log SET ${column} = ? WHERE id = ?`).run(value, id)
      const { ok, problems } = await book.verify()
      expect({ id, ok }).toEqual({ id, ok: false })
      expect(problems.length).toBeGreaterThan(0)
    }
  })

  test.each<[string, (db: WriteDb) => void, RegExp]>([
    ['one removed', (db) => db.exec('DELETE FROM audit_log WHERE id = 5'), /Entry 5 is missing/],
    [
      'one removed and the rest moved up',
      (db) =>
        db.exec(
          'DELETE FROM audit_log WHERE id = 5; UPDATE audit_log SET id = -(id - 1) WHERE id > 5; UPDATE audit_log SET id = -id WHERE id < 0',
        ),
      /Entry 5: something was changed/,
    ],
    ['the first removed', (db) => db.exec('DELETE FROM audit_log WHERE id = 1'), /Entry 1 is missing/],
    [
      'two swapped',
      (db) =>
        db.exec(
          'UPDATE audit_log SET id = -id WHERE id IN (3, 6); UPDATE audit_log SET id = 9 + id WHERE id < 0',
        ),
      /Entry 3: something was changed/,
    ],
    [
      'one added at the end with the mac of another',
      (db) =>
        db.exec(
          "INSERT INTO audit_log (at, event, actor, mac) SELECT at, event, 'Bo', mac FROM audit_log WHERE id = 9",
        ),
      /Entry 10: something was changed/,
    ],
    [
      'one added in between without a mac',
      (db) =>
        db.exec(
          "UPDATE audit_log SET id = -(id + 1) WHERE id > 4; UPDATE audit_log SET id = -id WHERE id < 0; INSERT INTO audit_log (id, at, event, actor, mac) VALUES (5, 1, 'panic', 'Bo', '')",
        ),
      /Entries 5 to 6: something was changed/,
    ],
    [
      'the end cut',
      (db) => db.exec('DELETE FROM audit_log WHERE id > 7'),
      /Entries 8 to 9 are missing at the end/,
    ],
    ['everything removed', (db) => db.exec('DELETE FROM audit_log'), /Entries 1 to 9 are missing at the end/],
    [
      'the head removed',
      (db) => db.exec("DELETE FROM state WHERE name = 'audit head'"),
      /where the log ends is missing/,
    ],
    [
      'the head changed to fit a cut end',
      (db) =>
        db.exec(
          `DELETE FROM audit_log WHERE id > 7;
           UPDATE state SET value = json_set(value, '$.id', 7, '$.count', 7, '$.mac', (SELECT mac FROM audit_log WHERE id = 7)) WHERE name = 'audit head'`,
        ),
      /not as it was written/,
    ],
    [
      'all macs wiped and an entry changed',
      (db) => db.exec("UPDATE audit_log SET mac = ''; UPDATE audit_log SET actor = 'Bo' WHERE id = 2"),
      /missing at the end/,
    ],
  ])('shows %s, and still does after more was written', async (_what, tamper, sentence) => {
    const book = createLogbook()
    book.write(9)
    tamper(book.db)
    const before = await book.verify()
    expect(before.problems.join(' ')).toMatch(sentence)
    book.write(3)
    const after = await book.verify()
    expect(after.ok).toBe(false)
    expect(after.problems.join(' ')).toMatch(/Entr/)
  })

  test('shows a head that was rolled back, also when it was in order then', async () => {
    const book = createLogbook()
    book.write(4)
    const old = book.db.prepare("SELECT value FROM state WHERE name = 'audit head'").pluck().get()
    book.write(4)
    book.db.prepare("UPDATE state SET value = ? WHERE name = 'audit head'").run(old)
    expect((await book.verify()).problems).toEqual([
      'The record of where the log ends is an old one: it names entry 4, and entry 8 is there.',
    ])
    book.write(1)
    expect((await book.verify()).problems).toEqual([
      'Entry 9: the log ended with entry 8, although entry 4 was the last.',
    ])
  })

  test('tells one change once, and no more than twenty of many', async () => {
    const book = createLogbook()
    book.write(60)
    book.db.exec("UPDATE audit_log SET actor = 'Bo' WHERE id = 30")
    expect((await book.verify()).problems).toEqual([
      'Entry 30: something was changed, removed or added here.',
    ])
    book.db.exec("UPDATE audit_log SET actor = 'Bo'")
    const { problems } = await book.verify()
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)).toBe('And 40 more of this kind.')
  })

  test('does not vouch for what was written while sealed until the next entry, and then for good', async () => {
    const book = createLogbook()
    book.write(2)
    book.seal(true)
    book.write(3)
    await expect(book.verify()).rejects.toThrow(VaultSealed)
    book.seal(false)
    expect(await book.verify()).toEqual({
      ok: true,
      checked: 5,
      problems: [],
      notes: ['Entries 3 to 5 are written while sealed: nobody vouches for it until the next entry.'],
    })
    book.write(1)
    expect(await book.verify()).toMatchObject({
      ok: true,
      notes: [expect.stringMatching(/^Entries 3 to 5 are written while sealed: .* before entry 6/)],
    })
    for (const tamper of [
      'DELETE FROM audit_log WHERE id = 4',
      "UPDATE audit_log SET actor = 'Bo' WHERE id = 5",
    ]) {
      book.db.exec('SAVEPOINT before')
      book.db.exec(tamper)
      expect((await book.verify()).ok).toBe(false)
      book.db.exec('ROLLBACK TO before; RELEASE before')
    }
  })

  test('begins its chain after a first start that was sealed, and says so', async () => {
    const book = createLogbook()
    book.seal(true)
    book.write(2)
    book.seal(false)
    book.write(1)
    expect(await book.verify()).toMatchObject({
      ok: true,
      checked: 4,
      notes: [expect.stringContaining('Entries 1 to 2'), 'The chain begins with entry 3.'],
    })
  })

  test('keeps a bound while sealed, with places that failed logins cannot take', async () => {
    const book = createLogbook()
    book.write(1)
    book.seal(true)
    book.db.transaction(() => book.write(5000))()
    expect(book.ids()).toHaveLength(4001)
    book.write(2, 'user.changed')
    expect(book.ids()).toHaveLength(4003)
    book.seal(false)
    book.write(1)
    expect(await book.verify()).toMatchObject({ ok: true, checked: 4004 })
  })

  test('does not take in a flood of entries that nobody vouches for', async () => {
    const book = createLogbook()
    book.write(1)
    const insert = book.db.prepare(
      "INSERT INTO audit_log (at, event, actor, mac) VALUES (1, 'panic', 'x', '')",
    )
    book.db.transaction(() => {
      for (let at = 0; at < 5001; at++) insert.run()
    })()
    book.write(2)
    const { ok, problems } = await book.verify()
    expect(ok).toBe(false)
    expect(problems.join(' ')).toMatch(/more entries that nobody vouches for/)
  })

  test('removes the oldest beyond its bound and still verifies, also when the anchor is touched', async () => {
    const book = createLogbook({ maxEntries: 1000 })
    book.db.transaction(() => book.write(1500))()
    expect(book.ids().length).toBeGreaterThan(790)
    expect(book.ids().length).toBeLessThanOrEqual(1000)
    expect(await book.verify()).toMatchObject({ ok: true, problems: [] })
    const oldest = book.ids()[0]
    book.db.prepare('DELETE FROM audit_log WHERE id = ?').run(oldest)
    expect((await book.verify()).problems[0]).toBe(`Entry ${oldest} is missing.`)
  })

  test('removes the oldest also where they are of a chain whose key is lost', async () => {
    const book = createLogbook({ maxEntries: 1000 })
    book.write(900)
    const entry = { event: 'vault.started-over', actor: 'command line' } as const
    beginNewChain(book.db, KEY, entry, 0)
    expect(await book.verify()).toEqual({
      ok: true,
      checked: 1,
      problems: [],
      notes: [expect.stringMatching(/^Entries 1 to 900 are .* no longer vouched for/)],
    })
    book.db.transaction(() => book.write(400))()
    expect(await book.verify()).toMatchObject({
      ok: true,
      problems: [],
      notes: [expect.stringMatching(/^Entries (?!1 )\d+ to 900 are/)],
    })
    book.db.prepare("UPDATE audit_log SET actor = 'x' WHERE id = 910").run()
    expect(await book.verify()).toMatchObject({ ok: false })
    book.db.prepare("UPDATE audit_log SET actor = 'Anna' WHERE id = 910").run()
    book.db.transaction(() => book.write(1500))()
    expect(await book.verify()).toMatchObject({ notes: [] })
  })

  test('goes on after an entry was not written because the transaction around it failed', async () => {
    const book = createLogbook()
    book.write(2)
    expect(() =>
      book.db.transaction(() => {
        book.write(2)
        throw new Error('something else')
      })(),
    ).toThrow('something else')
    book.write(1)
    expect(await book.verify()).toEqual({ ok: true, checked: 3, problems: [], notes: [] })
  })

  test('never throws, and says once that it cannot be written', () => {
    const lines: string[] = []
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    const book = createLogbook({ log: createLog({ destination }) })
    book.db.exec("CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    book.write(3)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('could not be written')
    book.db.exec('DROP TRIGGER full')
    book.write(1)
    expect(book.ids()).toHaveLength(1)
  })

  test('holds no secret, no control character and no endless name', async () => {
    const book = createLogbook()
    book.audit.record({
      event: 'login.failed',
      actor: '',
      subject: `\u001b[2J\u202e${'x'.repeat(5000)}\ud800`,
      detail: { password: 'hunter2', apiKey: 'lg_1', p: 'hunter2', name: 'a\nb', kind: 'apikey' },
    })
    const [entry] = listAudit(book.db, { count: 1 })
    expect(entry!.subject).toHaveLength(200)
    expect(entry!.subject).toMatch(/^\ufffd\[2J\ufffdx+$/)
    expect(entry!.detail).toEqual({
      password: '[hidden]',
      apiKey: '[hidden]',
      p: '[hidden]',
      name: 'a\ufffdb',
      kind: 'apikey',
    })
    expect(await book.verify()).toMatchObject({ ok: true })
  })

  test('lists newest first, by page, event, subject and time', () => {
    const book = createLogbook()
    book.write(3)
    book.write(2, 'login.succeeded')
    book.write(1, 'panic')
    const ids = (query: Partial<Parameters<typeof listAudit>[1]>) =>
      listAudit(book.db, { count: 100, ...query }).map(({ id }) => id)
    expect(ids({})).toEqual([6, 5, 4, 3, 2, 1])
    expect(ids({ count: 2, before: 5 })).toEqual([4, 3])
    expect(ids({ event: 'login' })).toEqual([5, 4, 3, 2, 1])
    expect(ids({ event: 'login.failed' })).toEqual([3, 2, 1])
    expect(ids({ event: 'log%' })).toEqual([])
    expect(ids({ subject: 's0' })).toEqual([6, 4, 1])
    expect(ids({ person: 's0' })).toEqual([6, 4, 1])
    expect(ids({ since: book.clock.now() - 1000 })).toEqual([6, 5])
    expect(listAudit(book.db, { count: 1 })[0]).toEqual({
      id: 6,
      at: book.clock.now(),
      event: 'panic',
      actor: 'Anna',
      subject: 's0',
      address: '192.0.2.7',
      detail: { at: 0 },
    })
  })

  test('costs less than 0.2 ms an entry, and a long one is verified without a long turn', async () => {
    const book = createLogbook()
    book.write(50)
    const startedAt = ownTimeMs()
    book.write(2000)
    expect((ownTimeMs() - startedAt) / 2000).toBeLessThan(0.2)

    let longestMs = 0
    let last = ownTimeMs()
    const probe = setInterval(() => {
      longestMs = Math.max(longestMs, ownTimeMs() - last)
      last = ownTimeMs()
    }, 1)
    book.db.transaction(() => book.write(18_000))()
    last = ownTimeMs()
    expect(await book.verify()).toMatchObject({ ok: true, checked: 20_050 })
    clearInterval(probe)
    expect(longestMs).toBeLessThan(50)
  })
})
