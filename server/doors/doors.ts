// Both doors while the server runs: what the settings, the network, the clock and the certificate say becomes a plan,
// and the doors follow it (http/door.ts). Every change, whoever makes it, passes `follow`.
import type { RequestListener } from 'node:http'
import type { Audit } from '../auth/audit.ts'
import type { Clock } from '../clock.ts'
import type { DoorStatus } from '../contract/doors.ts'
import type { WriteDb } from '../db/open.ts'
import { Conflict, InvalidInput, StartProblem } from '../errors.ts'
import type { Events } from '../events.ts'
import { reachableUrls } from '../http/addresses.ts'
import { createDoor, type Door, type PlannedEndpoint, type Trouble } from '../http/door.ts'
import type { HostRules } from '../http/host-check.ts'
import type { Refuse } from '../http/refusals.ts'
import { type InterfaceLister, isLoopback, networkAddresses } from '../http/subnets.ts'
import type { Log } from '../log.ts'
import { DEFINITIONS, type Settings } from '../settings/definitions.ts'
import type { LiveSettings } from '../settings/live.ts'
import type { Vault } from '../vault/vault.ts'
import { certificateNames } from './certificate-names.ts'
import { type CertificateState, createCertificates } from './certificates.ts'
import { type Actor, createDoorRecord, SERVER } from './door-record.ts'
import { createNetworkKeeper } from './network-keeper.ts'
import { networkKeys } from './network-opening.ts'
import { isForOthers, isHere, planEndpoints, THIS_COMPUTER } from './plan.ts'
import { createSelfMade } from './self-made.ts'
import { createTurnedAway } from './turned-away.ts'

export interface DoorsDeps {
  readonly db: WriteDb
  readonly clock: Clock
  readonly vault: Vault
  readonly live: LiveSettings
  readonly audit: Audit
  readonly events: Events
  readonly log: Log
  readonly settings: Pick<Settings, 'port' | 'consoleAddress' | 'consolePort' | 'hostNames'>
  /** What networks there are; the operating system's, except in tests. */
  readonly interfaces?: InterfaceLister | undefined
}

export interface DoorHandlers {
  readonly music: RequestListener
  readonly console: RequestListener
  readonly refuseMusic?: Refuse
}

export interface DoorWish {
  /** `this-computer`, `network`, or as in the setting. */
  readonly address: string
  readonly interfaces?: readonly string[] | undefined
  readonly closeAfterHours?: number | undefined
  readonly closeOnChange?: boolean | undefined
}

export interface Doors {
  /** @throws StartProblem when something the owner asked for with this start cannot be opened */
  start(handlers: DoorHandlers): Promise<void>
  musicHost(): HostRules
  consoleHost(): HostRules
  /** As a music app types them, those for others first; none while nothing is open. */
  musicUrls(): readonly string[]
  consoleUrls(): readonly string[]
  status(): DoorStatus
  /** @throws Conflict (pinned, or it cannot be opened), InvalidInput */
  open(wish: DoorWish, actor: Actor): Promise<DoorStatus>
  /**
   * Leaves music to this computer only, and cuts what is being sent to others. Where a flag or the environment pins the
   * address, until the next start.
   * @returns what was closed, a sentence each
   */
  closeNetwork(): Promise<string[]>
  /** Whether it is time to close, the network changed, or a certificate is to be looked at. Called every second. */
  look(): Promise<void>
  /** Ends every answer now, also those that `close` waits for. */
  cut(): void
  close(): Promise<void>
}

interface Troubles {
  readonly music: readonly Trouble[]
  readonly console: readonly Trouble[]
}
const NO_TROUBLES: Troubles = { music: [], console: [] }

const LOOK_AT_NETWORK_MS = 5000
const LOOK_AT_CERTIFICATE_MS = 60_000
const NO_NETWORK = 'This computer is in no network now. The door opens as soon as it is in one.'

