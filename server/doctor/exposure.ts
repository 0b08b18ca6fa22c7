// From where the doors can be reached, by what the settings open and which networks this computer is in.
import { BlockList, isIP, isIPv6 } from 'node:net'
import { planEndpoints } from '../doors/plan.ts'
import { type InterfaceLister, isLoopback, networkAddresses } from '../http/subnets.ts'
import { type Finding, fine, look, wrong } from './finding.ts'
import { findFirewall } from './firewall.ts'
import type { Patient } from './patient.ts'

interface Opening {
  readonly address: string
  /** `eth0`; undefined where no interface has it. */
  readonly interface: string | undefined
  readonly isSecure: boolean
  /** Only these networks are let in; undefined lets in everybody. */
  readonly onlyFrom: readonly string[] | undefined
}

export async function examineExposure(patient: Patient): Promise<Finding[]> {
  const music = openingsOf(patient, 'music')
  const console = openingsOf(patient, 'console')
  return [
    describeDoor('music door', patient.get('address'), patient.get('port'), music, 'passwords'),
    describeDoor(
      'console door',
      patient.get('consoleAddress'),
      patient.get('consolePort'),
      console,
      'sessions',
    ),
    await firewall(patient, [...music, ...console]),
    ...proxies(patient),
  ]
}

/** Whether somebody between an app and the music could read what they say. */
export function isReadableOnTheWay(patient: Patient): boolean {
  return openingsOf(patient, 'music').some(({ isSecure }) => !isSecure)
}

function openingsOf(patient: Patient, door: 'music' | 'console'): Opening[] {
  const network = networkAddresses(patient.get('networkInterfaces'), patient.interfaces)
  const planned = planEndpoints({
    address: patient.get(door === 'music' ? 'address' : 'consoleAddress'),
    port: patient.get(door === 'music' ? 'port' : 'consolePort'),
    socketMode: patient.get('socketMode'),
    tls: patient.get('tls'),
    network: door === 'music' ? network : [],
  })
  return planned.flatMap((endpoint) => {
    if (!('address' in endpoint) || isLoopback(endpoint.address)) return []
    return reached(endpoint.address, patient.interfaces).map((one) => ({
      ...one,
      isSecure: endpoint.tls === true,
      onlyFrom: 'onlyFrom' in endpoint ? endpoint.onlyFrom : undefined,
    }))
  })
}

/** `0.0.0.0` and `::` are every address this computer has. */
function reached(
  address: string,
  interfaces: InterfaceLister | undefined,
): { address: string; interface: string | undefined }[] {
  const all = networkAddresses([], interfaces)
  if (address !== '0.0.0.0' && address !== '::') {
    return [{ address, interface: all.find((one) => one.address === address)?.interface }]
  }
  const fitting = address === '::' ? all : all.filter((one) => !isIPv6(one.address))
  return fitting.length > 0 ? fitting : [{ address, interface: undefined }]
}

function describeDoor(
  about: string,
  address: string,
  port: number,
  openings: readonly Opening[],
  secrets: string,
): Finding {
  if (openings.length === 0) {
    if (address === 'network') return look(about, 'open to this network, but this computer is in none now')
    const where = address.startsWith('unix:') ? address : `${address}:${port}`
    return fine(about, `this computer only (${where})`)
  }
  const where = openings
    .map((one) => `${one.address}${one.interface === undefined ? '' : ` on ${one.interface}`}`)
    .join(', ')
  const isToInternet = openings.some(isReachedFromInternet)
  const isReadable = openings.some(({ isSecure }) => !isSecure)
  const whom = isToInternet ? 'the internet (a public address)' : 'this network'
  const sentence = `open to ${whom}: ${where}, port ${port}, ${isReadable ? `without HTTPS: ${secrets} can be read on the way` : 'with HTTPS'}`
  if (isToInternet && isReadable) {
    return wrong(about, sentence, 'Turn HTTPS on (--tls network), or close the door (--address 127.0.0.1).')
  }
  if (isReadable) return look(about, sentence, 'Turn HTTPS on: --tls network, or in the window.')
  return isToInternet
    ? look(about, sentence, 'Close it if you did not mean that: --address 127.0.0.1.')
    : fine(about, sentence)
}

function isReachedFromInternet({ address, onlyFrom }: Opening): boolean {
  return onlyFrom === undefined && isPublic(address)
}

async function firewall(patient: Patient, openings: readonly Opening[]): Promise<Finding> {
  const { on, sentence } = await findFirewall({ run: patient.runCommand })
  if (openings.length === 0) return fine('firewall', `${sentence}; nothing is open to others`)
  const needs = openings.every(({ onlyFrom }) => onlyFrom !== undefined)
  if (on === true) {
    return fine('firewall', `${sentence}; if apps do not get through, let in port ${patient.get('port')}`)
  }
  return needs
    ? fine('firewall', `${sentence}; Lockgroove itself lets in this network only`)
    : look('firewall', `${sentence}, and everybody who reaches this computer reaches the door`)
}

function proxies(patient: Patient): Finding[] {
  const trusted = patient.get('trustedProxies')
  const tooMany = trusted.filter((network) => /\/[0-7]$/.test(network) || network === '::/0')
  if (tooMany.length > 0) {
    return [
      wrong(
        'proxies',
        `${tooMany.join(', ')} trusts nearly everybody to say where a request comes from`,
        'Name the addresses of your own reverse proxy in --trusted-proxies.',
      ),
    ]
  }
  if (patient.get('proxyLogin') && trusted.length === 0) {
    return [look('proxies', 'login by the proxy is on, but no proxy is trusted', 'Set --trusted-proxies.')]
  }
  return trusted.length === 0 ? [] : [fine('proxies', `trusted: ${trusted.join(', ')}`)]
}

const NOT_PUBLIC = new BlockList()
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  // Carrier-grade NAT, and what overlay networks such as Tailscale use.
  ['100.64.0.0', 10],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6')

/** Of a name nobody knows; it counts as not public. */
function isPublic(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(bare)
  if (version === 0 || bare === '0.0.0.0' || bare === '::') return false
  return !NOT_PUBLIC.check(bare, version === 4 ? 'ipv4' : 'ipv6')
}
