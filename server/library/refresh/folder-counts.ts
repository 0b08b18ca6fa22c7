import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'

/** Adds to what a music folder holds, in the transaction that changes it: so the counts never need to be counted. */
export function countSongs(db: WriteDb, folderId: number, change: { songs: number; albums: number }): void {
  if (change.songs === 0 && change.albums === 0) return
  prepare(
    db,
    `INSERT INTO folder_counts (folder_id, song_count, album_count) VALUES (@folderId, @songs, @albums)
     ON CONFLICT (folder_id) DO UPDATE SET song_count = song_count + excluded.song_count,
       album_count = album_count + excluded.album_count`,
  ).run({ folderId, ...change })
}
