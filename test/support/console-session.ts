// A session made in the database, beside the running server: signing in takes as long as hashing a password does.
import { createSession } from '../../server/auth/sessions.ts'
import { sessionCookieName } from '../../server/console/session-cookie.ts'
import type { OpenData } from '../../server/open-data.ts'
import { type ConsoleClient, createConsoleClient } from './console-client.ts'
import type { TestServer } from './server.ts'

function makeSession({ server }: TestServer, { db, users }: OpenData, name: string, now = Date.now()) {
  const { id, plainToken } = createSession(
    { db, clock: { now: () => now } },
    { userId: users.getByName(name).id, method: 'password', address: undefined, userAgent: '' },
  )
  return { id, name: sessionCookieName(new URL(server.consoleUrl).host, false), token: plainToken }
}

/** The header `Cookie`. */
export function sessionCookieOf(server: TestServer, data: OpenData, name: string): string {
  const session = makeSession(server, data, name)
  return `${session.name}=${session.token}`
}

/** @param now by the server's clock */
export function signedInConsole(
  server: TestServer,
  data: OpenData,
  name: string,
  now?: number,
): ConsoleClient & { readonly sessionId: number } {
  const session = makeSession(server, data, name, now)
  const client = createConsoleClient(server.server.consoleUrl)
  client.cookies.set(session.name, session.token)
  return { ...client, sessionId: session.id }
}
