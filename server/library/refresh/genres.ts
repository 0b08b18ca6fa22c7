import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { foldName } from '../fold.ts'

export interface Genres {
  /** Finds or makes the genres, each once; names that differ only in case are one (CONTRACT.md LIST-8). */
  ids(names: readonly string[]): number[]
}

export function createGenres(db: WriteDb): Genres {
  const remembered = new Map<string, number>()

  function idOf(name: string): number {
    const key = foldName(name)
    const known = remembered.get(key)
    if (known !== undefined) return known
    const find = prepare<[string], number>(db, 'SELECT id FROM genres WHERE key = ?').pluck()
    const id =
      find.get(key) ??
      Number(prepare(db, 'INSERT INTO genres (key, name) VALUES (?, ?)').run(key, name).lastInsertRowid)
    remembered.set(key, id)
    return id
  }

  return { ids: (names) => [...new Set(names.map(idOf))] }
}
