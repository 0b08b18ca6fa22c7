import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { examineExposure } from '../../server/doctor/exposure.ts'
import type { Settings } from '../../server/settings/definitions.ts'
import { loadSettings } from '../../server/settings/load.ts'

const INTERFACES = () => ({
  lo: [face('127.0.0.1', '127.0.0.1/8', true)],
  eth0: [face('192.168.1.9', '192.168.1.9/24')],
  ppp0: [face('198.51.100.4', '198.51.100.4/32'), face('2001:db8::9', '2001:db8::9/64')],
})

function face(address: string, cidr: string, internal = false): NetworkInterfaceInfo {
  const family = address.includes(':') ? 'IPv6' : 'IPv4'
  return { address, cidr, internal, family, netmask: '', mac: '', scopeid: 0 } as NetworkInterfaceInfo
}

async function examine(
  settings: Partial<Settings> = {},
  interfaces: () => NodeJS.Dict<NetworkInterfaceInfo[]> = INTERFACES,
) {
  const all = { ...loadSettings({}, {}).settings, ...settings }
  const findings = await examineExposure({
    get: (name) => all[name],
    sourceOf: () => 'default',
    now: 0,
    data: { missing: '', isBad: false },
    interfaces,
    runCommand: async () => undefined,
  })
  return Object.fromEntries(findings.map((finding) => [finding.about, finding]))
}

describe('examineExposure', () => {
  test('finds nothing open by default', async () => {
    expect(await examine()).toMatchObject({
      'music door': { state: 'fine', sentence: 'this computer only (127.0.0.1:4040)' },
      'console door': { state: 'fine', sentence: 'this computer only (127.0.0.1:4041)' },
      firewall: { state: 'fine' },
    })
  })

  test.each<[string, Partial<Settings>, string, RegExp]>([
    [
      'a private address without HTTPS',
      { address: '192.168.1.9' },
      'look',
      /this network: 192\.168\.1\.9 on eth0, port 4040, without HTTPS/,
    ],
    [
      'a private address with HTTPS',
      { address: '192.168.1.9', tls: 'network' },
      'fine',
      /this network: .* with HTTPS/,
    ],
    [
      'a public address without HTTPS',
      { address: '198.51.100.4' },
      'wrong',
      /the internet .*198\.51\.100\.4 on ppp0/,
    ],
    ['a public address with HTTPS', { address: '198.51.100.4', tls: 'network' }, 'look', /the internet/],
    [
      'every IPv4 address',
      { address: '0.0.0.0' },
      'wrong',
      /192\.168\.1\.9 on eth0, 198\.51\.100\.4 on ppp0,/,
    ],
    ['every address', { address: '::', tls: 'network' }, 'look', /2001:db8::9 on ppp0/],
    [
      'this network, whose doors let in their own subnets only',
      { address: 'network' },
      'look',
      /^open to this network: .*198\.51\.100\.4/,
    ],
    [
      'one interface of this network',
      { address: 'network', networkInterfaces: ['eth0'] },
      'look',
      /^open to this network: 192\.168\.1\.9 on eth0, port/,
    ],
    ['an overlay network', { address: '100.64.0.7', tls: 'network' }, 'fine', /this network/],
    ['a name that nobody here knows', { address: 'nas.local' }, 'look', /this network: nas\.local, port/],
    [
      'a unix socket',
      { address: 'unix:/run/lg.sock' },
      'fine',
      /this computer only \(unix:\/run\/lg\.sock\)/,
    ],
  ])('judges %s', async (_what, settings, state, sentence) => {
    const { 'music door': door } = await examine(settings)
    expect(door).toMatchObject({ state, sentence: expect.stringMatching(sentence) })
    expect(door!.remedy === undefined).toBe(state === 'fine')
  })

  test('says that this network is none where there is none', async () => {
    const { 'music door': door } = await examine({ address: 'network' }, () => ({}))
    expect(door).toMatchObject({ state: 'look', sentence: expect.stringContaining('in none now') })
  })

  test('judges the console as the music', async () => {
    const { 'console door': door } = await examine({ consoleAddress: '198.51.100.4' })
    expect(door).toMatchObject({ state: 'wrong', sentence: expect.stringContaining('port 4041') })
  })

  test('asks for a firewall only where everybody is let in', async () => {
    expect((await examine({ address: '0.0.0.0' }))['firewall']).toMatchObject({ state: 'look' })
    expect((await examine({ address: 'network' }))['firewall']).toMatchObject({ state: 'fine' })
  })

  test.each<[Partial<Settings>, string | undefined]>([
    [{ trustedProxies: ['0.0.0.0/0'] }, 'wrong'],
    [{ trustedProxies: ['::/0'] }, 'wrong'],
    [{ trustedProxies: ['10.0.0.0/8'] }, 'fine'],
    [{ proxyLogin: true }, 'look'],
    [{}, undefined],
  ])('judges the proxies of %o', async (settings, state) => {
    expect((await examine(settings))['proxies']?.state).toBe(state)
  })
})
