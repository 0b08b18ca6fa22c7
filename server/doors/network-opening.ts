// How long *This network* has been open and in which networks, kept in the database: a restart does not prolong it, and
// a laptop that is started elsewhere notices.
import type { WriteDb } from '../db/open.ts'
import { findState, removeState, storeState } from '../db/state-rows.ts'
import type { NetworkAddress } from '../http/subnets.ts'

export interface NetworkOpening {
  readonly openedAt: number
  /** Where it has been open, see `networkKeys`. */
  readonly networks: readonly string[]
}

export type ClosingReason = 'time' | 'another network'

const ROW = 'network-door'
const HOUR_MS = 3_600_000

/**
 * What another network is told by. IPv4: this computer's own address as well, because every other home is called
 * 192.168.1.0/24; IPv6: the network alone, because addresses in it change by the day.
 */
export function networkKeys(addresses: readonly NetworkAddress[]): string[] {
  const keys = addresses.map((one) => {
    return one.subnet.includes(':')
      ? `${one.interface} ${one.subnet}`
      : `${one.interface} ${one.address} ${one.subnet}`
  })
  return [...new Set(keys)].sort()
}

export function closesAt(opening: NetworkOpening, hours: number): number | undefined {
  return hours === 0 ? undefined : opening.openedAt + hours * HOUR_MS
}

export interface Circumstances {
  readonly now: number
  /** 0: no limit. */
  readonly hours: number
  readonly closeOnChange: boolean
  readonly networks: readonly string[]
  /** The owner's start command opened it: then an opening that ran out long ago is over, and this is a new one. */
  readonly isNewStart: boolean
}

/** Starts or keeps up an opening. A reason means that it has ended. */
export function keepOpen(db: WriteDb, circumstances: Circumstances): ClosingReason | undefined {
  const { now, hours, closeOnChange, networks, isNewStart } = circumstances
  const opening = withoutFuture(db, now)
  const isOver = opening !== undefined && now >= (closesAt(opening, hours) ?? Number.POSITIVE_INFINITY)
  if (!opening || (isOver && isNewStart)) {
    storeOpening(db, { openedAt: now, networks })
    return undefined
  }
  const isElsewhere = networks.some((key) => !opening.networks.includes(key))
  // Being in no network at all for a while is no change.
  const hasMoved = closeOnChange && isElsewhere && opening.networks.length > 0
  if (isOver || hasMoved) {
    removeOpening(db)
    return isOver ? 'time' : 'another network'
  }
  if (isElsewhere) storeOpening(db, { ...opening, networks })
  return undefined
}

/** By a clock that was fast it would stay open for as long as the clock was wrong: then its time counts from now on. */
function withoutFuture(db: WriteDb, now: number): NetworkOpening | undefined {
  const opening = findOpening(db)
  if (!opening || opening.openedAt <= now) return opening
  const corrected = { ...opening, openedAt: now }
  storeOpening(db, corrected)
  return corrected
}

export function findOpening(db: WriteDb): NetworkOpening | undefined {
  const text = findState(db, ROW)
  return text === undefined ? undefined : parseOpening(text)
}

function storeOpening(db: WriteDb, opening: NetworkOpening): void {
  storeState(db, ROW, JSON.stringify(opening))
}

export function removeOpening(db: WriteDb): void {
  removeState(db, ROW)
}

/** What cannot be read counts as not there. */
function parseOpening(text: string): NetworkOpening | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('openedAt' in value) || !('networks' in value)) {
    return undefined
  }
  const { openedAt, networks } = value
  if (typeof openedAt !== 'number' || !Array.isArray(networks)) return undefined
  return { openedAt, networks: networks.filter((key) => typeof key === 'string') }
}
