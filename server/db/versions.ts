// Counters that tell caches when they are stale: `library` after each change of what listings show, `auth` after each
// change of users and credentials, `settings` after each change of a stored setting (both kept by triggers, so that no
// writer can forget). Another process (the command line) may change them too: SQLite's data_version tells in about a microsecond whether anybody else has committed.
import type { ReadDb, WriteDb } from './open.ts'
import { prepare } from './statements.ts'

export type VersionName = 'library' | 'auth' | 'settings'

export interface Versions {
  /** Grows with each change; equal numbers mean nothing changed. */
  current(name: VersionName): number
  /** When it last changed, milliseconds since 1970. */
  changedAt(name: VersionName): number
}

export function createVersions(db: ReadDb): Versions {
  const dataVersion = db.prepare('PRAGMA data_version').pluck()
  const rows = db.prepare('SELECT name, value, changed_at AS changedAt FROM versions')
  let seenByOthers: unknown
  let seenByUs = -1
  let known = new Map<string, { value: number; changedAt: number }>()
  /** Whether others were asked about in this turn of the event loop: one request asks several times. */
  let isAsked = false

  function refresh() {
    if (isAsked && (OWN_CHANGES.get(db) ?? 0) === seenByUs) return
    isAsked = true
    setImmediate(() => {
      isAsked = false
    })
    const others = dataVersion.get()
    const ours = OWN_CHANGES.get(db) ?? 0
    if (others === seenByOthers && ours === seenByUs) return
    seenByOthers = others
    seenByUs = ours
    known = new Map(
      (rows.all() as { name: string; value: number; changedAt: number }[]).map((row) => [row.name, row]),
    )
  }

  return {
    current(name) {
      refresh()
      return known.get(name)?.value ?? 0
    },
    changedAt(name) {
      refresh()
      return known.get(name)?.changedAt ?? 0
    },
  }
}

/** data_version does not move for commits of the same connection, so those are counted here. */
const OWN_CHANGES = new WeakMap<ReadDb, number>()

/** Call after this connection changed users or credentials (their triggers moved `auth`), or inside `bumpVersion`. */
export function noteOwnChange(db: WriteDb): void {
  OWN_CHANGES.set(db, (OWN_CHANGES.get(db) ?? 0) + 1)
}

export function bumpVersion(db: WriteDb, name: VersionName, now: number): void {
  prepare<[number, string]>(db, 'UPDATE versions SET value = value + 1, changed_at = ? WHERE name = ?').run(
    now,
    name,
  )
  noteOwnChange(db)
}
