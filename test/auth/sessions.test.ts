// What only the table knows; how sessions behave at the door is test/console/sessions.test.ts.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createSession,
  endAllSessions,
  endSession,
  endSessions,
  findSession,
  listSessions,
} from '../../server/auth/sessions.ts'
import type { UserId } from '../../server/ids.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

const DAY = 24 * 60 * 60 * 1000
type Deps = ReturnType<typeof createVaultAndUsers>

let deps: Deps
let anna: UserId
let ben: UserId

beforeAll(async () => {
  deps = createVaultAndUsers()
  anna = (await deps.users.create({ name: 'Anna', password: 'the owl knows the way' })).id
  ben = (await deps.users.create({ name: 'Ben', password: 'the owl knows the way' })).id
})
beforeEach(() => endAllSessions(deps.db))

const start = (userId = anna) =>
  createSession(deps, { userId, method: 'password', address: '192.0.2.1', userAgent: '' })
const rowCount = () => deps.db.prepare('SELECT count(*) FROM sessions').pluck().get()

describe('createSession', () => {
  test('gives a token of 256 bits, another one each time', () => {
    const tokens = new Set(Array.from({ length: 50 }, () => start().plainToken))
    expect(tokens.size).toBe(50)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })

  test('ends the one unused for longest beyond a hundred of one user', () => {
    const first = start()
    deps.clock.move(1000)
    const second = start()
    const bens = start(ben)
    deps.clock.move(70_000)
    findSession(deps, first.plainToken)
    for (let more = 0; more < 99; more++) start()
    expect(listSessions(deps.db, deps.clock, anna)).toHaveLength(100)
    expect(findSession(deps, second.plainToken)).toBeUndefined()
    expect(findSession(deps, first.plainToken)).toBeDefined()
    expect(findSession(deps, bens.plainToken)).toBeDefined()
  })

  test('removes those of everybody whose time is over', () => {
    start()
    start(ben)
    deps.clock.move(DAY)
    start()
    expect(rowCount()).toBe(1)
  })
})

describe('findSession', () => {
  test('needs an index and no scan', () => {
    const plan = deps.db
      .prepare(
        'EXPLAIN QUERY PLAN SELECT * FROM sessions JOIN users ON users.id = user_id AND disabled_at IS NULL WHERE token_hash = ?',
      )
      .all('x') as { detail: string }[]
    expect(plan.map(({ detail }) => detail).join('\n')).not.toMatch(/SCAN/)
  })

  test('keeps working when the clock was put back by hours, and ends when by days', () => {
    const { plainToken } = start()
    deps.clock.move(-DAY / 2)
    expect(findSession(deps, plainToken)).toBeDefined()
    deps.clock.move(-3 * DAY)
    expect(findSession(deps, plainToken)).toBeUndefined()
    deps.clock.move(3.5 * DAY)
  })

  test('finds nothing of a disabled user, even if the row is back', async () => {
    const { plainToken } = start(ben)
    const row = deps.db.prepare('SELECT * FROM sessions WHERE user_id = ?').get(ben) as object
    await deps.users.update(ben, { disabled: true })
    expect(rowCount()).toBe(0)
    const names = Object.keys(row)
    deps.db.prepare(`INSERT INTO sessions (${names}) VALUES (${names.map((name) => `:${name}`)})`).run(row)
    expect(findSession(deps, plainToken)).toBeUndefined()
    expect(listSessions(deps.db, deps.clock)).toEqual([])
    await deps.users.update(ben, { disabled: false })
  })
})

describe('ending', () => {
  test('one, all of a user but one, or all', () => {
    const [one, two, three] = [start(), start(), start()]
    const bens = start(ben)
    endSession(deps.db, one.id)
    expect(findSession(deps, one.plainToken)).toBeUndefined()
    expect(endSessions(deps.db, anna, three.id)).toBe(1)
    expect(findSession(deps, two.plainToken)).toBeUndefined()
    expect(findSession(deps, three.plainToken)).toBeDefined()
    expect(endAllSessions(deps.db)).toBe(2)
    expect(findSession(deps, bens.plainToken)).toBeUndefined()
  })
})
