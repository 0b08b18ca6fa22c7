import { SocketAddress } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPeerCheck, isLoopback, networkAddresses, subnetOf } from '../../server/http/subnets.ts'

const v4 = (address: string, prefix = 24): NetworkInterfaceInfo => info(address, prefix, 'IPv4')
const v6 = (address: string, prefix = 64): NetworkInterfaceInfo => info(address, prefix, 'IPv6')
function info(
  address: string,
  prefix: number,
  family: 'IPv4' | 'IPv6',
  internal = false,
): NetworkInterfaceInfo {
  const common = { address, netmask: '', mac: '', internal, cidr: `${address}/${prefix}` }
  return family === 'IPv4' ? { ...common, family } : { ...common, family, scopeid: 0 }
}

describe('networkAddresses', () => {
  const interfaces = () => ({
    lo: [info('127.0.0.1', 8, 'IPv4', true), info('::1', 128, 'IPv6', true)],
    eth0: [v4('192.168.1.9'), v6('fe80::1'), v6('fd00:1::9')],
    tun0: [v4('10.8.0.2', 32)],
    odd: [v4('10.0.0.1', 0), { ...v4('10.0.0.2'), cidr: null }],
  })

  test('are those of all interfaces but loopback, link-local IPv6, and masks that would let in everybody', () => {
    expect(networkAddresses([], interfaces)).toEqual([
      { interface: 'eth0', address: '192.168.1.9', subnet: '192.168.1.0/24' },
      { interface: 'eth0', address: 'fd00:1::9', subnet: 'fd00:1:0:0:0:0:0:0/64' },
      { interface: 'tun0', address: '10.8.0.2', subnet: '10.8.0.2/32' },
    ])
  })

  test('are those of the chosen interfaces only', () => {
    expect(networkAddresses(['tun0', 'wlan9'], interfaces).map((one) => one.address)).toEqual(['10.8.0.2'])
  })
})

describe('subnetOf', () => {
  test.each([
    ['192.168.1.9/24', '192.168.1.0/24'],
    ['10.255.255.255/9', '10.128.0.0/9'],
    ['192.0.2.7/32', '192.0.2.7/32'],
    ['2001:db8::ff:1/112', '2001:db8:0:0:0:0:ff:0/112'],
    ['::ffff:192.0.2.7/128', '0:0:0:0:0:ffff:c000:207/128'],
  ])('%s is in %s', (cidr, subnet) => {
    expect(subnetOf(cidr)).toBe(subnet)
  })

  test.each([
    '',
    '1.2.3.4',
    '1.2.3.4/',
    '1.2.3.4/33',
    '1.2.3.4/7',
    '::1/129',
    '::1/31',
    'a/24',
    '1.2.3.4/24/1',
    '1.2.3.4/2e1',
  ])('%j is none', (cidr) => {
    expect(subnetOf(cidr)).toBeUndefined()
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), fc.string(), (address, prefix) => {
        subnetOf(`${address}/${prefix}`)
      }),
    )
  })
})

/** An address as one number, by another road than the code takes. */
function numberOf(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  const { address: short } = new SocketAddress({ address, family: 'ipv6' })
  const tail = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(short)
  const plain = tail
    ? short.replace(
        tail[0],
        `${((Number(tail[1]) << 8) | Number(tail[2])).toString(16)}:${((Number(tail[3]) << 8) | Number(tail[4])).toString(16)}`,
      )
    : short
  const [head = '', rest = ''] = plain.split('::')
  const front = head.split(':').filter(Boolean)
  const back = rest.split(':').filter(Boolean)
  const groups = [...front, ...Array(8 - front.length - back.length).fill('0'), ...back]
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
}

describe('createPeerCheck', () => {
  const isMapped = (address: string) => numberOf(address) >> 32n === 0xffffn

  test.each([
    ['IPv4', 32, 8, fc.ipV4()],
    ['IPv6', 128, 32, fc.ipV6().filter((address) => !isMapped(address))],
  ] as const)(
    'lets in exactly those whose first bits are the network’s: %s',
    (_family, bits, shortest, ip) => {
      fc.assert(
        fc.property(
          ip,
          ip,
          fc.integer({ min: shortest, max: bits }),
          fc.boolean(),
          (own, other, prefix, near) => {
            const allows = createPeerCheck([subnetOf(`${own}/${prefix}`)!])
            const peer = near ? own : other
            const shift = BigInt(bits - prefix)
            expect(allows(peer)).toBe(numberOf(own) >> shift === numberOf(peer) >> shift)
            expect(allows(own)).toBe(true)
          },
        ),
        { numRuns: 500 },
      )
    },
  )

  test('takes an IPv4 address in IPv6 clothes for what it is, and drops the zone of an IPv6 one', () => {
    const allows = createPeerCheck(['192.168.1.0/24', 'fe80:0:0:0:0:0:0:0/64'])
    expect(allows('::ffff:192.168.1.77')).toBe(true)
    expect(allows('::ffff:192.168.2.77')).toBe(false)
    expect(allows('fe80::77%eth0')).toBe(true)
  })

  test('without networks lets in everybody, with none nobody, and never who has no address', () => {
    expect(createPeerCheck(undefined)(undefined)).toBe(true)
    expect(createPeerCheck([])('127.0.0.1')).toBe(false)
    expect(createPeerCheck(['192.168.1.0/24'])(undefined)).toBe(false)
    expect(createPeerCheck(['192.168.1.0/24'])('no address')).toBe(false)
  })

  test('lets in nobody whose address is no address', () => {
    const allows = createPeerCheck(['128.0.0.0/8', '8000:0:0:0:0:0:0:0/32'])
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!/^[\d.]+$|:/.test(text)) expect(allows(text)).toBe(false)
      }),
    )
  })
})

test('isLoopback knows this computer in every spelling, and nobody else', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'LOCALHOST']) {
    expect(isLoopback(address), address).toBe(true)
  }
  for (const address of ['127.evil.example', '0.0.0.0', '::', '128.0.0.1', 'localhost.example', '']) {
    expect(isLoopback(address), address).toBe(false)
  }
})
