import { isIPv4 } from 'node:net'
import type Koa from 'koa'
import { clientOf } from './client-address.ts'
import { groupsOf, plainAddress } from './ip-address.ts'

/**
 * What one address counts under, for every limit. One home has a whole /64 of IPv6 addresses, so they count as one; an
 * IPv4 address counts the same in its mapped form (`::ffff:192.0.2.1`). Anything else (a unix socket) is itself.
 */
export function sourceKeyOf(address: string | undefined): string {
  if (!address) return 'local'
  // Nearly every address of nearly every request.
  if (isIPv4(address)) return address
  const plain = plainAddress(address)
  if (plain === undefined) return address.slice(0, 64)
  if (isIPv4(plain)) return plain
  const network = groupsOf(plain).slice(0, 4)
  return `${network.map((group) => group.toString(16)).join(':')}::/64`
}

/**
 * What a request counts under. A page of a stranger in the owner's own browser comes from the owner's address: it must
 * neither use up what his apps may, nor shut them out by guessing.
 */
export function sourceOf(ctx: Pick<Koa.Context, 'req' | 'state'>): string {
  const source = sourceKeyOf(clientOf(ctx).address)
  const { upgrade, 'sec-fetch-site': site } = ctx.req.headers
  // Of a WebSocket browsers do not say where it comes from, and no app tries to open one.
  return site === 'cross-site' || upgrade !== undefined ? `${source} pages` : source
}
