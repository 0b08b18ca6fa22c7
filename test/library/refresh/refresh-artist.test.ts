import { beforeEach, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../../server/db/open.ts'
import { roleNames } from '../../../server/library/roles.ts'
import {
  insertDirectory,
  insertFolder,
  insertSong,
  openLibrary,
  refresh,
  updateSong,
} from '../../support/library-rows.ts'
import { someTags } from '../../support/song-tags.ts'

let db: WriteDb
beforeEach(() => {
  db = openLibrary()
})

const artist = (name: string) =>
  db.prepare<[string], Record<string, unknown>>('SELECT * FROM artists WHERE name = ?').get(name)
const shares = (name: string) =>
  (
    db
      .prepare(
        `SELECT f.folder_id, f.album_count, f.song_count, f.roles FROM artist_folders f JOIN artists ar ON ar.id = f.artist_id
         WHERE ar.name = ? ORDER BY f.folder_id`,
      )
      .raw()
      .all(name) as [number, number, number, number][]
  ).map(([folderId, albums, songs, roles]) => [folderId, albums, songs, roleNames(roles)])

test('an artist is counted in each music folder, with what he does there', () => {
  insertFolder(db, 2, 'Kids')
  const composed = {
    contributors: [
      { role: 'composer', name: 'A' },
      { role: 'performer', subRole: 'oboe', name: 'C' },
    ],
  }
  insertSong(db, { path: 'a/1.mp3', album: 'One', artist: 'A', albumArtist: 'A', ...composed })
  insertSong(db, { path: 'a/2.mp3', album: 'One', artist: 'B', albumArtist: 'A' })
  insertSong(db, { path: 'b/1.mp3', album: 'Two', artist: 'A', albumArtist: 'A' })
  insertSong(db, { path: 'c/1.mp3', album: 'Three', artist: 'A', albumArtist: 'B', folderId: 2 })
  refresh(db)
  expect(shares('A')).toEqual([
    [1, 2, 3, ['artist', 'albumartist', 'composer']],
    [2, 0, 1, ['artist']],
  ])
  expect(shares('B')).toEqual([
    [1, 0, 1, ['artist']],
    [2, 1, 1, ['albumartist']],
  ])
  expect(shares('C')).toEqual([[1, 0, 1, ['performer']]])
})

test('an artist without songs is in no folder, but keeps his row', () => {
  const song = insertSong(db, { path: 'a/1.mp3', album: 'One', artist: 'A' })
  refresh(db)
  updateSong(db, song, { path: 'a/1.mp3', album: 'One', artist: 'B' })
  refresh(db)
  expect(shares('A')).toEqual([])
  expect(artist('A')).toBeDefined()
  expect(shares('B')).toHaveLength(1)
})

test('a sort tag decides order and letter, also for albums stored before it was known', () => {
  insertSong(db, { path: 'a/1.mp3', album: 'One', artist: 'David Bowie', albumArtist: 'David Bowie' })
  refresh(db)
  expect(artist('David Bowie')).toMatchObject({ sort_name: 'david bowie', index_name: 'D', sort_tag: null })
  insertSong(db, { path: 'b/1.mp3', album: 'Two', artist: 'David Bowie', artistSort: 'Bowie, David' })
  refresh(db)
  expect(artist('David Bowie')).toMatchObject({
    sort_name: 'bowie, david',
    index_name: 'B',
    sort_tag: 'Bowie, David',
  })
  expect(db.prepare('SELECT DISTINCT artist_sort FROM albums').pluck().all()).toEqual(['bowie, david'])
})

test('a sort tag of several people is nobody’s', () => {
  insertSong(db, { path: 'a/1.mp3', album: 'One', artist: 'A & B', artists: ['A', 'B'], artistSort: 'A, B' })
  refresh(db)
  expect(artist('A')).toMatchObject({ sort_tag: null })
})

test('a MusicBrainz id is kept where the ids match the names', () => {
  const ids = (...artistIds: string[]) => ({ musicBrainz: { ...someTags().musicBrainz, artistIds } })
  insertSong(db, { path: 'a/1.mp3', album: 'One', artist: 'A & B', artists: ['A', 'B'], ...ids('AA', 'bb') })
  insertSong(db, { path: 'a/2.mp3', album: 'One', artist: 'C & D', ...ids('cc', 'dd') })
  refresh(db)
  expect(['A', 'B', 'C & D'].map((name) => artist(name)?.music_brainz_id)).toEqual(['aa', 'bb', null])
})

test('names that differ in an accent or a dakuten are different people', () => {
  insertSong(db, { path: 'a/1.mp3', album: 'One', artist: 'Rosé' })
  insertSong(db, { path: 'a/2.mp3', album: 'One', artist: 'Rose' })
  insertSong(db, { path: 'a/3.mp3', album: 'One', artist: 'ハル' })
  insertSong(db, { path: 'a/4.mp3', album: 'One', artist: 'バル' })
  refresh(db)
  expect(['Rosé', 'Rose', 'ハル', 'バル'].every((name) => artist(name) !== undefined)).toBe(true)
})

describe('the picture of an artist', () => {
  const setImage = (path: string, hash: string) =>
    db
      .prepare("UPDATE directories SET artist_image_file = 'artist.jpg', artist_image_hash = ? WHERE id = ?")
      .run(hash, insertDirectory(db, 1, path))

  test('lies above the albums', () => {
    setImage('A', 'aaaa')
    setImage('', 'root')
    insertSong(db, { path: 'A/One/CD 1/1.mp3', album: 'One', artist: 'A', albumArtist: 'A' })
    insertSong(db, { path: 'B/1.mp3', album: 'Two', artist: 'B', albumArtist: 'B' })
    refresh(db)
    expect(artist('A')).toMatchObject({ image_hash: 'aaaa', image_directory_id: insertDirectory(db, 1, 'A') })
    expect(artist('B')).toMatchObject({ image_hash: null, image_directory_id: null })
  })

  test('is that of the folder with the name of the artist, not of who is second on an album', () => {
    setImage('A', 'aaaa')
    setImage('B', 'bbbb')
    const both = { albumArtist: 'A & B', albumArtists: ['A', 'B'] }
    insertSong(db, { path: 'A/One/1.mp3', album: 'One', artist: 'A', ...both })
    insertSong(db, { path: 'B/Two/1.mp3', album: 'Two', artist: 'A', albumArtist: 'A' })
    refresh(db)
    expect(artist('A')).toMatchObject({ image_hash: 'aaaa' })
    expect(artist('B')).toMatchObject({ image_hash: null })
  })
})
