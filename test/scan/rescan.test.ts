import { cpSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createScannedLibrary,
  FULL_OWNER_DATA,
  giveOwnerData,
  ownerData,
  type ScannedLibrary,
  touch,
} from './scanned-library.ts'

let library: ScannedLibrary

beforeEach(() => {
  library = createScannedLibrary()
  library.write('Ann/Blue/01 Sky.mp3', { title: 'Sky', artist: 'Ann', album: 'Blue', albumArtist: 'Ann' })
  library.write('Ann/Blue/02 Sea.mp3', { title: 'Sea', artist: 'Ann', album: 'Blue', albumArtist: 'Ann' })
  library.write('Bob/Red/01 Fire.flac', { title: 'Fire', artist: 'Bob', album: 'Red', albumArtist: 'Bob' })
})

afterEach(() => library.close())

const libraryVersion = () =>
  library.db.prepare(`SELECT value FROM versions WHERE name = 'library'`).pluck().get() as number

const liveAlbums = () =>
  library.db.prepare('SELECT name FROM albums WHERE song_count > 0 ORDER BY name').pluck().all()

const liveDirectories = () =>
  library.db.prepare('SELECT path FROM directories WHERE missing_since IS NULL ORDER BY path').pluck().all()

describe('first scan', () => {
  test('finds every song, its album and its folders', async () => {
    expect(await library.scan()).toMatchObject({
      seen: 3,
      added: 3,
      changed: 0,
      moved: 0,
      missing: 0,
      problems: 0,
    })
    expect(library.songs().map(({ title, album }) => [title, album])).toEqual([
      ['Sky', 'Blue'],
      ['Sea', 'Blue'],
      ['Fire', 'Red'],
    ])
    expect(liveDirectories()).toEqual(['', 'Ann', 'Ann/Blue', 'Bob', 'Bob/Red'])
  })

  test('takes the age of a file for the time its song was added', async () => {
    const lastYear = new Date('2025-03-04T05:06:07Z')
    utimesSync(library.at('Bob/Red/01 Fire.flac'), lastYear, lastYear)
    await library.scan()
    library.write('Bob/Red/02 Ash.flac', { album: 'Red' })
    utimesSync(library.at('Bob/Red/02 Ash.flac'), lastYear, lastYear)
    await library.scan()
    const addedAt = (path: string) =>
      library.db.prepare('SELECT added_at FROM songs WHERE path = ?').pluck().get(path)
    expect(addedAt('Bob/Red/01 Fire.flac')).toBe(lastYear.getTime())
    expect(addedAt('Bob/Red/02 Ash.flac')).toBe(library.clock.now())
  })

  test('tells the query planner how large the tables are', async () => {
    await library.scan()
    expect(
      library.db.prepare(`SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'songs'`).pluck().get(),
    ).toBeGreaterThan(0)
  })
})

describe('rescan', () => {
  beforeEach(() => library.scan())

  test('of unchanged files reads no tags and changes nothing', async () => {
    const version = libraryVersion()
    expect(await library.scan()).toMatchObject({ seen: 3, added: 0, changed: 0, moved: 0, missing: 0 })
    expect(library.readFiles).toEqual([])
    expect(libraryVersion()).toBe(version)
  })

  test('of a file that was only touched reads it and leaves listings alone', async () => {
    const version = libraryVersion()
    touch(library.at('Ann/Blue/01 Sky.mp3'))
    await library.scan()
    expect(library.readFiles).toEqual(['music/Ann/Blue/01 Sky.mp3'])
    expect(libraryVersion()).toBe(version)
    await library.scan()
    expect(library.readFiles).toEqual([])
  })

  test('of a retagged file keeps its id', async () => {
    const before = library.song('Ann/Blue/01 Sky.mp3')
    library.write('Ann/Blue/01 Sky.mp3', { title: 'Skies', artist: 'Ann', album: 'Blue', albumArtist: 'Ann' })
    touch(library.at('Ann/Blue/01 Sky.mp3'))
    expect(await library.scan()).toMatchObject({ added: 0, changed: 1, moved: 0, missing: 0 })
    expect(library.song('Ann/Blue/01 Sky.mp3')).toEqual({ ...before, title: 'Skies' })
  })

  test('of a file whose audio was replaced keeps its id', async () => {
    const before = library.song('Ann/Blue/01 Sky.mp3')
    giveOwnerData(library.db, before.id)
    library.write(
      'Ann/Blue/01 Sky.mp3',
      { title: 'Sky', artist: 'Ann', album: 'Blue' },
      { seed: 'a better copy' },
    )
    touch(library.at('Ann/Blue/01 Sky.mp3'))
    expect(await library.scan()).toMatchObject({ added: 0, changed: 1, moved: 0, missing: 0 })
    expect(library.song('Ann/Blue/01 Sky.mp3').id).toBe(before.id)
    expect(ownerData(library.db, before.id)).toEqual(FULL_OWNER_DATA)
  })

  test('of a full scan reads every file and keeps all ids', async () => {
    const before = library.songs()
    expect(await library.scan({ full: true })).toMatchObject({ added: 0, changed: 3, full: true })
    expect(library.readFiles).toHaveLength(3)
    expect(library.songs()).toEqual(before)
  })

  test('keeps a vanished song as missing with its owner data, and gives both back with the file', async () => {
    const { id } = library.song('Bob/Red/01 Fire.flac')
    giveOwnerData(library.db, id)
    renameSync(library.at('Bob'), library.beside('away'))
    expect(await library.scan()).toMatchObject({ missing: 1 })
    expect(library.song('Bob/Red/01 Fire.flac')).toMatchObject({ id, missing: true })
    expect(liveAlbums()).toEqual(['Blue'])
    expect(liveDirectories()).toEqual(['', 'Ann', 'Ann/Blue'])
    expect(ownerData(library.db, id)).toEqual(FULL_OWNER_DATA)

    renameSync(library.beside('away'), library.at('Bob'))
    expect(await library.scan()).toMatchObject({ added: 0, missing: 0 })
    expect(library.readFiles).toEqual([])
    expect(library.song('Bob/Red/01 Fire.flac')).toMatchObject({ id, missing: false, album: 'Red' })
    expect(liveAlbums()).toEqual(['Blue', 'Red'])
    expect(liveDirectories()).toEqual(['', 'Ann', 'Ann/Blue', 'Bob', 'Bob/Red'])
    expect(ownerData(library.db, id)).toEqual(FULL_OWNER_DATA)
  })

  test('counts a vanished song as missing once', async () => {
    rmSync(library.at('Bob/Red/01 Fire.flac'))
    expect(await library.scan()).toMatchObject({ missing: 1 })
    expect(await library.scan()).toMatchObject({ missing: 0 })
  })

  test('does no more work at once than it may, with the same result', async () => {
    for (let number = 10; number < 30; number++) library.write(`Cem/${number}.mp3`, { title: `${number}` })
    expect(await library.scan({ mostWork: 7 })).toMatchObject({ seen: 23, added: 20, missing: 0 })
    expect(await library.scan({ mostWork: 7, full: true })).toMatchObject({
      seen: 23,
      changed: 23,
      missing: 0,
    })
    expect(library.songs().filter(({ missing }) => !missing)).toHaveLength(23)
  })

  test('never writes to the music folder', async () => {
    const before = snapshot()
    await library.scan({ full: true })
    expect(snapshot()).toEqual(before)
  })

  const snapshot = () =>
    ['', 'Ann', 'Ann/Blue', 'Bob/Red', 'Ann/Blue/01 Sky.mp3'].map((path) => {
      const { mtimeMs, ctimeMs, size } = statSync(library.at(path))
      return { path, mtimeMs, ctimeMs, size }
    })
})

