// Seals every stored value with a key that is not stored yet, in turns of the event loop: 2,550 values take some 30 ms. What
// is ready counts only as long as the value is as it was read.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ReadDb } from '../db/open.ts'
import type { DataKey } from './data-keys.ts'
import { sealWith } from './seal.ts'
import {
  listStoredValues,
  nameOfPlace,
  plainOf,
  SEALED_COLUMNS,
  type SealedColumn,
  type StoredValue,
} from './sealed-places.ts'
import type { Vault } from './vault.ts'

export interface SealedAhead {
  /** Seals what is not ready yet. @throws VaultSealed */
  catchUp(): Promise<void>
  /** How many values of now are not ready. */
  countStale(columns: readonly ValuesOfColumn[]): number
  /** The value under the new key, sealed now where it was not ready; undefined when it is damaged. @throws VaultSealed */
  sealedAnew(column: SealedColumn, value: StoredValue): string | undefined
}

export interface ValuesOfColumn {
  readonly column: SealedColumn
  readonly values: readonly StoredValue[]
}

interface Ready {
  readonly from: StoredValue
  readonly sealed: string | undefined
}

/** Values in one turn, which takes 2 ms then. */
const PORTION = 100

export function listAllValues(db: ReadDb): readonly ValuesOfColumn[] {
  return SEALED_COLUMNS.map((column) => ({ column, values: listStoredValues(db, column) }))
}

export function createSealedAhead(db: ReadDb, vault: Pick<Vault, 'open'>, fresh: DataKey): SealedAhead {
  const ready = new Map<string, Ready>()

  function find(value: StoredValue): Ready | undefined {
    const known = ready.get(nameOfPlace(value.place))
    const isAsItWas = known?.from.stored === value.stored && known.from.place.version === value.place.version
    return isAsItWas ? known : undefined
  }

  function sealNow(column: SealedColumn, value: StoredValue): Ready {
    const plain = plainOf(vault, column, value)
    const sealed = plain && sealWith(fresh.key, fresh.id, plain, value.place)
    plain?.fill(0)
    const made = { from: value, sealed }
    ready.set(nameOfPlace(value.place), made)
    return made
  }

  return {
    async catchUp() {
      let inTurn = 0
      for (const { column, values } of listAllValues(db)) {
        for (const value of values) {
          if (find(value)) continue
          sealNow(column, value)
          if (++inTurn % PORTION === 0) await nextTurn()
        }
      }
      await nextTurn()
    },
    countStale: (columns) =>
      columns.reduce((sum, { values }) => sum + values.filter((value) => !find(value)).length, 0),
    sealedAnew: (column, value) => (find(value) ?? sealNow(column, value)).sealed,
  }
}
