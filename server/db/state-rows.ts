// Small facts that are no settings, by name. Statements are shared by their text (statements.ts), so that all who read
// this table have to want the bare value.
import type { ReadDb, WriteDb } from './open.ts'
import { prepare } from './statements.ts'

export function findState(db: ReadDb, name: string): string | undefined {
  const value = prepare<[string]>(db, 'SELECT value FROM state WHERE name = ?').pluck().get(name)
  return typeof value === 'string' ? value : undefined
}

export function storeState(db: WriteDb, name: string, value: string): void {
  prepare<[string, string]>(
    db,
    'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value)
}

export function removeState(db: WriteDb, name: string): void {
  prepare<[string]>(db, 'DELETE FROM state WHERE name = ?').run(name)
}
