import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAddressList, parseNetwork } from '../../server/http/cidr.ts'
import { groupsOf } from '../../server/http/ip-address.ts'
import { DEFINITIONS } from '../../server/settings/definitions.ts'

describe('createAddressList', () => {
  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '192.0.2.1', false],
    ['::/0', '2001:db8::1', true],
    ['fd00::/8', 'FDFF::1%eth0', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['127.0.0.1', 'localhost', false],
    ['127.0.0.1', '::1', false],
    ['fe80::1%eth0', 'fe80::1', true],
    ['::ffff:10.0.0.0/8', '10.0.0.1', false],
  ])('%s has %s: %s', (network, address, has) => expect(createAddressList([network]).has(address)).toBe(has))

  test('has nobody when it is empty, and unix only by that word', () => {
    expect(createAddressList([]).has('127.0.0.1')).toBe(false)
    expect(createAddressList(['0.0.0.0/0', '::/0']).hasUnix).toBe(false)
    expect(createAddressList(['unix']).hasUnix).toBe(true)
    expect(createAddressList(['unix']).has('unix')).toBe(false)
  })

  test.each(['10.0.0.0/33', 'fd00::/129', '10.0.0.0/-1', '10.0.0.0/', 'example.org'])('refuses %s', (word) =>
    expect(() => createAddressList([word])).toThrow(RangeError),
  )

  test('agrees with comparing the first bits one by one', () => {
    const v4 = fc.record({ width: fc.constant(32), address: fc.ipV4(), other: fc.ipV4(), prefix: fc.nat(32) })
    const v6 = fc.record({
      width: fc.constant(128),
      address: fc.ipV6(),
      other: fc.ipV6(),
      prefix: fc.nat(128),
    })
    fc.assert(
      fc.property(fc.oneof(v4, v6), fc.nat(128), ({ width, address, other, prefix }, flip) => {
        fc.pre(!isMapped(address) && !isMapped(other))
        const near = fromBits(toBits(address) ^ (1n << BigInt(flip % width)), width)
        const list = createAddressList([`${address}/${prefix}`])
        for (const candidate of [address, other, near]) {
          const isInside = (toBits(candidate) ^ toBits(address)) >> BigInt(width - prefix) === 0n
          expect(list.has(candidate)).toBe(isInside || isMapped(candidate))
        }
      }),
    )
  })
})

describe('the setting of trusted proxies', () => {
  test('lets through only what can be made a list of', () => {
    const part = fc.constantFrom(
      '::ffff:',
      '10.0.0.0',
      '::',
      'fd00::1',
      '/8',
      '/08',
      '/128',
      '/96',
      '%eth0',
      'unix',
      ',',
    )
    const text = fc.oneof(
      fc.array(part).map((parts) => parts.join('')),
      fc.string(),
    )
    fc.assert(
      fc.property(text, (given) => {
        const words = DEFINITIONS.trustedProxies.parse(given)
        if (words) expect(() => createAddressList(words)).not.toThrow()
      }),
      { numRuns: 1000 },
    )
  })
})

describe('parseNetwork', () => {
  test('never throws, and gives nothing but an address and a prefix that fits it', () => {
    const word = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: -1, max: 200 }))
        .map((pair) => pair.join('/')),
    )
    fc.assert(
      fc.property(word, (text) => {
        const network = parseNetwork(text)
        if (!network) return
        expect(network.prefix).toBeLessThanOrEqual(isIP(network.address) === 4 ? 32 : 128)
        expect(() => createAddressList([text])).not.toThrow()
        expect(parseNetwork(`${network.address}/${network.prefix}`)).toEqual(network)
      }),
    )
  })
})

function toBits(address: string): bigint {
  const parts = isIP(address) === 4 ? address.split('.').map(Number) : groupsOf(address)
  const width = isIP(address) === 4 ? 8n : 16n
  return parts.reduce((bits, part) => (bits << width) | BigInt(part), 0n)
}

function fromBits(bits: bigint, width: number): string {
  const digits = bits.toString(16).padStart(width / 4, '0')
  if (width === 128) return digits.match(/.{4}/g)!.join(':')
  return digits
    .match(/../g)!
    .map((pair) => Number.parseInt(pair, 16))
    .join('.')
}

const isMapped = (address: string) => isIP(address) === 6 && toBits(address) >> 32n === 0xffffn
