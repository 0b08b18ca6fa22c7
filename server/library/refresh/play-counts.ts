import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'

/** An album has been played as often as its songs. For albums whose songs came or went; scrobble keeps the others. */
export function refreshPlayCounts(db: WriteDb, albumId: number): void {
  prepare(
    db,
    'UPDATE album_annotations SET play_count = 0, played_at = NULL WHERE album_id = ? AND play_count > 0',
  ).run(albumId)
  prepare(
    db,
    `INSERT INTO album_annotations (user_id, album_id, play_count, played_at)
     SELECT a.user_id, @albumId, sum(a.play_count), max(a.played_at)
     FROM songs s JOIN song_annotations a ON a.song_id = s.id
     WHERE s.album_id = @albumId AND s.missing_since IS NULL AND a.play_count > 0 GROUP BY a.user_id
     ON CONFLICT (user_id, album_id) DO UPDATE SET play_count = excluded.play_count, played_at = excluded.played_at`,
  ).run({ albumId })
}
