// A page of a stranger can make its own host name point to this computer (DNS rebinding) and would then talk to us as
// its own origin. Its name stands in the Host header: only names and addresses the door is open on are answered.
import { isIP, type Socket } from 'node:net'
import { hostname } from 'node:os'
import type Koa from 'koa'
import { isLoopback } from './subnets.ts'

export interface HostRules {
  /** The addresses the door listens on now. */
  readonly addresses: readonly string[]
  /** More names it is reached by, through a reverse proxy for instance: `music.example.org`, or with a port. */
  readonly names?: readonly string[]
}

/** How a request came in. */
export interface Arrival {
  /** Undefined for a unix socket. */
  readonly port: number | undefined
  readonly isSecure?: boolean
}

interface Host {
  readonly name: string
  readonly port?: number
}

/** Refuses a request for a foreign or missing host with 421, in plain text. */
export function hostCheck(rulesNow: () => HostRules): Koa.Middleware {
  let rules: HostRules | undefined
  let allows: ReturnType<typeof createHostCheck>
  let lastAllowed: string | undefined
  return function checkHost(ctx, next) {
    const current = rulesNow()
    if (current !== rules) {
      rules = current
      allows = createHostCheck(current)
      lastAllowed = undefined
    }
    const { host } = ctx.req.headers
    const arrival = arrivalOf(ctx.req.socket)
    const key = `${arrival.isSecure} ${arrival.port} ${host}`
    if (host !== undefined && key === lastAllowed) return next()
    if (allows(host, arrival)) {
      lastAllowed = key
      return next()
    }
    ctx.status = 421
    ctx.type = 'text/plain; charset=utf-8'
    ctx.body = 'This server does not answer to that name. Its owner can allow it with --host-names.\n'
    return Promise.resolve()
  }
}

/**
 * Decides by the Host header and the way the request came in. The port has to be right for this computer's own names;
 * a door that is open to all addresses may be reached through a forwarded port, and a unix socket only through a proxy,
 * so there it is not compared.
 */
export function createHostCheck({ addresses, names = [] }: HostRules) {
  const bound = addresses.map(bare)
  const isOpenToAll = bound.some((address) => address === '0.0.0.0' || address === '::' || address === '')
  const ownNames = new Set(['localhost', '127.0.0.1', '::1', ...bound])
  if (!bound.every(isLoopback)) {
    const machine = hostname().toLowerCase()
    ownNames.add(machine).add(`${machine}.local`)
  }
  const configured = names.map((name) => parseHost(name)).filter((host) => host !== undefined)

  return function allows(header: string | undefined, { port, isSecure = false }: Arrival): boolean {
    const host = header === undefined ? undefined : parseHost(header)
    if (!host) return false
    if (configured.some((one) => one.name === host.name && isPortOf(one, host))) return true
    // Nobody can make a name out of an IP address, so where every address is ours every one is as good.
    if (port === undefined) return isIP(host.name) !== 0 || host.name === 'localhost'
    if (isOpenToAll && (isIP(host.name) !== 0 || ownNames.has(host.name))) return true
    return ownNames.has(host.name) && (host.port ?? (isSecure ? 443 : 80)) === port
  }
}

/** A browser leaves out 80 and 443; which of the two it meant, a proxy in between does not tell. */
function isPortOf(configured: Host, given: Host): boolean {
  if (configured.port === undefined || configured.port === given.port) return true
  return given.port === undefined && (configured.port === 80 || configured.port === 443)
}

/** `name`, `name:port`, `1.2.3.4:port`, `[::1]:port`; a final dot of a name is dropped. Undefined when it is no host. */
export function parseHost(text: string): Host | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+?)\.?)(?::(\d{1,5}))?$/i.exec(text.trim())
  if (!match) return undefined
  const name = (match[1] ?? match[2]!).toLowerCase()
  if (match[1] !== undefined && isIP(name) !== 6) return undefined
  return match[3] === undefined ? { name } : { name, port: Number(match[3]) }
}

function arrivalOf(socket: Socket): { readonly port: number | undefined; readonly isSecure: boolean } {
  return { port: socket.localPort, isSecure: 'encrypted' in socket }
}

function bare(address: string): string {
  return address.toLowerCase().replace(/^\[|\]$/g, '')
}
