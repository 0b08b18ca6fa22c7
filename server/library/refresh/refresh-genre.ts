import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import type { RefreshRun } from './refresh-library.ts'

/** Real counts per music folder (CONTRACT.md getGenres); a folder without songs of the genre has no row. */
export function refreshGenre({ db, noteChange }: RefreshRun, id: number): void {
  const before = storedCounts(db, id)
  prepare(db, 'DELETE FROM genre_folders WHERE genre_id = ?').run(id)
  prepare(
    db,
    `INSERT INTO genre_folders (genre_id, folder_id, song_count, album_count)
     SELECT @id, folder_id, sum(songs), sum(albums) FROM (
       SELECT folder_id, count(*) AS songs, 0 AS albums FROM song_genres WHERE genre_id = @id GROUP BY folder_id
       UNION ALL
       SELECT folder_id, 0, count(*) FROM album_genres WHERE genre_id = @id GROUP BY folder_id
     ) GROUP BY folder_id HAVING sum(songs) > 0`,
  ).run({ id })
  if (storedCounts(db, id) !== before) noteChange()
}

function storedCounts(db: WriteDb, id: number): string {
  const rows = prepare<[number]>(db, 'SELECT * FROM genre_folders WHERE genre_id = ? ORDER BY folder_id')
  return JSON.stringify(rows.raw().all(id))
}
