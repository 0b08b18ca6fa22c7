// Who is at the other end, behind reverse proxies that the owner listed: for limits, records, absolute URLs and cookies.
// [Note: believing proxies] X-Forwarded-For and X-Forwarded-Proto count only when the socket's peer is listed. The list
// of hops is read from the right, where our own proxy wrote, as long as the hops are listed themselves: what a client
// wrote stands left of that and is never reached. X-Forwarded-Host is not read at all: proxies have to pass Host on,
// which the host check sees.
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type Koa from 'koa'
import { type AddressList, createAddressList } from './cidr.ts'
import { plainAddress } from './ip-address.ts'

export interface Client {
  /** Undefined for somebody on this computer who came through a unix socket. */
  readonly address: string | undefined
  /** Whether his browser or app speaks HTTPS, be it with the proxy. */
  readonly isSecure: boolean
  /** The Host header: name and perhaps port as the client typed them. Strangers choose it until the host check has passed. */
  readonly host: string
  /** As in the address bar: `https://music.example.org`. */
  readonly origin: string
  /** Whether a listed proxy passed the request on, so that what it says may be believed. */
  readonly isFromProxy: boolean
  /** That proxy passed it on for somebody: a browser on the proxy's own computer comes from the same address. */
  readonly wasForwarded: boolean
}

/** Address of somebody who had hung up before anybody looked. Not undefined: that would make him a unix socket. */
const GONE = 'unknown'
/** More proxies in a row are a mistake or an attack. */
const MOST_HOPS = 20
const NOBODY = createAddressList([])

/** Finds out who is calling, for `clientOf`. The list may change while the server runs. */
export function knowClient(trustedProxies: () => readonly string[]): Koa.Middleware {
  let words: readonly string[] = []
  let trusted = NOBODY
  return function findClient(ctx, next) {
    const current = trustedProxies()
    if (current !== words) {
      trusted = createAddressList(current)
      words = current
    }
    ctx.state[STATE] = readClient(ctx.req, trusted)
    return next()
  }
}

const STATE = 'from'

/** Before `knowClient` has run, or without it, nobody is believed. */
export function clientOf(ctx: Pick<Koa.Context, 'req' | 'state'>): Client {
  const known: Client | undefined = ctx.state[STATE]
  return known ?? readClient(ctx.req, NOBODY)
}

export function readClient(req: IncomingMessage, trusted: AddressList): Client {
  const { socket, headers } = req
  const isUnix = isUnixSocket(socket)
  const peer = isUnix ? undefined : (socket.remoteAddress ?? GONE)
  const isFromProxy = peer === undefined ? trusted.hasUnix : trusted.has(peer)
  const isEncrypted = 'encrypted' in socket
  const isSecure = isFromProxy ? isSecureAtProxy(headers['x-forwarded-proto'], isEncrypted) : isEncrypted
  const host = headers.host ?? ''
  return {
    address: isFromProxy ? addressBehind(peer, headers['x-forwarded-for'], trusted) : plain(peer),
    isSecure,
    host,
    origin: `${isSecure ? 'https' : 'http'}://${host}`,
    isFromProxy,
    wasForwarded: isFromProxy && headers['x-forwarded-for'] !== undefined,
  }
}

/**
 * Asked of the listener and not of the connection: one that was reset has no address either, and would pass for a unix
 * socket that is trusted.
 */
function isUnixSocket(socket: Socket & { server?: Pick<Server, 'address'> }): boolean {
  return socket.remoteAddress === undefined && typeof socket.server?.address() === 'string'
}

/** Of several X-Forwarded-For headers Node makes one list in their order, which is what they mean. */
function addressBehind(
  peer: string | undefined,
  forwarded: string | string[] | undefined,
  trusted: AddressList,
): string | undefined {
  let address = plain(peer)
  const list = String(forwarded ?? '')
  let end = list.length
  for (let hop = 0; hop < MOST_HOPS && end > 0; hop++) {
    const comma = list.lastIndexOf(',', end - 1)
    const behind = parseHop(list.slice(comma + 1, end))
    // `unknown`, a made-up name, nothing: the last hop that is known has to answer for it.
    if (behind === undefined) return address
    address = behind
    if (!trusted.has(behind)) return address
    end = comma
  }
  return address
}

const plain = (peer: string | undefined) => (peer === undefined ? undefined : (plainAddress(peer) ?? peer))

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`; undefined for all else. */
export function parseHop(text: string): string | undefined {
  const hop = text.trim()
  if (hop.length > 64) return undefined
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop)
  if (bracketed) return bracketed[1]!.includes(':') ? plainAddress(bracketed[1]!) : undefined
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(hop)
  return plainAddress(withPort ? withPort[1]! : hop)
}

/** The last word is the listed proxy's own. */
function isSecureAtProxy(forwarded: string | string[] | undefined, isEncrypted: boolean): boolean {
  const word = String(forwarded ?? '')
    .split(',')
    .at(-1)!
    .trim()
    .toLowerCase()
  if (word === 'https') return true
  return word === 'http' ? false : isEncrypted
}
