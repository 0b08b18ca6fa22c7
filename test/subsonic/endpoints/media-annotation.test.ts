import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AlbumId, albumId, artistId, directoryId, type SongId, songId } from '../../../server/ids.ts'
import { annotationVersion } from '../../../server/library/annotation-version.ts'
import { LISTENER, OWNER, openMusicDoor, type TestDoor } from '../../support/music-door.ts'
import { problemsOf } from '../../support/schema.ts'
import { createStoredSongs, type StoredSongs } from '../../support/stored-songs.ts'
import type { SubsonicClient } from '../../support/subsonic-client.ts'

let door: TestDoor
let owner: SubsonicClient
let listener: SubsonicClient
let library: StoredSongs
let dir: string
let song: SongId
let other: SongId
let hidden: SongId
let album: AlbumId
let artist: string
let directory: string

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-annotation-'))
  door = await openMusicDoor()
  library = createStoredSongs(door.db, dir)
  song = library.addSong({ path: 'Artist/Album/1.mp3', title: 'One', album: 'Album', artist: 'Artist' })
  other = library.addSong({ path: 'Artist/Album/2.mp3', title: 'Two', album: 'Album', artist: 'Artist' })
  hidden = library.addSong({ folder: 2, path: 'Hidden/1.mp3', album: 'Hidden', artist: 'Hidden' })
  album = library.albumOf(song)
  artist = artistId(library.artist('Artist'))
  directory = directoryId(library.directoryOf(song))
  await door.users.update(door.users.getByName(LISTENER.user).id, { folders: [1] })
  owner = door.client
  listener = door.as(LISTENER)
})
afterAll(async () => {
  await door.close()
  fs.rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => {
  door.db.exec(
    'DELETE FROM song_annotations; DELETE FROM album_annotations; DELETE FROM artist_annotations; DELETE FROM directory_annotations; DELETE FROM plays',
  )
})

const rows = (kind: string, column: string) =>
  door.db
    .prepare(
      `SELECT ${kind}_id AS id, ${column} AS value FROM ${kind}_annotations WHERE ${column} IS NOT NULL`,
    )
    .all() as {
    id: number
    value: number
  }[]
const stars = () =>
  ['song', 'album', 'artist', 'directory'].flatMap((kind) =>
    rows(kind, 'starred_at').map(({ id }) => `${kind} ${id}`),
  )
const readSong = async (client: SubsonicClient, id = song) =>
  (await client.json('getSong', { id: songId(id) }))['song']

describe('star and unstar', () => {
  test('take all kinds, mixed and repeated', async () => {
    const items = { id: [songId(song), songId(other), directory], albumId: albumId(album), artistId: artist }
    expect(await owner.code('star', items)).toBeUndefined()
    expect(stars()).toHaveLength(5)
    expect(await owner.code('unstar', items)).toBeUndefined()
    expect(stars()).toEqual([])
    expect(await owner.code('star', { id: [albumId(album), artist] })).toBeUndefined()
    expect(stars()).toHaveLength(2)
    expect(await owner.code('star', { albumId: directory, artistId: directory })).toBeUndefined()
    expect(stars()).toHaveLength(3)
  })

  test('starring twice keeps the first date, unstarring nothing is fine', async () => {
    await owner.json('star', { id: songId(song) })
    door.db.exec('UPDATE song_annotations SET starred_at = 1000')
    await owner.json('star', { id: songId(song) })
    expect(rows('song', 'starred_at')).toEqual([{ id: song, value: 1000 }])
    expect((await readSong(owner)).starred).toBe('1970-01-01T00:00:01.000Z')
    expect(await readSong(listener)).not.toHaveProperty('starred')
    expect(await owner.code('unstar', { id: songId(other) })).toBeUndefined()
    await owner.json('unstar', { id: songId(song) })
    await owner.json('star', { id: songId(song) })
    expect(rows('song', 'starred_at')[0]!.value).toBeGreaterThan(1000)
  })

  test.each(['so-99999', 'al-99999', 'ar-99999', 'di-99999', 'pl-1', 'nonsense'])(
    'with %s among them nothing changes',
    async (bad) => {
      expect(await owner.code('star', { id: [songId(song), bad] })).toBe(70)
      expect(stars()).toEqual([])
      await owner.json('star', { id: songId(song) })
      expect(await owner.code('unstar', { id: [songId(song), bad] })).toBe(70)
      expect(stars()).toHaveLength(1)
    },
  )

  test('a kind in the wrong parameter is not found', async () => {
    expect(await owner.code('star', { albumId: songId(song) })).toBe(70)
    expect(await owner.code('star', { artistId: albumId(album) })).toBe(70)
    expect(stars()).toEqual([])
  })

  test('without any id a parameter is missing', async () => {
    for (const name of ['star', 'unstar']) {
      expect(await owner.code(name)).toBe(10)
      expect(await owner.code(name, { id: '', albumId: '' })).toBe(10)
    }
  })

  test('of thousands of things leave all as they are when one is unknown', async () => {
    const many = Array<string>(1500).fill(songId(song))
    expect(await owner.code('star', { id: [...many, songId(99_999)] })).toBe(70)
    expect(stars()).toEqual([])
    expect(await owner.code('star', { id: [...many, songId(other)] })).toBeUndefined()
    expect(stars()).toEqual([`song ${song}`, `song ${other}`])
    expect(await owner.code('unstar', { id: [...many, songId(99_999)] })).toBe(70)
    expect(stars()).toHaveLength(2)
  })

  test('hidden and missing things are not found', async () => {
    const gone = library.addSong({ path: 'gone.mp3' })
    library.markMissing(gone)
    const ids = [
      songId(hidden),
      albumId(library.albumOf(hidden)),
      artistId(library.artist('Hidden')),
      directoryId(library.directoryOf(hidden)),
    ]
    for (const id of [...ids, songId(gone)]) expect(await listener.code('star', { id })).toBe(70)
    expect(stars()).toEqual([])
  })

  test('tell caches that this user sees something else, and no other user', async () => {
    const [mine, his] = [OWNER, LISTENER].map(({ user }) => door.users.getByName(user).id)
    const before = [annotationVersion(mine!), annotationVersion(his!)]
    await owner.json('star', { id: songId(song) })
    expect(annotationVersion(mine!)).toBeGreaterThan(before[0]!)
    expect(annotationVersion(his!)).toBe(before[1])
  })
})

describe('setRating', () => {
  test('is personal, and the average is of all', async () => {
    await owner.json('setRating', { id: songId(song), rating: 5 })
    await listener.json('setRating', { id: songId(song), rating: 2 })
    expect(await readSong(owner)).toMatchObject({ userRating: 5, averageRating: 3.5 })
    expect(await readSong(listener)).toMatchObject({ userRating: 2, averageRating: 3.5 })
    await owner.json('setRating', { id: songId(song), rating: 0 })
    expect(await readSong(owner)).toMatchObject({ averageRating: 2 })
    expect(await readSong(owner)).not.toHaveProperty('userRating')
    await listener.json('setRating', { id: songId(song), rating: 0 })
    expect(await readSong(listener)).not.toHaveProperty('averageRating')
  })

  test('keeps the star, and the star the rating', async () => {
    await owner.json('star', { id: songId(song) })
    await owner.json('setRating', { id: songId(song), rating: 3 })
    await owner.json('unstar', { id: songId(song) })
    expect((await readSong(owner)).userRating).toBe(3)
  })

  test('takes albums, artists and folders', async () => {
    for (const [kind, id] of [
      ['album', albumId(album)],
      ['artist', artist],
      ['directory', directory],
    ] as const) {
      expect(await owner.code('setRating', { id, rating: 4 })).toBeUndefined()
      expect(rows(kind, 'rating')).toMatchObject([{ value: 4 }])
      expect(
        door.db
          .prepare(
            `SELECT average_rating FROM ${kind === 'directory' ? 'directories' : `${kind}s`} WHERE average_rating IS NOT NULL`,
          )
          .pluck()
          .all(),
      ).toEqual([4])
    }
  })

  test.each([
    [{ rating: 3 }, 10],
    [{ id: 'so-1' }, 10],
    [{ id: 'so-1', rating: 6 }, 10],
    [{ id: 'so-1', rating: -1 }, 10],
    [{ id: 'so-1', rating: '3.5' }, 10],
    [{ id: 'so-1', rating: 'x' }, 10],
    [{ id: 'so-99999', rating: 3 }, 70],
    [{ id: 'pl-1', rating: 3 }, 70],
    [{ id: 'x', rating: 3 }, 70],
  ])('%j fails with %i', async (parameters, code) => {
    expect(await owner.code('setRating', parameters)).toBe(code)
    expect(rows('song', 'rating')).toEqual([])
  })
})

describe('scrobble', () => {
  const played = async (client: SubsonicClient, id = song) => {
    const { playCount, played } = await readSong(client, id)
    return [playCount, played]
  }
  const AT = Date.UTC(2024, 0, 1)

  test('counts a play of the song and its album, for this user only', async () => {
    expect(await owner.code('scrobble', { id: songId(song), time: AT })).toBeUndefined()
    expect(
      await owner.code('scrobble', { id: songId(song), time: AT + 60_000, submission: true }),
    ).toBeUndefined()
    expect(await played(owner)).toEqual([2, '2024-01-01T00:01:00.000Z'])
    expect(await played(listener)).toEqual([0, undefined])
    expect(
      door.db
        .prepare('SELECT album_id AS id, play_count AS count, played_at AS at FROM album_annotations')
        .all(),
    ).toEqual([{ id: album, count: 2, at: AT + 60_000 }])
  })

  test('without a time it was now', async () => {
    const before = Date.now()
    await owner.json('scrobble', { id: [songId(song), songId(other)] })
    for (const { value } of rows('song', 'played_at')) {
      expect(value).toBeGreaterThanOrEqual(before)
      expect(value).toBeLessThanOrEqual(Date.now())
    }
    expect(rows('song', 'played_at')).toHaveLength(2)
  })

  test('pairs ids and times; another number of times stores nothing', async () => {
    await owner.json('scrobble', {
      id: [songId(song), songId(other), songId(song)],
      time: [AT, AT + 1000, AT + 2000],
    })
    expect(await played(owner)).toEqual([2, '2024-01-01T00:00:02.000Z'])
    expect(await played(owner, other)).toEqual([1, '2024-01-01T00:00:01.000Z'])
    for (const time of [[AT + 9], [AT + 9, AT + 10, AT + 11]]) {
      expect(await owner.code('scrobble', { id: [songId(song), songId(other)], time })).toBe(10)
    }
    expect(await played(owner, other)).toEqual([1, '2024-01-01T00:00:01.000Z'])
  })

  test('an unknown song fails and the others of the batch are stored', async () => {
    expect(await owner.code('scrobble', { id: ['so-99999', songId(song), 'x'], time: [AT, AT, AT] })).toBe(70)
    expect(await played(owner)).toEqual([1, '2024-01-01T00:00:00.000Z'])
    expect(await listener.code('scrobble', { id: songId(hidden), time: AT })).toBe(70)
    expect(await owner.code('scrobble')).toBe(10)
  })

  test('seconds are understood, nonsense and the future are now', async () => {
    await owner.json('scrobble', { id: songId(song), time: AT / 1000 })
    expect(await played(owner)).toEqual([1, '2024-01-01T00:00:00.000Z'])
    const before = Date.now()
    for (const time of [0, -5, 'soon', Date.now() + 3 * 24 * 3600 * 1000, '99999999999999999999']) {
      door.db.exec('DELETE FROM song_annotations; DELETE FROM plays')
      await owner.json('scrobble', { id: songId(song), time })
      const { value } = rows('song', 'played_at')[0]!
      expect(value).toBeGreaterThanOrEqual(before)
      expect(value).toBeLessThanOrEqual(Date.now())
    }
  })

  test('a play delivered twice counts once, one delivered late does not move the date back', async () => {
    await owner.json('scrobble', { id: [songId(song), songId(song)], time: [AT, AT] })
    await owner.json('scrobble', { id: songId(song), time: AT })
    expect(await played(owner)).toEqual([1, '2024-01-01T00:00:00.000Z'])
    await owner.json('scrobble', { id: songId(song), time: AT - 3600_000 })
    expect(await played(owner)).toEqual([2, '2024-01-01T00:00:00.000Z'])
    await owner.json('scrobble', { id: songId(song), time: AT }, { common: { c: 'another client' } })
    expect((await played(owner))[0]).toBe(3)
  })

  test('thousands of plays are stored, and the unknown ones among them counted', async () => {
    const times = Array.from({ length: 1500 }, (_, index) => AT + index * 1000)
    const many = times.map(() => songId(song))
    expect(await owner.code('scrobble', { id: many, time: times })).toBeUndefined()
    expect((await played(owner))[0]).toBe(1500)
    expect(await owner.code('scrobble', { id: ['so-99999', ...many], time: [AT, ...times] })).toBe(70)
  })

  test('a client cannot store more than a name as its name', async () => {
    await owner.json('scrobble', { id: songId(song), time: AT }, { common: { c: 'x'.repeat(100_000) } })
    expect(door.db.prepare('SELECT client FROM plays').pluck().get()).toBe('x'.repeat(100))
  })

  test('a song whose file is gone still counts', async () => {
    const gone = library.addSong({ path: 'gone too.mp3' })
    library.markMissing(gone)
    expect(await owner.code('scrobble', { id: songId(gone), time: AT })).toBeUndefined()
    expect(rows('song', 'played_at')).toEqual([{ id: gone, value: AT }])
  })
})

describe('getNowPlaying', () => {
  const playing = async (client: SubsonicClient) => (await client.json('getNowPlaying'))['nowPlaying'].entry

  test('shows what was announced, and announcing counts no play', async () => {
    await owner.json('scrobble', { id: [songId(other), songId(song)], submission: false })
    await listener.json('scrobble', { id: songId(other), submission: false }, { common: { c: 'phone' } })
    const envelope = await owner.json('getNowPlaying')
    expect(envelope['nowPlaying'].entry).toMatchObject([
      { id: songId(other), username: LISTENER.user, minutesAgo: 0, playerName: 'phone' },
      { id: songId(song), username: OWNER.user, minutesAgo: 0, playerName: 'tests' },
    ])
    for (const { playerId } of envelope['nowPlaying'].entry) expect(Number.isInteger(playerId)).toBe(true)
    expect(problemsOf('getNowPlaying', { 'subsonic-response': envelope })).toEqual([])
    expect(await readSong(owner)).toMatchObject({ playCount: 0 })
    expect(door.db.prepare('SELECT count(*) FROM plays').pluck().get()).toBe(0)

    await owner.json('scrobble', { id: songId(other), submission: false })
    expect((await playing(owner)).map(({ id }: { id: string }) => id)).toEqual([songId(other), songId(other)])
  })

  test('hides songs the caller may not hear', async () => {
    await owner.json('scrobble', { id: songId(hidden), submission: false })
    expect((await playing(listener)).map(({ id }: { id: string }) => id)).not.toContain(songId(hidden))
    expect((await playing(owner)).map(({ id }: { id: string }) => id)).toContain(songId(hidden))
  })

  test('an unknown song is not found, and the known ones count', async () => {
    expect(await owner.code('scrobble', { id: [songId(song), 'so-99999'], submission: false })).toBe(70)
    expect((await playing(owner))[0]).toMatchObject({ id: songId(song) })
    expect(await listener.code('scrobble', { id: songId(hidden), submission: false })).toBe(70)
  })
})
