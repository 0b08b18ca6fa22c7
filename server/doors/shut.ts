// The emergency stop for a door that a flag or the environment holds open, also from another process.
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findState, storeState } from '../db/state-rows.ts'
import { bumpVersion } from '../db/versions.ts'

const ROW = 'network-door-shut'

/** A server that runs on this database closes its network door within a second, until it is started again. */
export function shutNetworkDoor(db: WriteDb, clock: Clock): void {
  storeState(db, ROW, String(clock.now()))
  // Servers look again when settings have changed.
  bumpVersion(db, 'settings', clock.now())
}

/** When that was asked for last. */
export function shutAt(db: ReadDb): number | undefined {
  const value = findState(db, ROW)
  return value === undefined ? undefined : Number(value)
}