describe('a music folder that is away', () => {
  beforeEach(() => library.scan())

  test.each([
    ['is not there', () => renameSync(library.musicDir, library.beside('unplugged'))],
    [
      'is empty, as a mount point without its drive',
      () => {
        for (const name of ['Ann', 'Bob']) renameSync(library.at(name), library.beside(name))
      },
    ],
  ])('pauses and removes nothing when it %s', async (_, takeAway) => {
    const before = library.songs()
    takeAway()
    expect(await library.scan()).toMatchObject({
      seen: 0,
      missing: 0,
      pausedFolders: [library.musicDir],
      problems: 1,
    })
    expect(library.songs()).toEqual(before)
    expect(library.problems()).toMatchObject([{ path: '' }])
  })

  test('is scanned as ever when it is back', async () => {
    renameSync(library.musicDir, library.beside('unplugged'))
    await library.scan()
    renameSync(library.beside('unplugged'), library.musicDir)
    rmSync(library.at('Ann/Blue/01 Sky.mp3'))
    expect(await library.scan()).toMatchObject({ missing: 1, pausedFolders: [], problems: 0 })
  })

  test('does not stop the others', async () => {
    library.write('../second/Cem/One.mp3')
    library.addFolder(library.beside('second'))
    renameSync(library.musicDir, library.beside('unplugged'))
    expect(await library.scan()).toMatchObject({ added: 1, missing: 0, pausedFolders: [library.musicDir] })
  })

  test('is not taken for away when only its music is gone', async () => {
    rmSync(library.at('Ann/Blue'), { recursive: true })
    rmSync(library.at('Bob/Red'), { recursive: true })
    expect(await library.scan()).toMatchObject({ missing: 3, pausedFolders: [] })
  })
})

describe('a copy', () => {
  test('is a new song while the original is there', async () => {
    await library.scan()
    const { id } = library.song('Ann/Blue/01 Sky.mp3')
    giveOwnerData(library.db, id)
    cpSync(library.at('Ann/Blue/01 Sky.mp3'), library.at('Bob/01 Sky.mp3'))
    expect(await library.scan()).toMatchObject({ added: 1, moved: 0, missing: 0 })
    expect(library.song('Ann/Blue/01 Sky.mp3').id).toBe(id)
    const copy = library.song('Bob/01 Sky.mp3')
    expect(copy.id).not.toBe(id)
    expect(ownerData(library.db, copy.id)).toMatchObject({ annotation: undefined, playlistPlaces: 0 })
  })
})

test('a full scan sorts by the articles that are ignored now', async () => {
  library.write('The Who/Odds/The One.mp3', { title: 'The One' })
  await library.scan()
  const sorted = () =>
    library.db
      .prepare(
        `SELECT sort_name FROM directories WHERE name = 'The Who' UNION SELECT sort_title FROM songs WHERE title = 'The One'`,
      )
      .pluck()
      .all()
  expect(sorted()).toEqual(['one', 'who'])
  await library.scan({ full: true, ignoredArticles: 'Les' })
  expect(sorted()).toEqual(['the one', 'the who'])
})
