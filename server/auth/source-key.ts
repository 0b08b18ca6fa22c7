import { isIPv4, isIPv6 } from 'node:net'

/**
 * What failures of one address are counted under. One home has a whole /64 of IPv6 addresses, so they count as one; an
 * IPv4 address counts the same in its mapped form (`::ffff:192.0.2.1`). Anything else (a unix socket) is itself.
 */
export function sourceKeyOf(address: string | undefined): string {
  if (!address) return 'local'
  if (isIPv4(address)) return address
  const bare = address.split('%', 1)[0]!
  if (!isIPv6(bare)) return address.slice(0, 64)
  const groups = groupsOf(bare)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** The eight numbers of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = withoutDots(address).split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : 8 - front.length - back.length
  return [...front, ...Array<string>(gap).fill('0'), ...back].map((group) => Number.parseInt(group, 16))
}

/** `::ffff:192.0.2.1` as `::ffff:c000:201`. */
function withoutDots(address: string): string {
  const at = address.lastIndexOf(':') + 1
  const dotted = address.slice(at)
  if (!dotted.includes('.')) return address
  const [a, b, c, d] = dotted.split('.').map(Number) as [number, number, number, number]
  return `${address.slice(0, at)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
