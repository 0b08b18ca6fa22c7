// Everything that is known of one song's file and tags.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { SongId } from '../ids.ts'
import type { StoredTags } from './stored-tags.ts'

export interface SongFacts {
  readonly tags: StoredTags
  readonly durationSec: number
  /** kbit/s. */
  readonly bitRate: number
  readonly suffix: string
  readonly size: number
  readonly modifiedAt: number
  readonly addedAt: number
  /** Of its music folder. */
  readonly folderPath: string
  readonly path: string
  readonly lyrics: readonly {
    readonly source: 'embedded' | 'file'
    readonly format: 'text' | 'lrc' | 'synced'
    readonly lang: string
  }[]
}

/** Whether the caller may know of the song was checked. */
export function readSongFacts(db: ReadDb, id: SongId): SongFacts | undefined {
  const row = prepare<[number], Omit<SongFacts, 'tags' | 'lyrics'> & { tags: string }>(
    db,
    `SELECT t.tags, s.duration_sec AS durationSec, s.bit_rate AS bitRate, s.suffix, s.size, s.mtime_ms AS modifiedAt,
       s.added_at AS addedAt, m.path AS folderPath, s.path
     FROM songs s JOIN song_tags t ON t.song_id = s.id JOIN music_folders m ON m.id = s.folder_id WHERE s.id = ?`,
  ).get(id)
  if (!row) return undefined
  const lyrics = prepare<[number], SongFacts['lyrics'][number]>(
    db,
    'SELECT source, format, lang FROM lyrics WHERE song_id = ? ORDER BY position',
  ).all(id)
  return { ...row, tags: JSON.parse(row.tags) as StoredTags, lyrics }
}
