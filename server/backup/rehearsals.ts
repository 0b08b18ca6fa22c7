// How the last check of each backup went. Beside the library, in `state`: a backup that was restored knows of none, and
// lists the others as not yet checked.
import { z } from 'zod'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'

export interface KnownRehearsal {
  readonly at: number
  readonly ok: boolean
  readonly sentence: string
}

const NAME = 'backup_rehearsals'
const RECORDS = z.record(z.string(), z.object({ at: z.number(), ok: z.boolean(), sentence: z.string() }))

export function readRehearsals(db: ReadDb): Record<string, KnownRehearsal> {
  const text = prepare<[string], string>(db, 'SELECT value FROM state WHERE name = ?').pluck().get(NAME)
  if (text === undefined) return {}
  try {
    return RECORDS.parse(JSON.parse(text))
  } catch {
    // Written by another version: the next check writes it anew.
    return {}
  }
}

/** @param names of the backups that are there; what is known of others is forgotten */
export function storeRehearsal(
  db: WriteDb,
  name: string,
  rehearsal: KnownRehearsal,
  names: readonly string[],
): void {
  db.transaction(() => {
    const known = Object.entries(readRehearsals(db)).filter(([other]) => names.includes(other))
    storeRehearsals(db, { ...Object.fromEntries(known), [name]: rehearsal })
  }).immediate()
}

export function storeRehearsals(db: WriteDb, rehearsals: Readonly<Record<string, KnownRehearsal>>): void {
  prepare<[string, string]>(db, 'INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)').run(
    NAME,
    JSON.stringify(rehearsals),
  )
}
