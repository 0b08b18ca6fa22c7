import type { WriteDb } from '../db/open.ts'
import { overwritingOldKeys } from './old-keys.ts'

/** What rotation or re-wrapping did, or with `dryRun` would do. */
export interface VaultChange {
  readonly dryRun: boolean
  /** Values by `table.field`. */
  readonly resealed: Readonly<Record<string, number>>
  readonly rewrappedKeys: number
  /** Values that do not open, as `table.field of row N`; they stay as they are. */
  readonly damaged: readonly string[]
}

export interface ChangeOptions {
  /** Does everything, then takes it back. */
  readonly dryRun?: boolean
  /** Told after each step, for tests that end the process there. */
  readonly onStep?: (step: string) => void
}

/**
 * Runs a change in one transaction, which a dry run rolls back: so it says exactly what the change would do.
 * @param overwrite `overwriting` for who empties the log afterwards
 */
export function inOneTransaction<Done>(
  db: WriteDb,
  { dryRun = false }: ChangeOptions,
  change: () => Done,
  overwrite = overwritingOldKeys<Done>,
): Done {
  let taken: { readonly back: Done } | undefined
  const changing = db.transaction(() => {
    const done = change()
    if (!dryRun) return done
    taken = { back: done }
    throw new TakenBack()
  })
  try {
    return dryRun ? changing.immediate() : overwrite(db, () => changing.immediate())
  } catch (error) {
    if (error instanceof TakenBack && taken) return taken.back
    throw error
  }
}

class TakenBack extends Error {}
