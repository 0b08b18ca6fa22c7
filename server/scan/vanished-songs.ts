// What is left when all files are read and matched: songs that are back, songs that are gone, and those of music folders
// the owner has taken away. Gone songs are kept, hidden, with all that people did with them.
import type { WriteDb } from '../db/open.ts'
import { readImages } from './folder-images.ts'
import { createPassOn } from './pass-on-owner-data.ts'
import type { ShortTransactions } from './short-transactions.ts'
import type { SongStore } from './steps/3-store-songs.ts'
import type { Walk } from './walk.ts'

export interface VanishedSongs {
  readonly db: WriteDb
  readonly now: number
  readonly walk: Walk
  readonly songs: SongStore
  readonly transactions: ShortTransactions
  readonly removedFolderIds: ReadonlySet<number>
  /** Called now and then, while no transaction is open; throws to end the scan. */
  readonly checkpoint: () => void
}

/** Returns how many songs have become missing. */
export function settleVanishedSongs(step: VanishedSongs): number {
  const { walk, songs, transactions } = step
  const returned = walk.returned.filter(({ songId }) => !walk.gone.has(songId))
  inPieces(step, returned, ({ songId, directory }) => {
    readImages(directory)
    transactions.run(() => songs.markReturned(songId, directory))
  })
  inPieces(step, walk.gone, (songId) => transactions.run(() => songs.markMissing(songId)))
  let missing = walk.gone.size
  for (const folderId of step.removedFolderIds) missing += emptyFolder(step, folderId)
  transactions.end()
  return missing
}

function emptyFolder(step: VanishedSongs, folderId: number): number {
  const { db, songs, transactions } = step
  const passOn = createPassOn(db, step.removedFolderIds)
  const next = db
    .prepare<[number], number>('SELECT id FROM songs WHERE folder_id = ? AND missing_since IS NULL LIMIT 500')
    .pluck()
  let missing = 0
  for (let ids = next.all(folderId); ids.length > 0; ids = next.all(folderId)) {
    inPieces(step, ids, (songId) =>
      transactions.run(() => {
        passOn(songId)
        songs.markMissing(songId)
      }),
    )
    missing += ids.length
  }
  if (missing > 0) {
    transactions.run(() =>
      db
        .prepare(
          `UPDATE directories SET missing_since = ? WHERE folder_id = ? AND path = '' AND missing_since IS NULL`,
        )
        .run(step.now, folderId),
    )
  }
  return missing
}

function inPieces<Item>(step: VanishedSongs, items: Iterable<Item>, work: (item: Item) => void): void {
  let done = 0
  for (const item of items) {
    work(item)
    if (++done % 500 > 0) continue
    step.transactions.end()
    step.checkpoint()
  }
}
