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
  const match = /^([0-9a-f:.]{2,45})(?:\/(0|[1-9]\d{0,2}))?$/i.exec(word)
  const given = match?.[1]
  const address = given === undefined ? undefined : plainAddress(given)
  if (given === undefined || address === undefined) return undefined
  const width = isIPv4(address) ? 32 : 128
  if (match?.[2] === undefined) return { address, prefix: width }
  const prefix = Number(match[2]) - (isIPv4(address) && !isIPv4(given) ? 96 : 0)
  return prefix >= 0 && prefix <= width ? { address, prefix } : undefined
}
