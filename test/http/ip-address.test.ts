import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupsOf, plainAddress } from '../../server/http/ip-address.ts'
import { sourceKeyOf } from '../../server/http/source-key.ts'

/** What the URL standard makes of an address: an oracle by other hands. */
const inUrl = (address: string) => new URL(`http://[${address}]/`).hostname.slice(1, -1)
const v6 = fc.ipV6().filter((text) => isIP(text) === 6)

describe('plainAddress', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['FE80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1%eth0', '192.0.2.1'],
    ['::1', '::1'],
    ['64:ff9b::192.0.2.1', '64:ff9b::192.0.2.1'],
  ])('makes %s to %s', (given, plain) => expect(plainAddress(given)).toBe(plain))

  test.each(['', 'localhost', '192.0.2', '192.0.2.01', '1.2.3.4:80', '[::1]', '::1/64', ' ::1', '4'])(
    'takes %j for none',
    (given) => expect(plainAddress(given)).toBeUndefined(),
  )

  test('reads IPv6 as the URL standard does', () => {
    fc.assert(
      fc.property(v6, (address) => {
        const groups = groupsOf(address).map((group) => group.toString(16))
        expect(groups).toHaveLength(8)
        expect(inUrl(groups.join(':'))).toBe(inUrl(address))
      }),
    )
  })

  test('gives an address for an address, undefined for anything else, and the same for its own answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const plain = plainAddress(text)
        expect(plain === undefined).toBe(isIP(text) === 0)
        if (plain !== undefined) expect(plainAddress(plain)).toBe(plain)
      }),
    )
  })
})

describe('sourceKeyOf', () => {
  test('is the same for all addresses of a /64 and for no other, and for both forms of IPv4', () => {
    const half = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    const text = (bits: bigint) => bits.toString(16).padStart(32, '0').match(/.{4}/g)!.join(':')
    fc.assert(
      fc.property(half, half, half, half, (network, host, otherNetwork, otherHost) => {
        fc.pre(network !== 0n && otherNetwork !== 0n)
        const one = sourceKeyOf(text((network << 64n) | host))
        expect(sourceKeyOf(text((network << 64n) | otherHost))).toBe(one)
        expect(sourceKeyOf(text((otherNetwork << 64n) | host)) === one).toBe(network === otherNetwork)
      }),
    )
    fc.assert(fc.property(fc.ipV4(), (address) => sourceKeyOf(`::ffff:${address}`) === sourceKeyOf(address)))
  })

  test('is short whatever a proxy wrote', () => {
    fc.assert(fc.property(fc.string({ maxLength: 5000 }), (text) => sourceKeyOf(text).length <= 64))
  })
})
