// A scan killed at any moment is completed by the next one: the library is then the same as if nothing had happened.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { createScannedLibrary, giveOwnerData, type ScannedLibrary, touch } from './scanned-library.ts'

const SCAN = join(import.meta.dirname, 'scan-process.ts')
/** Moments spread over the whole scan. Each costs two processes. */
const MOMENTS = 12

let library: ScannedLibrary
let now: string

beforeAll(async () => {
  library = createScannedLibrary()
  for (const artist of ['Ann', 'Bob', 'Cem']) {
    for (const album of ['One', 'Two']) {
      for (let track = 1; track <= 4; track++) {
        library.write(`${artist}/${album}/0${track}.mp3`, {
          title: `${artist} ${album} ${track}`,
          artist,
          albumArtist: artist,
          album,
          track,
          genres: [album],
        })
      }
    }
  }
  writeFileSync(library.at('Ann/One/cover.jpg'), 'cover')
  writeFileSync(library.at('all.m3u'), 'Ann/One/01.mp3\nBob/Two/02.mp3\nNew/01.mp3\n')
  await library.scan()
  for (const { id } of library.songs()) giveOwnerData(library.db, id)
  library.db.exec(
    'INSERT INTO directory_annotations (user_id, directory_id, starred_at) SELECT 1, id, 5 FROM directories',
  )

  // Now everything at once: moved, renamed, exchanged, gone, changed, new, broken.
  renameSync(library.at('Ann/One'), library.at('Ann/First'))
  renameSync(library.at('Bob/One/01.mp3'), library.at('Bob/One/Intro.mp3'))
  renameSync(library.at('Bob/One/02.mp3'), library.at('Bob/One/x'))
  renameSync(library.at('Bob/One/03.mp3'), library.at('Bob/One/02.mp3'))
  renameSync(library.at('Bob/One/x'), library.at('Bob/One/03.mp3'))
  touch(library.at('Bob/One/02.mp3'), 20)
  touch(library.at('Bob/One/03.mp3'), 30)
  rmSync(library.at('Cem/One'), { recursive: true })
  library.write('Cem/Two/01.mp3', { title: 'Other', artist: 'Deb', album: 'Three', genres: ['Three'] })
  touch(library.at('Cem/Two/01.mp3'), 40)
  for (let track = 1; track <= 4; track++) library.write(`New/0${track}.mp3`, { album: 'New', lyrics: 'La' })
  writeFileSync(library.at('New/cover.png'), 'new cover')
  writeFileSync(library.at('broken.mp3'), '')
  writeFileSync(library.at('all.m3u'), 'Ann/First/01.mp3\nNew/01.mp3\nBob/Two/02.mp3\n')
  touch(library.at('all.m3u'))
  now = String(library.clock.now() + 60_000)
  library.db.pragma('wal_checkpoint(TRUNCATE)')
})

afterAll(() => library.close())

function copyDatabase(name: string): string {
  mkdirSync(library.beside(name))
  const dbPath = join(library.beside(name), 'lockgroove.db')
  cpSync(library.dbPath, dbPath)
  return dbPath
}

function look(dbPath: string): unknown {
  const db = openDatabase(dbPath)
  try {
    return contentsOf(db)
  } finally {
    db.close()
  }
}

/** Everything that a person could notice, without the ids of new rows. */
function contentsOf(db: WriteDb) {
  const all = (sql: string) => db.prepare(sql).raw().all() as unknown[][]
  const plain = (json: string) => json.replace(/\b(so|al|ar|di)-\d+/g, '$1').replace(/_[0-9a-f]{8}"/g, '"')
  return {
    songs: all(
      `SELECT s.path, s.title, s.missing_since, s.added_at, s.identity, al.name, d.path, d.folder_id,
         (SELECT json_group_array(json_array(a.starred_at, a.play_count)) FROM song_annotations a WHERE a.song_id = s.id),
         (SELECT json_group_array(position) FROM playlist_entries e WHERE e.song_id = s.id),
         (SELECT group_concat(body) FROM lyrics l WHERE l.song_id = s.id)
       FROM songs s LEFT JOIN albums al ON al.id = s.album_id JOIN directories d ON d.id = s.directory_id
       ORDER BY s.path`,
    ),
    keptIds: all(
      `SELECT s.id, CASE WHEN s.path LIKE '/gone/%' THEN '' ELSE s.path END FROM songs s JOIN song_annotations a ON a.song_id = s.id ORDER BY s.id`,
    ),
    songJson: all('SELECT j.json FROM song_json j JOIN songs s ON s.id = j.song_id ORDER BY s.path').map(
      ([json]) => plain(json as string),
    ),
    albums: all(
      `SELECT al.name, al.song_count, al.duration_sec, al.cover_hash, al.added_at, json FROM albums al
       WHERE song_count > 0 ORDER BY al.name, al.key`,
    ).map((row) => row.map((value) => (typeof value === 'string' ? plain(value) : value))),
    artists: all(
      `SELECT ar.name, f.album_count, f.song_count, f.roles FROM artists ar JOIN artist_folders f ON f.artist_id = ar.id ORDER BY ar.name`,
    ),
    genres: all(
      `SELECT g.name, f.song_count, f.album_count FROM genres g JOIN genre_folders f ON f.genre_id = g.id ORDER BY g.name`,
    ),
    folders: all('SELECT song_count, album_count FROM folder_counts'),
    directories: all(
      `SELECT d.path, p.path, d.missing_since, d.cover_file, d.cover_hash, a.starred_at FROM directories d
       LEFT JOIN directories p ON p.id = d.parent_id LEFT JOIN directory_annotations a ON a.directory_id = d.id
       WHERE d.missing_since IS NULL OR a.starred_at IS NOT NULL ORDER BY d.path`,
    ),
    playlists: all(
      `SELECT p.name, e.position, s.path FROM playlists p JOIN playlist_entries e ON e.playlist_id = p.id
       JOIN songs s ON s.id = e.song_id WHERE p.folder_id IS NOT NULL ORDER BY p.name, e.position`,
    ),
    found: all(`SELECT count(*) FROM song_words WHERE song_words MATCH 'ann OR new OR other'`),
    problems: all('SELECT path, reason FROM scan_problems ORDER BY path'),
    left: all('SELECT * FROM pending_refresh'),
    lease: all(`SELECT name FROM state WHERE name = 'scan_lease'`),
    running: all('SELECT id FROM scans WHERE finished_at IS NULL'),
  }
}

describe('a scan killed', () => {
  let undisturbed: unknown
  let changes: number

  beforeAll(() => {
    const dbPath = copyDatabase('undisturbed')
    changes = Number(execFileSync(process.execPath, [SCAN, dbPath, now], { encoding: 'utf8' }))
    undisturbed = look(dbPath)
  })

  test('not at all finds everything', () => {
    expect(changes).toBeGreaterThan(200)
    expect(undisturbed).toMatchObject({ left: [], lease: [], running: [], folders: [[24, 7]] })
  })

  test.each(Array.from({ length: MOMENTS }, (_, index) => index))(
    'at moment %i is completed by the next',
    (index) => {
      const dieAt = 1 + Math.floor(((index + Math.random()) * changes) / MOMENTS)
      const dbPath = copyDatabase(`killed-${index}`)
      const killed = spawnSync(process.execPath, [SCAN, dbPath, now, String(dieAt)])
      expect(killed.signal, String(killed.stderr)).toBe('SIGKILL')
      execFileSync(process.execPath, [SCAN, dbPath, now])
      expect(look(dbPath), `killed before change ${dieAt} of ${changes}`).toEqual(undisturbed)
    },
  )
})
