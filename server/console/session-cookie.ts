// The cookie that carries a session's token. Cookies do not know ports, so its name does: two servers on one computer
// would otherwise sign each other's people out. The port is the one in the address bar, as the Host header has it.
import { LONGEST_MS } from '../auth/sessions.ts'
import { parseHost } from '../http/host-check.ts'

/** Under HTTPS the prefix makes the browser refuse the cookie from any other host and from plain HTTP. */
export function sessionCookieName(host: string, isSecure: boolean): string {
  const port = parseHost(host)?.port
  return `${isSecure ? '__Host-' : ''}lockgroove${port === undefined ? '' : `-${port}`}`
}

/** The value of `Set-Cookie`; without a token the browser forgets the cookie. */
export function sessionCookie(name: string, plainToken: string | undefined, isSecure: boolean): string {
  const maxAgeSec = plainToken === undefined ? 0 : LONGEST_MS / 1000
  const secure = isSecure ? '; Secure' : ''
  return `${name}=${plainToken ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSec}${secure}`
}

/** Browsers keep some for one name: of several paths, and of the domain above. */
const MOST_OF_ONE_NAME = 16

/**
 * The values under that name in a `Cookie` header, empty ones left out. Without HTTPS any program on the same host can set
 * one for a longer path, which browsers then send first: it must not hide the one that is ours.
 */
export function readCookies(header: string, name: string): string[] {
  const values: string[] = []
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at === -1 || pair.slice(0, at).trim() !== name) continue
    const value = pair.slice(at + 1).trim()
    if (value !== '' && values.push(value) === MOST_OF_ONE_NAME) break
  }
  return values
}
