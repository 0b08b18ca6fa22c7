// Sessions through the real console door: signing in, what keeps a session alive, and everything that ends it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const { owner, listener } = PEOPLE

let running: TestServer
let clock: ReturnType<typeof createTestClock>

beforeAll(async () => {
  clock = createTestClock()
  running = await startTestServer({ library: 'empty', clock })
})
afterAll(() => running.close())

const client = (headers?: Record<string, string>) => createConsoleClient(running.server.consoleUrl, headers)

async function signedIn({ user, password }: { user: string; password: string }) {
  const one = client()
  await one.signIn(user, password)
  return one
}

describe('sessions.signIn', () => {
  test('gives a session that knows who it is', async () => {
    const one = await signedIn(owner)
    expect(await one.get('sessions.current', {})).toMatchObject({
      name: owner.user,
      admin: true,
      session: { method: 'password', current: true },
    })
  })
})
