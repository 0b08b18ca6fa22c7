import { isIPv6 } from 'node:net'
import { type Listener, urlOf } from './listen.ts'
import { type InterfaceLister, isLoopback, networkAddresses } from './subnets.ts'

/**
 * How a door can be reached, as one types it, this computer's own addresses last. A listener on every address (`0.0.0.0`,
 * `::`) has none a person could type, so those of this computer's interfaces stand for it.
 */
export function reachableUrls(listeners: readonly Listener[], interfaces?: InterfaceLister): string[] {
  const reached = listeners.flatMap((listener) =>
    reachedAddresses(listener, interfaces).map((address) => ({
      isHere: isLoopback(address),
      url: listener.port === 0 ? listener.url : urlOf(address, listener.port, listener.isSecure),
    })),
  )
  return [...reached.filter(({ isHere }) => !isHere), ...reached.filter(({ isHere }) => isHere)].map(
    ({ url }) => url,
  )
}

function reachedAddresses({ address }: Listener, interfaces?: InterfaceLister): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [address]
  const own = networkAddresses([], interfaces).map((one) => one.address)
  return [...own.filter((one) => !isIPv6(one)), '127.0.0.1']
}
