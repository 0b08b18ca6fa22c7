// Music files and the rows a scan would make of them, one by one and by hand: for tests of what is done with songs, where
// how they got into the library does not matter.
import fs from 'node:fs'
import path from 'node:path'
import type { WriteDb } from '../../server/db/open.ts'
import { bumpVersion } from '../../server/db/versions.ts'
import { type AlbumId, type ArtistId, albumId, directoryId, type SongId, songId } from '../../server/ids.ts'
import { sortKey } from '../../server/library/sort-key.ts'
import { someTags } from './song-tags.ts'

export interface GivenSong {
  /** Row id of the music folder, default 1. */
  readonly folder?: number
  /** Relative, in folders that are made. */
  readonly path: string
  readonly title?: string
  readonly artist?: string
  readonly album?: string
  readonly bytes?: Buffer
  readonly durationSec?: number
  readonly pictureHash?: string
  readonly track?: number
}

export interface StoredSongs {
  readonly db: WriteDb
  /** Of music folder 1. */
  readonly musicDir: string
  addSong(song: GivenSong): SongId
  albumOf(song: SongId): AlbumId
  directoryOf(song: SongId): number
  artist(name: string): ArtistId
  addLyrics(song: SongId, format: 'text' | 'lrc' | 'synced', body: string, lang?: string): void
  /** The file is gone and the scan has seen it. */
  markMissing(song: SongId): void
  /** `cover.jpg` in the folder of a song, and what the scan makes of it. */
  addCover(song: SongId, filename: string, bytes: Buffer, hash: string): void
}

