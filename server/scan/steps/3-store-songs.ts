// Step 3: the only writer of songs. Each function is one piece of work inside a short transaction of the caller's, and
// leaves in `pending_refresh` what has to be made anew because of it.
import type { WriteDb } from '../../db/open.ts'
import { albumKey } from '../../library/album-key.ts'
import { newRandomKey } from '../../library/random-key.ts'
import type { SongTags } from '../../library/song-tags.ts'
import { sortKey } from '../../library/sort-key.ts'
import { toStoredTags } from '../../library/stored-tags.ts'
import type { DirectoryStore } from '../directories.ts'
import type { PendingRefresh } from '../pending-refresh.ts'
import { baseName } from '../sidecars.ts'
import type { WalkedDirectory } from '../walk.ts'
import type { ReadSongFile } from './2-read-tags.ts'

export interface SongStoreOptions {
  readonly now: number
  readonly ignoredArticles: string
  /** Everything is to be refreshed, whether the tags differ from before or not. */
  readonly full: boolean
}

export interface SongStore {
  insert(read: ReadSongFile): void
  /** Stores what was read under a song that exists: a changed file, one that moved, or one that is back. */
  replace(songId: number, read: ReadSongFile): void
  markReturned(songId: number, directory: WalkedDirectory): void
  markMissing(songId: number): void
}

const COLUMNS = [
  'folder_id',
  'directory_id',
  'path',
  'size',
  'mtime_ms',
  'sidecar_stamp',
  'identity',
  'album_key',
  'title',
  'sort_title',
  'disc',
  'track',
  'year',
  'duration_sec',
  'bit_rate',
  'suffix',
  'music_brainz_id',
  'picture_hash',
] as const

type SongValues = Record<(typeof COLUMNS)[number], string | number | null>

type StoredSong = SongValues & {
  readonly album_id: number | null
  readonly missing_since: number | null
  readonly tags: string | null
}

/** A change of these alone changes nothing that is shown. */
const BOOKKEEPING = new Set<string>(['mtime_ms', 'sidecar_stamp', 'identity'])

export function createSongStore(
  db: WriteDb,
  directories: DirectoryStore,
  pending: PendingRefresh,
  { now, ignoredArticles, full }: SongStoreOptions,
): SongStore {
  const insertSong = db.prepare(
    `INSERT INTO songs (${COLUMNS.join(', ')}, added_at, random_key)
     VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')}, @added_at, @random_key)`,
  )
  const updateSong = db.prepare(
    `UPDATE songs SET ${COLUMNS.map((column) => `${column} = @${column}`).join(', ')}, missing_since = NULL WHERE id = @id`,
  )
  const findSong = db.prepare<[number], StoredSong>(
    `SELECT ${COLUMNS.join(', ')}, album_id, missing_since,
       (SELECT tags FROM song_tags WHERE song_id = songs.id) AS tags FROM songs WHERE id = ?`,
  )
  const storeTags = db.prepare<[number, string]>(
    'INSERT OR REPLACE INTO song_tags (song_id, tags) VALUES (?, ?)',
  )
  const setMissing = db.prepare<[number | null, number]>('UPDATE songs SET missing_since = ? WHERE id = ?')
  const setPresent = db.prepare<[number, number]>(
    'UPDATE songs SET missing_since = NULL, directory_id = ? WHERE id = ?',
  )
  const removeLyrics = db.prepare<[number]>('DELETE FROM lyrics WHERE song_id = ?')
  const insertLyrics = db.prepare(
    'INSERT INTO lyrics (song_id, position, source, format, lang, body) VALUES (?, ?, ?, ?, ?, ?)',
  )
  function valuesOf({ file, song }: ReadSongFile, directoryId: number): SongValues {
    const { tags, audio } = song
    const title = tags.title ?? (baseName(file.name).normalize('NFC').trim() || file.name)
    return {
      folder_id: file.directory.folder.id,
      directory_id: directoryId,
      path: file.path,
      size: file.size,
      mtime_ms: file.mtimeMs,
      sidecar_stamp: file.sidecarStamp,
      identity: song.identity,
      album_key: albumKey(tags, file.directory.folder.id, file.directory.path),
      title,
      sort_title: sortKey(tags.titleSort ?? title, ignoredArticles),
      disc: tags.disc ?? null,
      track: tags.track ?? null,
      year: yearOf(tags),
      duration_sec: Math.round(audio.durationSec),
      bit_rate: Math.round(audio.bitRate),
      suffix: file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase(),
      music_brainz_id: tags.musicBrainz.recordingId ?? null,
      picture_hash: song.picture?.hash ?? null,
    }
  }

  function storeLyrics(songId: number, { lyrics }: ReadSongFile): void {
    for (const [position, { source, format, lang, body }] of lyrics.entries()) {
      insertLyrics.run(songId, position, source, format, lang, body)
    }
  }

  return {
    insert(read) {
      const { directory, mtimeMs } = read.file
      const values = valuesOf(read, directories.ensure(directory))
      const added_at = directory.folder.isNew ? Math.min(now, Math.max(0, mtimeMs)) : now
      const { lastInsertRowid } = insertSong.run({ ...values, added_at, random_key: newRandomKey() })
      storeTags.run(Number(lastInsertRowid), JSON.stringify(toStoredTags(read.song)))
      storeLyrics(Number(lastInsertRowid), read)
      pending.add('album_key', values.album_key)
    },

    replace(songId, read) {
      const before = findSong.get(songId)!
      const movedFrom = before.path === read.file.path ? undefined : Number(before.directory_id)
      const values = valuesOf(read, directories.ensure(read.file.directory, movedFrom))
      const tags = JSON.stringify(toStoredTags(read.song))
      updateSong.run({ id: songId, ...values })
      if (tags !== before.tags) storeTags.run(songId, tags)
      removeLyrics.run(songId)
      storeLyrics(songId, read)
      if (before.directory_id !== values.directory_id) directories.retire(Number(before.directory_id))

      const isShownOtherwise = COLUMNS.some((name) => values[name] !== before[name] && !BOOKKEEPING.has(name))
      if (full || isShownOtherwise || tags !== before.tags || before.missing_since !== null) {
        pending.add('album_key', values.album_key)
        if (before.album_key !== values.album_key || before.missing_since !== null)
          pending.add('album', before.album_id)
      }
    },

    markReturned(songId, directory) {
      const { album_id, album_key } = findSong.get(songId)!
      setPresent.run(directories.ensure(directory), songId)
      pending.add('album_key', album_key)
      pending.add('album', album_id)
    },

    markMissing(songId) {
      const { album_id, directory_id, missing_since } = findSong.get(songId)!
      if (missing_since !== null) return
      setMissing.run(now, songId)
      directories.retire(Number(directory_id))
      pending.add('album', album_id)
    },
  }
}

function yearOf({ date, releaseDate, originalDate }: SongTags): number | null {
  return (date ?? releaseDate ?? originalDate)?.year || null
}
