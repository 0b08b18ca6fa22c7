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

/** A few milliseconds of work. */
const PIECE = 2000

/** Children in the order of the ids, repetitions kept; what the caller may not see or is missing is left out. */
export async function longSongList(db: ReadDb, listener: Listener, ids: readonly number[]): Promise<RawJson> {
  if (ids.length <= PIECE) return songsByIds(db, listener, ids)
  const parts: Buffer[] = []
  for (const piece of piecesOf(ids)) {
    const json = Buffer.from(songsByIds(db, listener, piece).json)
    if (json.length === 2) continue
    if (parts.length > 0) parts.push(COMMA)
    parts.push(json.subarray(1, -1))
    await nextTurn()
  }
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
  for (const piece of piecesOf([...new Set(ids)])) {
    if (visible.size > 0) await nextTurn()
    for (const id of select.all({ ids: JSON.stringify(piece), folders: scope.key })) visible.add(id as number)
  }
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

function* piecesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += PIECE) yield items.slice(at, at + PIECE)
}