/** Puts the music folders of the database below `dir`. */
export function createStoredSongs(db: WriteDb, dir: string): StoredSongs {
  const folders = db.prepare('SELECT id FROM music_folders').pluck().all() as number[]
  const dirOf = (folder: number) => path.join(dir, `music${folder}`)
  for (const id of folders) {
    fs.mkdirSync(dirOf(id), { recursive: true })
    db.prepare('UPDATE music_folders SET path = ? WHERE id = ?').run(dirOf(id), id)
  }

  function directory(folder: number, relative: string): number {
    const known = db
      .prepare('SELECT id FROM directories WHERE folder_id = ? AND path = ?')
      .pluck()
      .get(folder, relative)
    if (known) return known as number
    const parent = relative === '' ? null : directory(folder, relative.split('/').slice(0, -1).join('/'))
    const name = relative === '' ? `Folder ${folder}` : path.basename(relative)
    return db
      .prepare(
        `INSERT INTO directories (folder_id, parent_id, path, name, sort_name, added_at) VALUES (?, ?, ?, ?, ?, 0) RETURNING id`,
      )
      .pluck()
      .get(folder, parent, relative, name, name.toLowerCase()) as number
  }

  function artist(name: string): ArtistId {
    db.prepare(`INSERT OR IGNORE INTO artists (key, name, sort_name, index_name) VALUES (?, ?, ?, 'X')`).run(
      name.toLowerCase(),
      name,
      name.toLowerCase(),
    )
    return db.prepare('SELECT id FROM artists WHERE key = ?').pluck().get(name.toLowerCase()) as ArtistId
  }

  function album(folder: number, name: string, artistName: string): AlbumId {
    const key = `${folder} ${artistName} ${name}`.toLowerCase()
    const artistId = artist(artistName)
    const made = db
      .prepare(
        `INSERT OR IGNORE INTO albums (folder_id, key, name, sort_name, artist_id, artist_sort, added_at, random_key)
         VALUES (?, ?, ?, ?, ?, ?, 0, 1)`,
      )
      .run(folder, key, name, name.toLowerCase(), artistId, artistName.toLowerCase())
    const id = db.prepare('SELECT id FROM albums WHERE key = ?').pluck().get(key) as AlbumId
    if (made.changes > 0) {
      db.prepare('INSERT INTO album_artists VALUES (?, ?, 0)').run(id, artistId)
      db.prepare(
        `INSERT INTO artist_folders VALUES (?, ?, 1, 1, 3) ON CONFLICT DO UPDATE SET album_count = album_count + 1`,
      ).run(artistId, folder)
    }
    return id
  }

  const albumOf = (song: SongId) =>
    db.prepare('SELECT album_id FROM songs WHERE id = ?').pluck().get(song) as AlbumId
  const directoryOf = (song: SongId) =>
    db.prepare('SELECT directory_id FROM songs WHERE id = ?').pluck().get(song) as number

  return {
    db,
    musicDir: dirOf(1),
    artist,
    albumOf,
    directoryOf,

    addSong({ folder = 1, path: relative, artist: by = 'Somebody', album: on = 'Something', ...song }) {
      const title = song.title ?? path.basename(relative)
      const bytes = song.bytes ?? Buffer.from(`bytes of ${relative}`)
      const file = path.join(dirOf(folder), relative)
      fs.mkdirSync(path.dirname(file), { recursive: true })
      fs.writeFileSync(file, bytes)
      const parent = directory(folder, relative.split('/').slice(0, -1).join('/'))
      const inAlbum = album(folder, on, by)
      const durationSec = song.durationSec ?? 200
      const id = db
        .prepare(
          `INSERT INTO songs (folder_id, directory_id, path, size, mtime_ms, identity, added_at, album_key, album_id, title,
             sort_title, track, duration_sec, bit_rate, suffix, picture_hash, random_key)
           VALUES (?, ?, ?, ?, 0, ?, 0, 'k', ?, ?, ?, ?, ?, 192, ?, ?, 1) RETURNING id`,
        )
        .pluck()
        .get(
          ...[folder, parent, relative, bytes.length, relative, inAlbum, title, sortKey(title, 'The A')],
          ...[song.track ?? null, durationSec, path.extname(relative).slice(1), song.pictureHash ?? null],
        ) as SongId
      db.prepare('UPDATE albums SET song_count = song_count + 1 WHERE id = ?').run(inAlbum)
      db.prepare("INSERT INTO song_artists VALUES (?, 'artist', 0, ?)").run(id, artist(by))
      db.prepare('INSERT INTO song_tags (song_id, tags) VALUES (?, ?)').run(
        id,
        JSON.stringify(someTags({ title, artist: by })),
      )
      const json = JSON.stringify({
        ...{ id: songId(id), isDir: false, title, artist: by, album: on, albumId: albumId(inAlbum) },
        ...{ parent: directoryId(parent), duration: durationSec, size: bytes.length },
      })
      db.prepare('INSERT INTO song_json (song_id, json) VALUES (?, ?)').run(id, json.slice(0, -1))
      bumpVersion(db, 'library', 0)
      return id
    },

    addLyrics(song, format, body, lang = 'und') {
      db.prepare(
        `INSERT INTO lyrics (song_id, position, source, format, lang, body)
         VALUES (?, (SELECT count(*) FROM lyrics WHERE song_id = ?), 'file', ?, ?, ?)`,
      ).run(song, song, format, lang, body)
    },

    markMissing(song) {
      db.prepare('UPDATE songs SET missing_since = 1 WHERE id = ?').run(song)
      bumpVersion(db, 'library', 0)
    },

    addCover(song, filename, bytes, hash) {
      const { folder, relative } = db
        .prepare('SELECT d.folder_id AS folder, d.path AS relative FROM directories d WHERE d.id = ?')
        .get(directoryOf(song)) as { folder: number; relative: string }
      fs.writeFileSync(path.join(dirOf(folder), relative, filename), bytes)
      db.prepare('UPDATE directories SET cover_file = ?, cover_hash = ? WHERE id = ?').run(
        filename,
        hash,
        directoryOf(song),
      )
      db.prepare('UPDATE albums SET cover_directory_id = ?, cover_hash = ? WHERE id = ?').run(
        ...[directoryOf(song), hash, albumOf(song)],
      )
      bumpVersion(db, 'library', 0)
    },
  }
}