export function createDoors(deps: DoorsDeps): Doors {
  const { clock, live, settings, log, interfaces } = deps
  const certificates = createCertificates({ live, clock, selfMade: createSelfMade(deps) })
  const keeper = createNetworkKeeper(deps)
  const record = createDoorRecord(deps)
  const turnedAway = createTurnedAway(clock, log)

  let music: Door | undefined
  let console: Door | undefined
  let musicHost: HostRules = { addresses: [] }
  let consoleHost: HostRules = { addresses: [] }
  let certificate: CertificateState = { isSelfMade: false }
  let problems: readonly string[] = []
  /** What the doors follow, to see when it has changed. */
  let followed = { networks: '', networkAt: 0, certificateAt: 0 }
  /** Settings are being changed here: nobody need follow each of them. */
  let isChanging = false
  let isStarted = false
  let isClosed = false
  let queue: Promise<unknown> = Promise.resolve()

  live.onChange(() => {
    if (!isChanging) follow(SERVER).catch(reportBug)
  })

  /** One after the other. */
  function follow(actor: Actor): Promise<Troubles> {
    const done = queue.then(() =>
      isClosed || !music || !console ? NO_TROUBLES : followNow(music, console, actor),
    )
    queue = done.catch(() => {})
    return done
  }

  async function followNow(musicDoor: Door, consoleDoor: Door, actor: Actor): Promise<Troubles> {
    const network = networkAddresses(live.get('networkInterfaces'), interfaces)
    followed = { networks: JSON.stringify(network), networkAt: clock.now(), certificateAt: clock.now() }
    const { address, reason } = withoutEcho(() => keeper.addressNow(networkKeys(network)))
    const shared = { socketMode: live.get('socketMode'), tls: live.get('tls'), network }
    const forMusic = planEndpoints({ ...shared, address, port: settings.port })
    const forConsole = planEndpoints({
      ...shared,
      address: settings.consoleAddress,
      port: settings.consolePort,
    })
    const all = [...forMusic, ...forConsole]
    certificate = all.some(({ tls }) => tls)
      ? await certificates.current(certificateNames(settings.hostNames, all, network))
      : { isSelfMade: false }

    musicHost = hostRules(musicDoor, forMusic)
    consoleHost = hostRules(consoleDoor, forConsole)
    const troubles: Troubles = {
      music: await musicDoor.apply({ endpoints: forMusic, certificate: certificate.certificate }),
      console: await consoleDoor.apply({ endpoints: forConsole, certificate: certificate.certificate }),
    }
    if (reason === 'panic') musicDoor.cutClosing()
    // Again: only now is it known which address a host name stands for.
    musicHost = hostRules(musicDoor, forMusic)
    consoleHost = hostRules(consoleDoor, forConsole)
    setProblems([
      ...[...troubles.music, ...troubles.console].map(({ problem }) => problem.message),
      ...(certificate.problem === undefined ? [] : [certificate.problem]),
      ...(address === 'network' && network.length === 0 ? [NO_NETWORK] : []),
    ])
    const isOpen = address === 'network' || (musicDoor.listeners().length > 0 && !isHere(forMusic))
    record.note(isOpen ? address : undefined, {
      actor,
      reason: reason ?? 'setting',
      urls: musicUrls(),
    })
    return troubles
  }

  function hostRules(door: Door, planned: readonly PlannedEndpoint[]): HostRules {
    const addresses = [
      ...door.listeners().map((listener) => listener.address),
      ...planned.flatMap((endpoint) => ('address' in endpoint ? [endpoint.address] : [])),
    ]
    return { addresses: [...new Set(addresses)], names: settings.hostNames }
  }

  function setProblems(now: readonly string[]) {
    // Those of the start are said by whoever started it.
    if (isStarted) for (const problem of now) if (!problems.includes(problem)) log.warn(problem)
    problems = now
  }

  function withoutEcho<Result>(change: () => Result): Result {
    isChanging = true
    try {
      return change()
    } finally {
      isChanging = false
    }
  }

  function reportBug(error: unknown) {
    log.error({ err: error }, 'the doors could not be changed')
  }

  function musicUrls(): readonly string[] {
    return reachableUrls(music?.listeners() ?? [], interfaces)
  }

  function status(): DoorStatus {
    const closing = keeper.closesAt()
    const shown = certificate.certificate
    return {
      address: keeper.isShut ? THIS_COMPUTER : live.get('address'),
      openToOthers: (music?.listeners() ?? []).some(({ address }) => isForOthers(address)),
      urls: musicUrls(),
      interfaces: byInterface(interfaces),
      ...(closing !== undefined && { closesAt: closing }),
      ...(shown && {
        tls: {
          fingerprint: shown.fingerprint,
          expiresAt: shown.expiresAt,
          selfMade: certificate.isSelfMade,
        },
      }),
      problems,
      pinned: live.isPinned('address'),
      turnedAway: turnedAway.count,
    }
  }

  function isDue(): boolean {
    if (keeper.isDue()) return true
    const now = clock.now()
    const hasPassed = (since: number, ms: number) => Math.abs(now - since) >= ms
    if (certificate.certificate && hasPassed(followed.certificateAt, LOOK_AT_CERTIFICATE_MS)) return true
    if (!hasPassed(followed.networkAt, LOOK_AT_NETWORK_MS)) return false
    followed = { ...followed, networkAt: now }
    if (problems.length > 0) return true
    if (live.get('address') !== 'network' || keeper.isShut) return false
    return JSON.stringify(networkAddresses(live.get('networkInterfaces'), interfaces)) !== followed.networks
  }

  function setAddress({ address, interfaces: chosen, closeAfterHours, closeOnChange }: DoorWish) {
    withoutEcho(() => {
      // Throws before anything else is changed.
      if (live.isPinned('address')) live.set('address', address)
      if (chosen) live.set('networkInterfaces', chosen.join(','))
      if (closeAfterHours !== undefined) live.set('networkCloseAfterHours', String(closeAfterHours))
      if (closeOnChange !== undefined) live.set('networkCloseOnChange', closeOnChange ? 'on' : 'off')
      live.set('address', address)
    })
  }

  return {
    musicHost: () => musicHost,
    consoleHost: () => consoleHost,
    musicUrls,
    consoleUrls: () => reachableUrls(console?.listeners() ?? [], interfaces),
    status,

    async start(handlers) {
      music = createDoor(handlers.music, {
        portSetting: '--port',
        refuse: handlers.refuseMusic,
        onTurnedAway: turnedAway.note,
      })
      console = createDoor(handlers.console, { portSetting: '--console-port' })
      const troubles = await follow(SERVER)
      isStarted = true
      const fatal = [...troubles.console, ...troubles.music.filter((trouble) => endsStart(trouble, live))][0]
      if (fatal) throw fatal.problem
      if (certificate.problem && !certificate.certificate && areFilesOfThisStart(live)) {
        throw new StartProblem(certificate.problem)
      }
    },

    async open(wish, actor) {
      const address = wish.address === 'this-computer' ? THIS_COMPUTER : wish.address
      if (DEFINITIONS.address.parse(address) === undefined) {
        throw new InvalidInput('address', `"this-computer", ${DEFINITIONS.address.expected}`)
      }
      const before = live.get('address')
      setAddress({ ...wish, address })
      keeper.openAnew()
      const troubles = await follow(actor)
      if (music?.listeners().length === 0) {
        // Nobody is served by a door that is open nowhere: back to where it was.
        const why = troubles.music[0]?.problem.message ?? certificate.problem
        setAddress({ address: before })
        await follow(actor)
        throw new Conflict(why ?? 'It cannot be opened there.')
      }
      return status()
    },

    async closeNetwork() {
      const open = (music?.listeners() ?? []).filter(
        ({ address, port }) => port === 0 || isForOthers(address),
      )
      withoutEcho(() => keeper.shut())
      await follow(SERVER)
      music?.cutClosing()
      return open.map(({ url }) => `Closed ${url}.`)
    },

    async look() {
      if (!isClosed && music && isDue()) await follow(SERVER).catch(reportBug)
    },

    cut() {
      music?.cut()
      console?.cut()
    },

    async close() {
      isClosed = true
      await queue
      await Promise.all([music?.close(), console?.close()])
    },
  }
}

/**
 * What was asked for with this start has to work, or the start fails. A stored address may be of another network by now,
 * and the owner needs the console to change it.
 */
function endsStart({ endpoint }: Trouble, live: LiveSettings): boolean {
  if ('address' in endpoint && isLoopback(endpoint.address)) return true
  return live.get('address') !== 'network' && live.sourceOf('address') !== 'owner'
}

function areFilesOfThisStart(live: LiveSettings): boolean {
  const names = ['tlsCertificate', 'tlsKey'] as const
  return names.some((name) => live.get(name) !== undefined && live.sourceOf(name) !== 'owner')
}

function byInterface(list?: InterfaceLister): DoorStatus['interfaces'] {
  const all = networkAddresses([], list)
  return [...new Set(all.map((one) => one.interface))].map((name) => ({
    name,
    addresses: all.filter((one) => one.interface === name).map(({ address }) => address),
  }))
}
