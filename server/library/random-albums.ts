// getAlbumList type=random: shuffled anew at offset 0, the same shuffle for the pages that follow (CONTRACT.md LIST-4).
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { RawJson } from '../raw-json.ts'
import { type AlbumShape, albumsByIds } from './albums.ts'
import { createShuffle, type Holding, insidePiece, newSeed, type Shuffle } from './draw.ts'
import type { Listener, Page } from './songs.ts'

/** A listener's shuffle and where in it the pages asked for so far began. */
interface Shuffled {
  readonly shuffle: Shuffle
  readonly scopeKey: string
  /** Ascending. The album at `offset` is the one after `skip` others, counted from the piece `position`. */
  readonly marks: { offset: number; position: number; skip: number }[]
}

const MOST_USERS = 200
const MOST_MARKS = 1000

const SHUFFLED = new WeakMap<ReadDb, Map<number, Shuffled>>()

export function listRandomAlbums(
  db: ReadDb,
  { userId, scope }: Listener,
  { offset, count }: Page,
  shape: AlbumShape,
): RawJson {
  if (count <= 0) return RawJson.array(null)
  const shuffled = shuffledFor(db, { userId, scope }, offset)
  return albumsByIds(db, { userId, scope }, takePage(db, shuffled, offset, count), shape)
}

function shuffledFor(db: ReadDb, { userId, scope }: Listener, offset: number): Shuffled {
  let ofUsers = SHUFFLED.get(db)
  if (!ofUsers) {
    ofUsers = new Map()
    SHUFFLED.set(db, ofUsers)
  }
  const known = ofUsers.get(userId)
  if (known && offset > 0 && known.scopeKey === scope.key) return known
  const holdings = prepare<[string], Holding>(
    db,
    `SELECT folder_id AS folderId, album_count AS count FROM folder_counts
     WHERE folder_id IN (SELECT value FROM json_each(?)) ORDER BY folder_id`,
  ).all(scope.key)
  const fresh: Shuffled = {
    shuffle: createShuffle(newSeed(), holdings),
    scopeKey: scope.key,
    marks: [{ offset: 0, position: 0, skip: 0 }],
  }
  ofUsers.delete(userId)
  ofUsers.set(userId, fresh)
  if (ofUsers.size > MOST_USERS) ofUsers.delete(ofUsers.keys().next().value!)
  return fresh
}

function takePage(db: ReadDb, { shuffle, marks }: Shuffled, offset: number, count: number): number[] {
  const mark = marks.findLast((one) => one.offset <= offset)!
  const statement = prepare<[string], { nth: number; id: number }>(db, ALBUMS_IN_PIECES)
  const ids: number[] = []
  let { position, skip } = mark
  let toSkip = skip + offset - mark.offset

  while (ids.length < count && position < shuffle.length) {
    const pieces = Math.ceil((toSkip + count - ids.length) * 1.5) + 8
    const found = statement.all(shuffle.pieces(position, position + pieces))
    const taken = found.slice(toSkip, toSkip + count - ids.length)
    for (const { id } of taken) ids.push(id)
    if (ids.length < count) {
      toSkip = Math.max(0, toSkip - found.length)
      position += pieces
      skip = 0
      continue
    }
    const last = taken.at(-1)!
    const end = found.indexOf(last)
    position += last.nth
    skip = end - found.findIndex(({ nth }) => nth === last.nth) + 1
  }

  if (offset + ids.length > marks.at(-1)!.offset && marks.length < MOST_MARKS) {
    marks.push({ offset: offset + ids.length, position, skip })
  }
  return ids
}

export const ALBUMS_IN_PIECES = `
SELECT p.key AS nth, al.id FROM json_each(?) p CROSS JOIN albums al INDEXED BY albums_by_random
ON ${insidePiece('al', 'p.value')} AND al.song_count > 0`
