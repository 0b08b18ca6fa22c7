// Every column that holds sealed values. Rotation goes through this list, and so does the doctor: a value stored elsewhere
// would be lost with its key (test/vault/sealed-places.test.ts looks for such).
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { isInTheClear } from './in-the-clear.ts'
import { DoesNotOpen, type Place } from './seal.ts'
import type { Vault } from './vault.ts'

export interface SealedColumn {
  readonly table: string
  readonly field: string
  /** Column that names the row. */
  readonly row: string
  /** Column that counts how often the value was replaced, or 1. */
  readonly version: string
  /** Only these rows. */
  readonly rows?: string
  /** A credential may be in the clear; what the server made itself never is, and in the clear it is not ours. */
  readonly mayBeClear: boolean
  /** What becomes of a value that no key opens, where the owner starts over (start-over.ts); `made anew` is the vault's own. */
  readonly whenLost: 'emptied' | 'revoked' | 'removed' | 'made anew'
}

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'users',
    field: 'sealed_password',
    row: 'id',
    version: 'password_version',
    mayBeClear: true,
    whenLost: 'emptied',
  },
  {
    table: 'device_credentials',
    field: 'sealed_password',
    row: 'id',
    version: '1',
    mayBeClear: true,
    whenLost: 'revoked',
  },
  // A link goes on working by the hash of its token.
  {
    table: 'shares',
    field: 'sealed_token',
    row: 'id',
    version: '1',
    mayBeClear: false,
    whenLost: 'emptied',
  },
  ofTheVault('canary'),
  ofTheVault('sealed_audit_key'),
  ofTheVault('recovery_public_key'),
  {
    table: 'state',
    field: 'value',
    row: 'name',
    version: '1',
    rows: "name = 'tls-key'",
    mayBeClear: false,
    whenLost: 'removed',
  },
]

function ofTheVault(field: string): SealedColumn {
  return { table: 'vault', field, row: 'id', version: '1', mayBeClear: false, whenLost: 'made anew' }
}

export interface StoredValue {
  readonly place: Place
  readonly stored: string
}

export function listStoredValues(db: ReadDb, column: SealedColumn): StoredValue[] {
  const { table, field, row, version, rows = '1' } = column
  const found = prepare<[], { row: string | number; version: number; stored: string }>(
    db,
    `SELECT ${row} AS row, ${version} AS version, ${field} AS stored FROM ${table}
     WHERE ${field} IS NOT NULL AND ${rows} ORDER BY ${row}`,
  ).all()
  return found.map((value) => ({
    place: { table, row: value.row, field, version: value.version },
    stored: String(value.stored),
  }))
}

/** Stores a value in a row of this column. */
export function storeInto(db: WriteDb, { table, field, row }: SealedColumn): (value: StoredValue) => void {
  const statement = prepare<[string, string | number]>(
    db,
    `UPDATE ${table} SET ${field} = ? WHERE ${row} = ?`,
  )
  return ({ place, stored }) => statement.run(stored, place.row)
}

/** Gives up a value that no key opens. Runs inside the caller's transaction. */
export function giveUp(
  db: WriteDb,
  { table, field, row, whenLost }: SealedColumn,
  place: Place,
  now: number,
): void {
  const run = (change: string) =>
    prepare<{ row: string | number; now: number }>(db, `${change} WHERE ${row} = @row`).run({
      row: place.row,
      now,
    })
  switch (whenLost) {
    case 'emptied':
      return void run(`UPDATE ${table} SET ${field} = NULL`)
    case 'revoked':
      return void run(`UPDATE ${table} SET ${field} = NULL, revoked_at = @now`)
    case 'removed':
      return void run(`DELETE FROM ${table}`)
    case 'made anew':
      throw new Error(`${table}.${field} is the vault's own`)
    default:
      whenLost satisfies never
  }
}

/**
 * The plain bytes of a stored value, whether it is sealed or in the clear; undefined when it is damaged.
 * @throws VaultSealed
 */
export function plainOf(
  vault: Pick<Vault, 'open'>,
  { mayBeClear }: SealedColumn,
  { place, stored }: StoredValue,
): Buffer | undefined {
  if (mayBeClear && isInTheClear(stored)) return Buffer.from(stored, 'utf8')
  try {
    return vault.open(stored, place)
  } catch (error) {
    if (error instanceof DoesNotOpen) return undefined
    throw error
  }
}

/** `users.sealed_password of row 3`, for people. */
export function nameOfPlace({ table, field, row }: Place): string {
  return `${table}.${field} of row ${row}`
}

export interface SealedValuesFound {
  /** How many open. */
  readonly sound: number
  readonly inTheClear: readonly Place[]
  /** Moved, cut or changed: each locks out its own user only. */
  readonly damaged: readonly Place[]
}

/** Opens every sealed value, for the doctor. Changes nothing. @throws VaultSealed */
export function checkSealedValues(db: ReadDb, vault: Pick<Vault, 'open'>): SealedValuesFound {
  const inTheClear: Place[] = []
  const damaged: Place[] = []
  let sound = 0
  for (const column of SEALED_COLUMNS) {
    for (const value of listStoredValues(db, column)) {
      const plain = plainOf(vault, column, value)
      if (!plain) damaged.push(value.place)
      else if (column.mayBeClear && isInTheClear(value.stored)) inTheClear.push(value.place)
      else sound++
      plain?.fill(0)
    }
  }
  return { sound, inTheClear, damaged }
}
