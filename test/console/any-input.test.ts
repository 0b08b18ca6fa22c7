// Whatever JSON a caller sends, each method answers with a clean refusal or does its work; never with an accident.
// Who may call what is test/journeys/rights/.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HANDLERS } from '../../server/console/handlers.ts'
import { METHODS, type MethodName } from '../../server/contract/methods.ts'
import { type ConsoleClient, createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

const { owner } = PEOPLE
const NAMES = Object.keys(METHODS) as MethodName[]
/** They might do what they are for: here that would end the test's own access, or open this computer to its network. */
const TOO_GOOD: readonly MethodName[] = ['safety.panic', 'doors.open']

const fieldsOf = (name: MethodName) => Object.keys(METHODS[name].input.shape as Record<string, unknown>)
const allFields = [...new Set(NAMES.flatMap(fieldsOf)), '__proto__', 'constructor']

/** Values that are of the right kind for one field or another, and at the edge of it. */
const edges = fc.constantFrom<unknown>(
  ...[
    '',
    'x',
    ' ',
    '\u0000',
    '\ud800',
    'x'.repeat(64),
    'x'.repeat(5000),
    owner.user,
    '../../etc',
    "' OR 1=1 --",
  ],
  ...['%', 'all', 'password', 'apikey', 'listen', 'readOnly', '2026-11-21', '127.0.0.1', 'é\u0301'],
  ...[0, 1, 2, -1, 1.5, 1e9, 2 ** 53 - 1, 1e308, true, false, null],
  ...[[], [1], [0, 0], ['x'], {}, { type: 'public-key' }],
)
const anyObject = fc.dictionary(
  fc.oneof(fc.constantFrom(...allFields), fc.string()),
  fc.oneof(fc.jsonValue(), edges),
  { maxKeys: 6 },
)
const anything = fc.oneof(fc.jsonValue(), anyObject)

let running: TestServer
let nobody: ConsoleClient
let admin: ConsoleClient

beforeAll(async () => {
  running = await startTestServer({ library: 'empty', settings: { authRequestLimit: 0 } })
  const client = () => createConsoleClient(running.server.consoleUrl)
  nobody = client()
  admin = client()
  await admin.signIn(owner.user, owner.password)
})
afterAll(() => running?.close())

/** As whoever may call it. Among other things a call may end the session it is made in. */
async function callerFor(name: MethodName): Promise<ConsoleClient> {
  if (METHODS[name].access === 'anyone') return nobody
  if (!(await admin.call('sessions.current', {})).ok) await admin.signIn(owner.user, owner.password)
  return admin
}

test('every method of the contract has a handler', () => {
  expect(NAMES.filter((name) => !(name in HANDLERS))).toEqual([])
})

describe.each(NAMES)('%s', (name) => {
  test('refuses what is not its input, naming the field', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (input) => {
        if (METHODS[name].input.safeParse(input).success) return
        const reply = await (await callerFor(name)).send(name, input)
        expect(reply).toMatchObject({ ok: false, code: 'invalid-input', field: expect.any(String) })
      }),
      { numRuns: 20 },
    )
  })
})

describe.each(NAMES.filter((name) => !TOO_GOOD.includes(name) && fieldsOf(name).length > 0))('%s', (name) => {
  test('has no accident with values at the edge', async () => {
    const input = fc.record(Object.fromEntries(fieldsOf(name).map((field) => [field, edges])), {
      requiredKeys: [],
    })
    await fc.assert(
      fc.asyncProperty(input, async (given) => {
        const reply = await (await callerFor(name)).send(name, given)
        if (!reply.ok) expect(reply.code).not.toBe('failed')
      }),
      { numRuns: 30 },
    )
  })
})
