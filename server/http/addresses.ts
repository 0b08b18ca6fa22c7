import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * How a door can be reached from elsewhere: a door on every address (`0.0.0.0`, `::`) has no address a person could type,
 * so those of this computer's interfaces stand for it, this computer's own last.
 */
export function reachableUrls(address: string, port: number): string[] {
  return reachableAddresses(address).map((each) => `http://${isIPv6(each) ? `[${each}]` : each}:${port}`)
}

function reachableAddresses(address: string): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [address]
  const own = Object.values(networkInterfaces())
    .flat()
    .filter((face) => face !== undefined && !face.internal && face.family === 'IPv4')
    .map((face) => face!.address)
  return [...own, '127.0.0.1']
}
