import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { PlannedEndpoint } from '../http/door.ts'
import { parseHost } from '../http/host-check.ts'
import type { NetworkAddress } from '../http/subnets.ts'

const DNS_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/

/** Everything a client may have typed to get here, for a certificate of our own; the machine's name first. */
export function certificateNames(
  hostNames: readonly string[],
  endpoints: readonly PlannedEndpoint[],
  network: readonly NetworkAddress[],
): string[] {
  const machine = hostname().toLowerCase()
  const names = [
    machine,
    machine.endsWith('.local') ? machine : `${machine}.local`,
    ...hostNames.flatMap((name) => parseHost(name)?.name ?? []),
    'localhost',
    '127.0.0.1',
    '::1',
    ...endpoints.flatMap((endpoint) =>
      'address' in endpoint ? [endpoint.address.replace(/^\[|\]$/g, '')] : [],
    ),
    ...network.map(({ address }) => address),
  ]
  return [...new Set(names)].filter((name) => {
    return name !== '0.0.0.0' && name !== '::' && (isIP(name) !== 0 || DNS_NAME.test(name))
  })
}
