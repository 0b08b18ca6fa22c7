// Lists of addresses and networks, as in `10.0.0.0/8, fd00::/8, 192.0.2.7, unix`.
import { BlockList, isIPv4 } from 'node:net'
import { plainAddress } from './ip-address.ts'

export interface AddressList {
  /** Of an address in any spelling; false for what is none. */
  has(address: string): boolean
  /** Whether `unix` is in the list: whoever comes through a unix socket. */
  readonly hasUnix: boolean
}

/** @throws RangeError for a word that is none of these; the settings let none through */
export function createAddressList(words: readonly string[]): AddressList {
  // Two, because an IPv6 network such as ::/0 must not hold every IPv4 address as well.
  const v4 = new BlockList()
  const v6 = new BlockList()
  for (const word of words) {
    if (word === 'unix') continue
    const network = parseNetwork(word)
    if (!network) throw new RangeError(`expected an address or a network, got "${word}"`)
    if (isIPv4(network.address)) v4.addSubnet(network.address, network.prefix, 'ipv4')
    else v6.addSubnet(network.address, network.prefix, 'ipv6')
  }
  return {
    hasUnix: words.includes('unix'),
    has(address) {
      const plain = plainAddress(address)
      if (plain === undefined) return false
      return isIPv4(plain) ? v4.check(plain, 'ipv4') : v6.check(plain, 'ipv6')
    },
  }
}

export interface Network {
  readonly address: string
  readonly prefix: number
}

/** `192.0.2.7`, `10.0.0.0/8`, `fd00::/8`; a network of mapped addresses (`::ffff:10.0.0.0/104`) is one of IPv4. */
export function parseNetwork(word: string): Network | undefined {
  const [given = '', length, ...rest] = word.split('/')
  const address = plainAddress(given)
  if (address === undefined || rest.length > 0) return undefined
  const width = isIPv4(given) ? 32 : 128
  const prefix = length === undefined ? width : Number(length)
  if ((length !== undefined && !/^\d{1,3}$/.test(length)) || prefix > width) return undefined
  if (isIPv4(given) || !isIPv4(address)) return { address, prefix }
  // Wider than the mapped addresses: a network of IPv6, which no IPv4 address is in.
  return prefix >= 96
    ? { address, prefix: prefix - 96 }
    : { address: given.split('%', 1)[0]!.toLowerCase(), prefix }
}
