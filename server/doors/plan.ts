// From settings to what is to be open. Pure: the same settings in the same network give the same plan.
import type { PlannedEndpoint } from '../http/door.ts'
import { isLoopback, type NetworkAddress } from '../http/subnets.ts'
import type { Settings } from '../settings/definitions.ts'

export const THIS_COMPUTER = '127.0.0.1'

export interface Wanted {
  /** As in the settings: an address, `network`, or `unix:/path`. */
  readonly address: string
  readonly port: number
  readonly socketMode: string
  readonly tls: Settings['tls']
  /** What `network` stands for now. */
  readonly network: readonly NetworkAddress[]
}

export function planEndpoints({ address, port, socketMode, tls, network }: Wanted): PlannedEndpoint[] {
  if (address.startsWith('unix:')) {
    return [{ socketPath: address.slice('unix:'.length), mode: Number.parseInt(socketMode, 8) }]
  }
  const here = { address: THIS_COMPUTER, port, tls: tls === 'everywhere' }
  if (address !== 'network') {
    return [isLoopback(address) ? { ...here, address } : { address, port, tls: tls !== 'off' }]
  }
  // One address can be on two interfaces (a bridge and its port).
  const addresses = new Set(network.map((one) => one.address))
  return [
    here,
    ...[...addresses].map((each) => ({
      address: each,
      port,
      tls: tls !== 'off',
      onlyFrom: network.filter((one) => one.address === each).map((one) => one.subnet),
    })),
  ]
}

/** Whether somebody beside this computer can come in by this address; by a unix socket nobody can without a proxy. */
export function isForOthers(address: string): boolean {
  return !address.startsWith('/') && !isLoopback(address)
}

/** Whether a whole plan keeps to this computer's own loopback. */
export function isHere(endpoints: readonly PlannedEndpoint[]): boolean {
  return endpoints.every((endpoint) => 'address' in endpoint && isLoopback(endpoint.address))
}
