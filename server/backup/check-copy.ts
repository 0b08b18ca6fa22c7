// Whether what came out of a backup is a whole database, the one that was put in. In the backup's thread: it blocks.
import type { KeyObject } from 'node:crypto'
import { MIGRATIONS } from '../db/migrate.ts'
import type { ReadDb } from '../db/open.ts'
import { readKeyRing } from '../vault/key-ring.ts'
import { VaultProblem } from '../vault/vault-problem.ts'
import { countRows } from './copy-database.ts'
import type { BackupHeader } from './header.ts'
import { BackupProblem } from './problem.ts'

/** @throws BackupProblem `damaged` or `newer` */
export function checkCopy(copy: ReadDb, header: BackupHeader): void {
  if (header.schema > MIGRATIONS.length) {
    throw new BackupProblem(
      'newer',
      `The backup was made by a newer Lockgroove (${header.program}). Update Lockgroove first.`,
    )
  }
  const integrity = ask(copy, 'integrity_check(1)')
  if (integrity !== 'ok') throw damaged(`the database in it is not whole (${integrity})`)
  const schema = ask(copy, 'user_version')
  if (schema !== header.schema) throw damaged(`its database has version ${schema}, not ${header.schema}`)
  const loose = copy.pragma('foreign_key_check') as { table: string }[]
  if (loose.length > 0)
    throw damaged(`${loose.length} rows belong to nothing, the first in ${loose[0]!.table}`)
  checkCounts(countRows(copy), header.counts)
}

/** @throws BackupProblem when the vault inside does not open */
export function checkVault(copy: ReadDb, masterKey: KeyObject): void {
  try {
    readKeyRing(copy, masterKey)
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error
    throw damaged(`the vault in it does not open (${error.trouble})`)
  }
}

function checkCounts(found: Record<string, number>, expected: Readonly<Record<string, number>>): void {
  for (const table of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    if (found[table] !== expected[table]) {
      throw damaged(`${table} has ${found[table] ?? 'no'} rows instead of ${expected[table] ?? 'none'}`)
    }
  }
}

/** What is no database at all is one more answer. */
function ask(copy: ReadDb, pragma: string): unknown {
  try {
    return copy.pragma(pragma, { simple: true })
  } catch (error) {
    return (error as Error).message
  }
}

function damaged(what: string): BackupProblem {
  return new BackupProblem('damaged', `The backup is damaged: ${what}.`)
}
