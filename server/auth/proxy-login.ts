// Signing in to the console by a header that a reverse proxy sets after it has asked who somebody is. Off by default. The
// header counts only from a listed proxy (http/client-address.ts), from anybody else it is air; the music door never
// looks at it. See the recipes in http/README.md: the proxy has to remove what clients send under that name.
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { WriteDb } from '../db/open.ts'
import { Conflict, InvalidInput, NotAllowed } from '../errors.ts'
import type { Client } from '../http/client-address.ts'
import type { Log } from '../log.ts'
import type { LiveSettings } from '../settings/live.ts'
import { randomToken } from '../vault/tokens.ts'
import type { Audit } from './audit.ts'
import type { LoginLimiter } from './limiter.ts'
import { endSession, type Session } from './sessions.ts'
import type { SignedInUser } from './signed-in-user.ts'
import type { UserAccount, Users } from './users.ts'

/** What the proxy says about a request. */
export type ProxyWord =
  /** Proxy login is off, or no listed proxy is there. */
  | { readonly kind: 'none' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'user'; readonly user: SignedInUser }

export interface ProxyLogin {
  /** @throws NotAllowed with the reason: a header that cannot be right, or somebody who may not come in */
  identify(req: Pick<IncomingMessage, 'rawHeaders'>, client: Client): ProxyWord | Promise<ProxyWord>
  /**
   * What is left of the session of a request's cookie beside that word. A session that began by the header counts only
   * with the header, and nobody keeps the session of whoever used the browser before.
   */
  sessionBeside(word: ProxyWord, session: Session | undefined): Session | undefined
}

export interface ProxyLoginDeps {
  readonly db: WriteDb
  readonly live: Pick<LiveSettings, 'get'>
  readonly users: Pick<Users, 'findByName' | 'count' | 'create'>
  readonly limiter: LoginLimiter
  readonly audit: Audit
  readonly log: Log
}

const NONE: ProxyWord = { kind: 'none' }
const NOBODY: ProxyWord = { kind: 'nobody' }

export function createProxyLogin({ db, live, users, limiter, audit, log }: ProxyLoginDeps): ProxyLogin {
  function identify(req: Pick<IncomingMessage, 'rawHeaders'>, client: Client) {
    if (!live.get('proxyLogin') || !client.isFromProxy) return NONE
    const header = live.get('proxyLoginHeader')
    const read = readNameHeader(req.rawHeaders, header)
    if (read === undefined) return NOBODY
    if ('problem' in read) throw refuse(`The header ${header} ${read.problem}`, JSON.stringify(read), client)
    const user = users.findByName(read.name)
    if (user) return signIn(user, client)
    // Before there is an owner the window asks for the set-up code, and whoever comes first is nobody.
    return users.count() === 0 ? NOBODY : signInNewUser(read.name, client)
  }

  function signIn(user: UserAccount, client: Client): ProxyWord {
    if (user.disabledAt !== undefined)
      throw refuse('The proxy names a user who is disabled', user.name, client)
    return { kind: 'user', user }
  }

  async function signInNewUser(name: string, client: Client): Promise<ProxyWord> {
    if (!live.get('proxyLoginNewUsers')) {
      throw refuse('The proxy names somebody who is no user here', name, client)
    }
    if (live.get('readOnly')) throw new NotAllowed('The server is in read-only mode: no user is made')
    try {
      return signIn(await make(name, client), client)
    } catch (error) {
      if (error instanceof InvalidInput)
        throw refuse('The proxy names somebody by what is no name', name, client)
      throw error
    }
  }

  /** Nobody knows the password, so music apps need a device password or an API key. */
  async function make(name: string, { address }: Client): Promise<UserAccount> {
    try {
      const user = await users.create({ name, password: unknownPassword(), passwordForApps: false })
      audit.record({
        event: 'user.created',
        actor: 'server',
        subject: user.name,
        address,
        detail: { by: 'proxy login' },
      })
      return user
    } catch (error) {
      // Another request was faster: a page asks several things at once.
      const user = error instanceof Conflict ? users.findByName(name) : undefined
      if (user) return user
      throw error
    }
  }

  function refuse(reason: string, credential: string, { address }: Client): NotAllowed {
    const isOverLimit = limiter.waitSec(address) > 0
    if (limiter.failed({ address, credential: `proxy ${credential}` }) && !isOverLimit) {
      audit.record({ event: 'login.failed', actor: '', address, detail: { method: 'proxy', reason } })
      log.warn({ address, reason }, 'proxy login refused')
    }
    return new NotAllowed(reason)
  }

  return {
    identify,

    sessionBeside(word, session) {
      if (!session) return undefined
      const isByProxy = session.method === 'proxy'
      if (word.kind === 'none') return isByProxy ? undefined : session
      if (word.kind === 'nobody' ? !isByProxy : word.user.id === session.userId) return session
      endSession(db, session.id)
      audit.record({
        event: 'session.ended',
        actor: 'server',
        subject: session.userName,
        detail: { device: session.device, reason: 'the proxy names somebody else or nobody' },
      })
      return undefined
    },
  }
}

type NameHeader = { readonly name: string } | { readonly problem: string }

/**
 * The one name in the one header. Anything that two programs could read in two ways is a problem: who adds a header of his
 * own in front of the proxy's must not become somebody else.
 */
export function readNameHeader(rawHeaders: readonly string[], header: string): NameHeader | undefined {
  const key = spellingKey(header)
  const found: string[] = []
  let isSpeltOtherwise = false
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (name.length !== header.length || spellingKey(name) !== key) continue
    found.push(rawHeaders[at + 1]!)
    if (name.toLowerCase() !== header.toLowerCase()) isSpeltOtherwise = true
  }
  if (found.length === 0) return undefined
  if (found.length > 1) return { problem: 'came more than once: the proxy has to remove what clients send' }
  if (isSpeltOtherwise)
    return { problem: 'came with an underscore: the proxy has to remove what clients send' }
  return readName(found[0]!)
}

/** Node reads headers as Latin-1; proxies write names as UTF-8. */
function readName(value: string): NameHeader {
  const bytes = Buffer.from(value, 'latin1')
  if (!isUtf8(bytes)) return { problem: 'is not UTF-8' }
  const name = bytes.toString('utf8').trim()
  // Apache's words for a variable that is not set.
  if (name === '' || name === '(null)') return { problem: 'is empty' }
  if (name.includes(',')) return { problem: 'has a comma in it, as if it had come more than once' }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return { problem: 'has control characters in it' }
  return { name }
}

/** Programs behind CGI cannot tell `Remote_User` from `Remote-User`. */
const spellingKey = (name: string) => name.toLowerCase().replaceAll('_', '-')

/** Longer than the longest the owner may ask for. */
const unknownPassword = () => randomToken() + randomToken() + randomToken()
