// IP addresses as text, whoever wrote them: sockets, proxies, settings.
import { isIPv4, isIPv6 } from 'node:net'

/**
 * An address as it is compared: without a zone (`%eth0`), in lower case, and IPv4 in its mapped form (`::ffff:192.0.2.1`)
 * as IPv4. Undefined for what is no address.
 */
export function plainAddress(text: string): string | undefined {
  if (isIPv4(text)) return text
  if (!isIPv6(text)) return undefined
  const bare = text.split('%', 1)[0]!.toLowerCase()
  const groups = groupsOf(bare)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!isMapped) return bare
  return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.')
}

/** The eight numbers of a valid IPv6 address without a zone. */
export function groupsOf(address: string): number[] {
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
