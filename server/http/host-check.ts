// A page of a stranger can make its own host name point to this computer (DNS rebinding) and would then talk to us as
// its own origin. Its name stands in the Host header: only names and addresses the door was opened on are answered.
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type Koa from 'koa'

export interface HostRules {
  /** The address the door listens on. */
  readonly address: string
  /** More names it is reached by, through a reverse proxy for instance: `music.example.org`, or with a port. */
  readonly names?: readonly string[]
}

interface Host {
  readonly name: string
  readonly port?: number
}

/** Refuses a request for a foreign or missing host with 421, in plain text. */
export function hostCheck(rules: HostRules): Koa.Middleware {
  const allows = createHostCheck(rules)
  let lastAllowed: string | undefined
  return function checkHost(ctx, next) {
    const { host } = ctx.req.headers
    const port = ctx.req.socket.localPort
    if (host !== undefined && `${host} ${port}` === lastAllowed) return next()
    if (allows(host, port)) {
      lastAllowed = `${host} ${port}`
      return next()
    }
    ctx.status = 421
    ctx.type = 'text/plain; charset=utf-8'
    ctx.body = 'This server does not answer to that name. Its owner can allow it with --host-names.\n'
    return Promise.resolve()
  }
}

/**
 * Decides by the Host header and the port the connection came in on. The port has to be right for this computer's own
 * names; a door that is open to the network may be reached through a forwarded port, and configured names through a
 * proxy, so there it is not compared.
 */
export function createHostCheck({ address, names = [] }: HostRules) {
  const bound = bare(address.toLowerCase())
  const isOpenToAll = bound === '0.0.0.0' || bound === '::' || bound === ''
  const ownNames = new Set(['localhost', '127.0.0.1', '::1', bound])
  if (!isLoopback(bound)) {
    const machine = hostname().toLowerCase()
    ownNames.add(machine).add(`${machine}.local`)
  }
  const configured = names.map((name) => parseHost(name)).filter((host) => host !== undefined)

  return function allows(header: string | undefined, localPort: number | undefined): boolean {
    const host = header === undefined ? undefined : parseHost(header)
    if (!host) return false
    if (
      configured.some(
        ({ name, port }) => name === host.name && (port === undefined || port === (host.port ?? 80)),
      )
    ) {
      return true
    }
    // Nobody can make a name out of an IP address, so where every address is ours every one is as good.
    if (isOpenToAll && (isIP(host.name) !== 0 || ownNames.has(host.name))) return true
    return ownNames.has(host.name) && (host.port ?? 80) === localPort
  }
}

/** `name`, `name:port`, `1.2.3.4:port`, `[::1]:port`; a final dot of a name is dropped. Undefined when it is no host. */
export function parseHost(text: string): Host | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+?)\.?)(?::(\d{1,5}))?$/i.exec(text.trim())
  if (!match) return undefined
  const name = (match[1] ?? match[2]!).toLowerCase()
  if (match[1] !== undefined && isIP(name) !== 6) return undefined
  return match[3] === undefined ? { name } : { name, port: Number(match[3]) }
}

function bare(address: string): string {
  return address.replace(/^\[|\]$/g, '')
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\./.test(address)
}
