import { beforeEach, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../../server/db/open.ts'
import {
  insertDirectory,
  insertFolder,
  insertSong,
  openLibrary,
  refresh,
  type SongRow,
} from '../../support/library-rows.ts'
import { someTags } from '../../support/song-tags.ts'

let db: WriteDb
beforeEach(() => {
  db = openLibrary()
})

interface AlbumJson {
  [member: string]: unknown
  artists: { id: string; name: string }[]
}

/** AlbumID3 of the only album. */
function albumOf(...songs: Partial<SongRow>[]): AlbumJson {
  for (const [index, song] of songs.entries()) {
    insertSong(db, { path: `Album/${index + 1}.mp3`, album: 'Album', track: index + 1, ...song })
  }
  refresh(db)
  const rows = db.prepare("SELECT json || '}' FROM albums WHERE song_count > 0").pluck().all() as string[]
  expect(rows).toHaveLength(1)
  return JSON.parse(rows[0]!)
}

const songJson = (title: string) =>
  JSON.parse(
    db
      .prepare("SELECT json || '}' FROM song_json JOIN songs ON id = song_id WHERE title = ?")
      .pluck()
      .get(title) as string,
  )
const names = (album: AlbumJson) => album.artists.map(({ name }) => name)

describe('the artists of an album', () => {
  test('are those of the tag', () => {
    const album = albumOf({ artist: 'A', albumArtist: 'A & B', albumArtists: ['A', 'B'] })
    expect(names(album)).toEqual(['A', 'B'])
    expect(album).toMatchObject({ artist: 'A & B', displayArtist: 'A & B', artistId: album.artists[0]!.id })
  })

  test('are various for a compilation that names nobody', () => {
    expect(names(albumOf({ artist: 'A', compilation: true }, { artist: 'A' }))).toEqual(['Various Artists'])
  })

  test('are those that sing every song', () => {
    const album = albumOf({ artist: 'A & B', artists: ['A', 'B'] }, { artist: 'A & B', artists: ['A', 'B'] })
    expect(names(album)).toEqual(['A', 'B'])
  })

  test('are without the guests of single songs', () => {
    expect(names(albumOf({ artist: 'A' }, { artist: 'A feat. B' }, { artist: 'A (ft. C)' }))).toEqual(['A'])
    expect(songJson('2').artist).toBe('A feat. B')
  })

  test('are various where the songs have different ones', () => {
    expect(names(albumOf({ artist: 'A' }, { artist: 'B' }))).toEqual(['Various Artists'])
  })

  test('exist even where the tags name nobody', () => {
    const album = albumOf({}, {})
    expect(names(album)).toEqual(['[Unknown Artist]'])
    expect(songJson('1')).toMatchObject({ artist: '[Unknown Artist]', artistId: album.artists[0]!.id })
  })

  test('sing the songs that name nobody, unless they are various', () => {
    albumOf({ albumArtist: 'A' })
    expect(songJson('1').artist).toBe('A')
    db = openLibrary()
    albumOf({ compilation: true })
    expect(songJson('1').artist).toBe('[Unknown Artist]')
  })

  test('are one for a name in two spellings of the case', () => {
    const album = albumOf({ artist: 'Björk' }, { artist: 'BJÖRK' })
    expect(names(album)).toHaveLength(1)
    expect(db.prepare('SELECT count(*) FROM artists').pluck().get()).toBe(1)
  })
})

describe('an album', () => {
  test('counts what it has', () => {
    expect(albumOf({ durationSec: 100 }, { durationSec: 63 })).toMatchObject({ songCount: 2, duration: 163 })
    expect(db.prepare('SELECT duration_sec, size, song_count FROM albums').raw().get()).toEqual([
      163, 10_000_000, 2,
    ])
  })

  test('is there since its first song', () => {
    const album = albumOf({ addedAt: Date.UTC(2025, 1, 1) }, { addedAt: Date.UTC(2024, 1, 1) })
    expect(album.created).toBe('2024-02-01T00:00:00.000Z')
  })

  test('has the original year if it is known', () => {
    const album = albumOf({
      date: { year: 2011 },
      releaseDate: { year: 2012, month: 3 },
      originalDate: { year: 1973, month: 3, day: 1 },
    })
    expect(album).toMatchObject({
      year: 1973,
      originalReleaseDate: { year: 1973, month: 3, day: 1 },
      releaseDate: { year: 2012, month: 3 },
    })
  })

  test('is as new as its newest song', () => {
    expect(albumOf({ date: { year: 1980 } }, { date: { year: 1999 } }, {})).toMatchObject({
      year: 1999,
      releaseDate: { year: 1999 },
      originalReleaseDate: {},
    })
  })

  test('has no year when none is known', () => {
    expect(albumOf({})).not.toHaveProperty('year')
  })

  test('lists genres by frequency, then in order', () => {
    const album = albumOf({ genres: ['Rock', 'Pop'] }, { genres: ['pop'] }, { genres: ['Jazz'] })
    expect(album).toMatchObject({
      genre: 'Pop',
      genres: [{ name: 'Pop' }, { name: 'Rock' }, { name: 'Jazz' }],
    })
    expect(
      db
        .prepare(
          'SELECT key, song_count, album_count FROM genres JOIN genre_folders ON genre_id = id ORDER BY key',
        )
        .raw()
        .all(),
    ).toEqual([
      ['jazz', 1, 1],
      ['pop', 2, 1],
      ['rock', 1, 1],
    ])
  })

  test('gathers labels, release types and moods', () => {
    const album = albumOf(
      { labels: ['4AD'], releaseTypes: ['Album', 'Live'], moods: ['Calm'] },
      { labels: ['4AD', 'Rough Trade'], releaseTypes: ['Album', 'Live'] },
    )
    expect(album).toMatchObject({
      recordLabels: [{ name: '4AD' }, { name: 'Rough Trade' }],
      releaseTypes: ['Album', 'Live'],
      moods: ['Calm'],
    })
  })

  test.each([
    [[{ explicit: 'clean' }, { explicit: 'explicit' }], 'explicit'],
    [[{ explicit: 'clean' }, {}], 'clean'],
    [[{}, {}], ''],
  ] as const)('of %j has the explicit status %j', (songs, status) => {
    expect(albumOf(...songs).explicitStatus).toBe(status)
  })

  test('is a compilation by flag or by type', () => {
    expect(albumOf({ compilation: true, albumArtist: 'A' }).isCompilation).toBe(true)
    db = openLibrary()
    expect(albumOf({ releaseTypes: ['compilation'] }).isCompilation).toBe(true)
    db = openLibrary()
    expect(albumOf({}).isCompilation).toBe(false)
  })

  test.each([
    [[{ disc: 1 }], []],
    [[{}], []],
    [[{ disc: 1, discSubtitle: 'Only' }], [{ disc: 1, title: 'Only' }]],
    [
      [{ disc: 2, discSubtitle: 'Night' }, { disc: 1 }, { disc: 1, discSubtitle: 'Day' }],
      [
        { disc: 1, title: 'Day' },
        { disc: 2, title: 'Night' },
      ],
    ],
    [
      [{ disc: 1 }, { disc: 2 }],
      [
        { disc: 1, title: '' },
        { disc: 2, title: '' },
      ],
    ],
  ])('of discs %j has the titles %j', (songs, discTitles) => {
    expect(albumOf(...songs).discTitles).toEqual(discTitles)
  })

  test('of several discs is one, whatever folders they are in', () => {
    const album = albumOf({ path: 'Album/CD 1/1.mp3', disc: 1 }, { path: 'Album/CD 2/1.mp3', disc: 2 })
    expect(album.songCount).toBe(2)
  })

  test('without title is called after its folder', () => {
    expect(albumOf({ album: undefined, path: 'Bootlegs/Paris \u00011977/1.mp3' }).name).toBe('Paris 1977')
    db = openLibrary()
    expect(albumOf({ album: undefined, path: 'Bootlegs/Paris/CD1/1.mp3' }).name).toBe('Paris')
    db = openLibrary()
    expect(albumOf({ album: undefined, path: '1.mp3' }).name).toBe('Music')
  })

  test('shows its sort name, and sorts by it', () => {
    expect(albumOf({ album: 'The Wall' }).sortName).toBe('wall')
    db = openLibrary()
    expect(albumOf({ album: 'The Wall', albumSort: 'Wall, The' }).sortName).toBe('Wall, The')
    expect(db.prepare('SELECT sort_name FROM albums').pluck().get()).toBe('wall, the')
  })

  test('shows its edition and its MusicBrainz id', () => {
    const musicBrainz = { ...someTags().musicBrainz, albumId: 'C0FFEE' }
    expect(albumOf({ albumVersion: 'Deluxe', musicBrainz })).toMatchObject({
      version: 'Deluxe',
      musicBrainzId: 'C0FFEE',
    })
    expect(db.prepare('SELECT music_brainz_id FROM albums').pluck().get()).toBe('c0ffee')
  })

  test('lives in one music folder', () => {
    insertFolder(db, 2, 'Kids')
    for (const folderId of [1, 2]) insertSong(db, { path: 'a/1.mp3', album: 'Same', artist: 'A', folderId })
    refresh(db)
    expect(db.prepare('SELECT folder_id, song_count FROM albums ORDER BY folder_id').raw().all()).toEqual([
      [1, 1],
      [2, 1],
    ])
    expect(db.prepare('SELECT * FROM folder_counts').raw().all()).toEqual([
      [1, 1, 1],
      [2, 1, 1],
    ])
  })
})

describe('the cover of an album', () => {
  const setCover = (path: string, hash: string) =>
    db
      .prepare("UPDATE directories SET cover_file = 'cover.jpg', cover_hash = ? WHERE id = ?")
      .run(hash, insertDirectory(db, 1, path))
  const coverOfRow = () =>
    db
      .prepare('SELECT cover_hash, cover_song_id, cover_directory_id FROM albums WHERE song_count > 0')
      .raw()
      .get()

  test('is the picture in its folder', () => {
    setCover('Album', 'f01de4f01de4')
    const album = albumOf({ pictureHash: 'e3bedded' })
    expect(album.coverArt).toBe(`${album.id}_f01de4f0`)
    expect(coverOfRow()).toEqual(['f01de4f01de4', null, insertDirectory(db, 1, 'Album')])
    expect(songJson('1').coverArt).toBe(album.coverArt)
  })

  test('is the picture in the folder above its discs', () => {
    setCover('Album', 'aaaaaaaa')
    setCover('Album/CD 1', 'bbbbbbbb')
    albumOf({ path: 'Album/CD 1/1.mp3', disc: 1 })
    expect(coverOfRow()?.[0 as never]).toBe('aaaaaaaa')
  })

  test('is never taken from the folder above an album', () => {
    setCover('Artist', 'aaaaaaaa')
    albumOf({ path: 'Artist/Album/1.mp3' })
    expect(coverOfRow()).toEqual([null, null, null])
  })

  test('is the picture inside of its songs, shared by all that have it', () => {
    const album = albumOf(
      { pictureHash: '11111111' },
      { pictureHash: '11111111' },
      { pictureHash: '22222222' },
      {},
    )
    expect(album.coverArt).toBe(`${album.id}_11111111`)
    expect(songJson('1').coverArt).toBe(album.coverArt)
    expect(songJson('2').coverArt).toBe(album.coverArt)
    expect(songJson('3').coverArt).toMatch(/^so-\d+_22222222$/)
    expect(songJson('4').coverArt).toBe(album.coverArt)
  })

  test('is that of the first song when all are different, and each song shows its own', () => {
    const album = albumOf({ pictureHash: '11111111' }, { pictureHash: '22222222' })
    expect(album.coverArt).toBe(`${album.id}_11111111`)
    expect(songJson('1').coverArt).toBe(album.coverArt)
    expect(songJson('2').coverArt).toMatch(/^so-\d+_22222222$/)
  })

  test('is embedded where several albums share the folder', () => {
    setCover('Heap', 'f01de400')
    insertSong(db, { path: 'Heap/1.mp3', album: 'One', artist: 'A', pictureHash: '11111111' })
    insertSong(db, { path: 'Heap/2.mp3', album: 'Two', artist: 'A' })
    refresh(db)
    expect(db.prepare('SELECT name, cover_hash FROM albums ORDER BY name').raw().all()).toEqual([
      ['One', '11111111'],
      ['Two', 'f01de400'],
    ])
  })

  test('is left out when there is none', () => {
    expect(albumOf({})).not.toHaveProperty('coverArt')
    expect(songJson('1')).not.toHaveProperty('coverArt')
  })
})
