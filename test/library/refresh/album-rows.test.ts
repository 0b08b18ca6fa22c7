import { beforeEach, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../../server/db/open.ts'
import type { SongId } from '../../../server/ids.ts'
import {
  insertSong,
  insertUser,
  openLibrary,
  refresh,
  setMissing,
  updateSong,
} from '../../support/library-rows.ts'

let db: WriteDb
beforeEach(() => {
  db = openLibrary()
})

const WALL = { album: 'The Wall', albumArtist: 'Pink Floyd' }
const song = (number: number, more: object = {}) => ({
  path: `Wall/${number}.mp3`,
  track: number,
  ...WALL,
  ...more,
})
const albumOf = (id: SongId) =>
  db.prepare('SELECT album_id FROM songs WHERE id = ?').pluck().get(id) as number
const star = (albumId: number, userId = 1) =>
  db
    .prepare('INSERT INTO album_annotations (user_id, album_id, starred_at, rating) VALUES (?, ?, 5, 4)')
    .run(userId, albumId)
const starredAlbums = () =>
  db.prepare('SELECT album_id FROM album_annotations WHERE starred_at IS NOT NULL ORDER BY 1').pluck().all()
const liveAlbums = () => db.prepare('SELECT id FROM albums WHERE song_count > 0 ORDER BY id').pluck().all()

function twoSongs(): [SongId, SongId] {
  const songs: [SongId, SongId] = [insertSong(db, song(1)), insertSong(db, song(2))]
  refresh(db)
  return songs
}

describe('an album keeps its row', () => {
  test('when all its songs are retagged', () => {
    const songs = twoSongs()
    const before = albumOf(songs[0])
    for (const [index, id] of songs.entries())
      updateSong(db, id, song(index + 1, { album: 'The Wall (Remaster)' }))
    refresh(db)
    expect(songs.map(albumOf)).toEqual([before, before])
    expect(db.prepare('SELECT name FROM albums WHERE id = ?').pluck().get(before)).toBe('The Wall (Remaster)')
  })

  test('when its folder is moved', () => {
    const songs = twoSongs()
    const before = albumOf(songs[0])
    for (const [index, id] of songs.entries())
      updateSong(db, id, song(index + 1, { path: `Elsewhere/${index}.mp3` }))
    refresh(db)
    expect(songs.map(albumOf)).toEqual([before, before])
  })

  test('while all its songs are missing', () => {
    const songs = twoSongs()
    const before = albumOf(songs[0])
    star(before)
    for (const id of songs) setMissing(db, id)
    refresh(db)
    expect(liveAlbums()).toEqual([])
    for (const id of songs) setMissing(db, id, null)
    refresh(db)
    expect(songs.map(albumOf)).toEqual([before, before])
    expect(liveAlbums()).toEqual([before])
    expect(starredAlbums()).toEqual([before])
  })

  test('when one song leaves it', () => {
    const [stays, leaves] = twoSongs()
    const before = albumOf(stays)
    updateSong(db, leaves, song(2, { album: 'Animals' }))
    refresh(db)
    expect(albumOf(stays)).toBe(before)
    expect(albumOf(leaves)).not.toBe(before)
    expect(db.prepare('SELECT song_count FROM albums WHERE id = ?').pluck().get(before)).toBe(1)
  })

  test('is not taken from the songs that stay, when half of them are retagged at a time; the stars follow the last', () => {
    const [first, second] = twoSongs()
    star(albumOf(first))
    updateSong(db, first, song(1, { album: 'Renamed' }))
    refresh(db)
    expect(starredAlbums()).toEqual([albumOf(second)])
    updateSong(db, second, song(2, { album: 'Renamed' }))
    refresh(db)
    expect(albumOf(second)).toBe(albumOf(first))
    expect(liveAlbums()).toEqual([albumOf(first)])
    expect(starredAlbums()).toEqual([albumOf(first)])
    expect(db.prepare('SELECT average_rating FROM albums WHERE id = ?').pluck().get(albumOf(first))).toBe(4)
  })
})

describe('albums that become one', () => {
  test('keep the stars of both, each user’s own where there are two', () => {
    insertUser(db, 2)
    const one = insertSong(db, song(1))
    const other = insertSong(db, song(2, { album: 'The Wal' }))
    refresh(db)
    const kept = albumOf(one)
    star(kept)
    star(albumOf(other), 1)
    star(albumOf(other), 2)
    updateSong(db, other, song(2))
    refresh(db)
    expect(liveAlbums()).toEqual([kept])
    expect(
      db.prepare('SELECT user_id, album_id, starred_at FROM album_annotations ORDER BY 1').raw().all(),
    ).toEqual([
      [1, kept, 5],
      [2, kept, 5],
    ])
  })
})

describe('the play counts of albums', () => {
  const play = (id: SongId, count: number, playedAt: number) =>
    db
      .prepare('INSERT INTO song_annotations (user_id, song_id, play_count, played_at) VALUES (1, ?, ?, ?)')
      .run(id, count, playedAt)
  const plays = () =>
    db
      .prepare(
        'SELECT album_id, play_count, played_at FROM album_annotations WHERE play_count > 0 ORDER BY 1',
      )
      .raw()
      .all()

  test('move with a song that changes its album', () => {
    const [stays, leaves] = twoSongs()
    play(stays, 3, 100)
    play(leaves, 4, 200)
    db.prepare(
      'INSERT INTO album_annotations (user_id, album_id, play_count, played_at) VALUES (1, ?, 7, 200)',
    ).run(albumOf(stays))
    updateSong(db, leaves, song(2, { album: 'Animals' }))
    refresh(db)
    expect(plays()).toEqual([
      [albumOf(stays), 3, 100],
      [albumOf(leaves), 4, 200],
    ])
    updateSong(db, leaves, song(2))
    refresh(db)
    expect(plays()).toEqual([[albumOf(stays), 7, 200]])
  })
})

test('a song that goes while the others of its album are retagged leaves every list', () => {
  const [goes, stays] = twoSongs()
  setMissing(db, goes)
  updateSong(db, stays, song(2, { album: 'Renamed' }))
  refresh(db)
  expect(db.prepare('SELECT song_id FROM song_json').pluck().all()).toEqual([stays])
  expect(db.prepare("SELECT id FROM search_texts WHERE kind = 'song'").pluck().all()).toEqual([stays])
})

test('an album without songs leaves every list, and keeps what people did', () => {
  const songs = twoSongs()
  const album = albumOf(songs[0])
  star(album)
  for (const id of songs) setMissing(db, id)
  refresh(db)
  const counts = [
    'album_artists',
    'album_genres',
    'artist_folders',
    'genre_folders',
    'song_json',
    'song_artists',
    'search_texts',
  ].map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
  expect(counts).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect(db.prepare('SELECT song_count, album_count FROM folder_counts').raw().get()).toEqual([0, 0])
  expect(starredAlbums()).toEqual([album])
})
