// Step 4: knows a file again that has moved, been renamed, or comes back from elsewhere, so that its song keeps its id,
// stars, plays and playlist places. What tells is the identity: a hash of the audio alone (tags/song-tags.ts).
//
// A new path takes over a song whose file is gone. A copy, the original still being there, is a new song. Where the file
// name is the same too, that is clear at once; everything less certain waits until all files are read, because a better
// claim may come: then `a.mp3` moved and `b.mp3` renamed, or two files that have changed names, find what is theirs.
import type { WriteDb } from '../../db/open.ts'
import { parkedPath } from '../parked-path.ts'
import type { ShortTransactions } from '../short-transactions.ts'
import type { Walk } from '../walk.ts'
import type { ReadSongFile } from './2-read-tags.ts'
import type { SongStore } from './3-store-songs.ts'

export interface Matcher {
  /** Stores a file that was read, or keeps it until `settle`. */
  place(read: ReadSongFile): void
  settle(): void
  counts(): { readonly added: number; readonly changed: number; readonly moved: number }
}

interface Candidate {
  readonly id: number
  readonly folderId: number
  readonly path: string
  readonly title: string
  readonly missingSince: number | null
}

/** Files kept waiting at most, so that memory stays bounded: a library renamed from end to end is settled in parts. */
const MOST_WAITING = 2000
/** The same audio in more places than this is silence or noise. */
const MOST_CANDIDATES = 100

export function createMatcher(
  db: WriteDb,
  walk: Walk,
  songs: SongStore,
  transactions: ShortTransactions,
  removedFolderIds: ReadonlySet<number>,
): Matcher {
  const findCandidates = db.prepare<[string, number], Candidate>(
    `SELECT id, folder_id AS folderId, path, title, missing_since AS missingSince
     FROM songs WHERE identity = ? ORDER BY id LIMIT ?`,
  )
  const findIdentity = db.prepare<[number], { identity: string }>('SELECT identity FROM songs WHERE id = ?')
  const park = db.prepare<[string, number]>('UPDATE songs SET path = ? WHERE id = ?')
  const hasMissing =
    db.prepare('SELECT 1 FROM songs WHERE missing_since IS NOT NULL LIMIT 1').get() !== undefined
  const hasRemoved = removedFolderIds.size > 0
  const counted = { added: 0, changed: 0, moved: 0 }
  let waiting: ReadSongFile[] = []
  /** Songs that have found their new place in this scan. */
  const moved = new Set<number>()

  function place(read: ReadSongFile): void {
    const { songId } = read.file
    if (songId !== undefined) {
      const isSameAudio = findIdentity.get(songId)!.identity === read.song.identity
      if (isSameAudio) keep(songId, read)
      else waiting.push(read)
      return
    }
    const candidates = candidatesFor(read)
    const lost = candidates.filter(isLost)
    const clear = best(
      read,
      lost.filter(({ path }) => nameOf(path) === read.file.name),
    )
    if (clear) move(clear.id, read)
    else if (lost.length > 0 || candidates.some(({ id }) => walk.changed.has(id))) waiting.push(read)
    else insert(read)
  }

  function settle(): void {
    const reads = waiting
    waiting = []
    /** Songs at whose path something else was found. */
    const displaced = new Set(reads.flatMap(({ file }) => file.songId ?? []))
    const claimed = new Set<number>()
    const claims = new Map<ReadSongFile, number>()
    for (const read of reads) {
      const free = candidatesFor(read).filter(
        (candidate) => !claimed.has(candidate.id) && (isLost(candidate) || displaced.has(candidate.id)),
      )
      const found = best(read, free)
      if (!found) continue
      claimed.add(found.id)
      claims.set(read, found.id)
    }

    for (const read of reads) {
      const own = read.file.songId
      const found = claims.get(read)
      if (found !== undefined && found !== own) {
        transactions.run(() => {
          if (own !== undefined) giveWay(own)
          move(found, read)
        })
      } else if (own !== undefined && !claimed.has(own)) {
        transactions.run(() => keep(own, read))
      } else {
        transactions.run(() => {
          if (own !== undefined) giveWay(own)
          insert(read)
        })
      }
    }
  }

  /** Leaves its path to another song. Unless it is found elsewhere it is missing at the end of the scan. */
  function giveWay(songId: number): void {
    if (moved.has(songId)) return
    park.run(parkedPath(songId), songId)
    walk.changed.delete(songId)
    walk.gone.add(songId)
  }

  function move(songId: number, read: ReadSongFile): void {
    moved.add(songId)
    walk.gone.delete(songId)
    counted.moved++
    songs.replace(songId, read)
  }

  function keep(songId: number, read: ReadSongFile): void {
    walk.changed.delete(songId)
    counted.changed++
    songs.replace(songId, read)
  }

  function insert(read: ReadSongFile): void {
    counted.added++
    songs.insert(read)
  }

  function candidatesFor(read: ReadSongFile): Candidate[] {
    if (!hasMissing && !hasRemoved && walk.gone.size === 0 && walk.changed.size === 0) return []
    return findCandidates.all(read.song.identity, MOST_CANDIDATES)
  }

  const isLost = ({ id, folderId, missingSince }: Candidate): boolean =>
    !moved.has(id) && (missingSince !== null || walk.gone.has(id) || removedFolderIds.has(folderId))

  return {
    place(read) {
      transactions.run(() => place(read))
      if (waiting.length >= MOST_WAITING) settle()
    },
    settle,
    counts: () => counted,
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const folderNameOf = (path: string): string => nameOf(path.slice(0, Math.max(0, path.lastIndexOf('/'))))

/** The one that has most in common with the file. */
function best({ file, song }: ReadSongFile, candidates: readonly Candidate[]): Candidate | undefined {
  const score = ({ path, folderId, title }: Candidate): number =>
    (nameOf(path) === file.name ? 8 : 0) +
    (folderNameOf(path) === folderNameOf(file.path) ? 4 : 0) +
    (title === song.tags.title ? 2 : 0) +
    (folderId === file.directory.folder.id ? 1 : 0)
  let found: Candidate | undefined
  for (const candidate of candidates) if (!found || score(candidate) > score(found)) found = candidate
  return found
}
