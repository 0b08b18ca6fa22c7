// Lists that people make may hold ten thousand songs (CONTRACT.md QUEUE-5). They are checked and written out in pieces,
// and other requests get their turn in between.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import { parsePublicId, type SongId } from '../ids.ts'
import { RawJson } from '../raw-json.ts'
import { inScope } from './scope-filter.ts'
import { type Listener, songsByIds } from './songs.ts'

/** A few milliseconds of work, also where nothing of it is in memory yet. */
const PIECE = 500

/** Does something with some hundred items at a time, in order, and lets others have their turn in between. */
export async function inPieces<Item, Result>(
  items: readonly Item[],
  work: (piece: readonly Item[]) => Result,
): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += PIECE) {
    if (at > 0) await nextTurn()
    results.push(work(items.slice(at, at + PIECE)))
  }
  return results
}

/** Children in the order of the ids, repetitions kept; what the caller may not see or is missing is left out. */
export async function longSongList(db: ReadDb, listener: Listener, ids: readonly number[]): Promise<RawJson> {
  if (ids.length <= PIECE) return songsByIds(db, listener, ids)
  const parts: Buffer[] = []
  await inPieces(ids, (piece) => {
    const json = Buffer.from(songsByIds(db, listener, piece).json)
    if (json.length === 2) return
    if (parts.length > 0) parts.push(COMMA)
    parts.push(json.subarray(1, -1))
  })
  return RawJson.array(Buffer.concat(parts))
}

/** Which of the ids are songs the caller can see now. */
export async function visibleSongs(
  db: ReadDb,
  scope: FolderScope,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  const visible = new Set<number>()
  const select = prepare<{ ids: string; folders: string }, number>(
    db,
    `SELECT s.id FROM json_each(:ids) p CROSS JOIN songs s ON s.id = p.value
     WHERE s.missing_since IS NULL ${inScope(scope, 's.folder_id')}`,
  ).pluck()
  // Sorted: neighbours lie on the same page of the database.
  const wanted = [...new Set(ids)].sort((a, b) => a - b)
  await inPieces(wanted, (piece) => {
    for (const id of select.all({ ids: JSON.stringify(piece), folders: scope.key })) visible.add(id as number)
  })
  return visible
}

/** The row ids of public song ids; undefined for what is none. */
export function parseSongIds(texts: readonly string[]): (SongId | undefined)[] {
  return texts.map((text) => {
    const id = parsePublicId(text)
    return id?.kind === 'song' ? id.id : undefined
  })
}

const COMMA = Buffer.from(',')
