// Calls contract methods over real HTTP as the window does: JSON, Origin, and a cookie jar of its own.
import type { GivenInputOf, MethodName, OutputOf } from '../../server/contract/methods.ts'
import { CALL_PATH, type Reply } from '../../server/contract/wire.ts'

export interface ConsoleClient {
  readonly url: string
  /** Name to value, as a browser keeps them for one host. */
  readonly cookies: Map<string, string>
  call<Name extends MethodName>(name: Name, input: GivenInputOf<Name>): Promise<Reply<OutputOf<Name>>>
  /** As `call`, for anything at all as method and input. */
  send(name: string, input: unknown): Promise<Reply<unknown>>
  /** As `call`; throws when the answer is a failure. */
  get<Name extends MethodName>(name: Name, input: GivenInputOf<Name>): Promise<OutputOf<Name>>
  /** @throws when refused */
  signIn(username: string, password: string): Promise<void>
}

export function createConsoleClient(
  consoleUrl: string,
  headers: Readonly<Record<string, string>> = {},
): ConsoleClient {
  const cookies = new Map<string, string>()

  function keep(setCookie: readonly string[]) {
    for (const line of setCookie) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '') cookies.delete(name!)
      else cookies.set(name!, value!)
    }
  }

  const client: ConsoleClient = {
    url: consoleUrl,
    cookies,
    async send(name, input) {
      const response = await fetch(`${consoleUrl}${CALL_PATH}${name}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Origin: new URL(consoleUrl).origin,
          ...(cookies.size > 0 && { Cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
          ...headers,
        },
        body: JSON.stringify(input),
      })
      keep(response.headers.getSetCookie())
      return (await response.json()) as Reply<unknown>
    },
    call: (name, input) => client.send(name, input) as never,
    async get(name, input) {
      const reply = await client.call(name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.code}: ${reply.message}`)
      return reply.value
    },
    async signIn(username, password) {
      await client.get('sessions.signIn', { username, password })
    },
  }
  return client
}
