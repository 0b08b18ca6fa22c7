// The networks this computer is in, and who is inside one.
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

export type InterfaceLister = () => NodeJS.Dict<NetworkInterfaceInfo[]>

export interface NetworkAddress {
  readonly interface: string
  readonly address: string
  /** The network around it: `192.168.1.0/24`. */
  readonly subnet: string
}

/** More hosts than a `/8` is no network of a home: a wrong mask must not let in everybody. */
const SHORTEST_PREFIX = { 4: 8, 6: 32 } as const

/**
 * The addresses under which a network reaches this computer; none of its own loopback, and no link-local IPv6 ones, which
 * nobody can type without naming an interface of their own.
 * @param chosen names of interfaces; none chosen means all
 */
export function networkAddresses(
  chosen: readonly string[] = [],
  list: InterfaceLister = networkInterfaces,
): NetworkAddress[] {
  return Object.entries(list())
    .filter(([name]) => chosen.length === 0 || chosen.includes(name))
    .flatMap(([name, infos = []]) =>
      infos
        .filter((info) => !info.internal && !isLinkLocalV6(info.address))
        .map((info) => ({ interface: name, address: info.address, subnet: subnetOf(info.cidr ?? '') ?? '' })),
    )
    .filter(({ subnet }) => subnet !== '')
}

/** `192.168.1.9/24` as `192.168.1.0/24`; undefined when it is none, or too wide to be somebody's network. */
export function subnetOf(cidr: string): string | undefined {
  const [address = '', length = '', ...rest] = cidr.split('/')
  const version = isIP(address)
  const prefix = Number(length)
  if ((version !== 4 && version !== 6) || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined
  if (prefix > (version === 4 ? 32 : 128) || prefix < SHORTEST_PREFIX[version]) return undefined
  const bits = version === 4 ? 8 : 16
  const base = (version === 4 ? address.split('.').map(Number) : groupsOf(address)).map((part, at) => {
    const kept = Math.min(Math.max(prefix - at * bits, 0), bits)
    return part & (((1 << kept) - 1) << (bits - kept))
  })
  if (version === 4) return `${base.join('.')}/${prefix}`
  return `${base.map((group) => group.toString(16)).join(':')}/${prefix}`
}

/** Without networks everybody is let in; with an empty list nobody. */
export function createPeerCheck(
  subnets: readonly string[] | undefined,
): (address: string | undefined) => boolean {
  if (!subnets) return () => true
  const list = new BlockList()
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/')
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return (address = '') => {
    const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
    if (isIPv4(bare)) return list.check(bare, 'ipv4')
    return isIPv6(bare) && list.check(bare, 'ipv6')
  }
}

export function isLoopback(address: string): boolean {
  const bare = address.toLowerCase().replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'))
}

function isLinkLocalV6(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address)
}

/** The eight numbers of an IPv6 address; its canonical spelling, which URL knows, leaves no dots in it. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [front = [], back = []] = canonical
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':').map((group) => Number.parseInt(group, 16))))
  const gap = canonical.includes('::') ? 8 - front.length - back.length : 0
  return [...front, ...Array<number>(gap).fill(0), ...back]
}
