import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { moveMusicFolder, removeMusicFolder } from '../../server/library/music-folders.ts'
import {
  createScannedLibrary,
  FULL_OWNER_DATA,
  giveOwnerData,
  ownerData,
  type ScannedLibrary,
  type ScannedSong,
  touch,
} from './scanned-library.ts'

let library: ScannedLibrary

beforeEach(async () => {
  library = createScannedLibrary()
  for (const name of ['01 Sky', '02 Sea', '03 Sun']) {
    library.write(`Ann/Blue/${name}.mp3`, { title: name, artist: 'Ann', album: 'Blue', albumArtist: 'Ann' })
  }
  library.write('Bob/Red/01 Fire.flac', { title: 'Fire', artist: 'Bob', album: 'Red', albumArtist: 'Bob' })
  await library.scan()
  for (const { id } of library.songs()) giveOwnerData(library.db, id)
})

afterEach(() => library.close())

function move(from: string, to: string): void {
  mkdirSync(dirname(library.at(to)), { recursive: true })
  renameSync(library.at(from), library.at(to))
}

const idsByTitle = (songs: readonly ScannedSong[]) =>
  Object.fromEntries(songs.map(({ title, id }) => [title, id]))

function expectOwnerDataKept(): void {
  for (const { id } of library.songs()) expect(ownerData(library.db, id)).toEqual(FULL_OWNER_DATA)
}

const directoryId = (path: string) =>
  library.db
    .prepare('SELECT id FROM directories WHERE path = ? AND missing_since IS NULL')
    .pluck()
    .get(path) as number

const starDirectory = (path: string) =>
  library.db
    .prepare('INSERT INTO directory_annotations (user_id, directory_id, starred_at) VALUES (1, ?, 5)')
    .run(directoryId(path))

const isStarred = (path: string) =>
  library.db
    .prepare('SELECT 1 FROM directory_annotations WHERE directory_id = ? AND starred_at = 5')
    .get(directoryId(path)) !== undefined

describe('keeps id, stars, plays, bookmarks and playlist places of', () => {
  test.each<[string, () => void, number]>([
    ['a renamed file', () => move('Ann/Blue/01 Sky.mp3', 'Ann/Blue/A1.mp3'), 1],
    ['a file moved to another folder', () => move('Ann/Blue/01 Sky.mp3', 'Bob/Red/01 Sky.mp3'), 1],
    ['a file moved up in the order of the walk', () => move('Bob/Red/01 Fire.flac', 'Ann/01 Fire.flac'), 1],
    ['a renamed folder', () => move('Ann/Blue', 'Ann/Blue (1999)'), 3],
    ['a renamed folder above', () => move('Ann', 'Anne'), 3],
    [
      'everything, moved below a new folder',
      () => {
        move('Ann', 'All/Ann')
        move('Bob', 'All/Bob')
      },
      4,
    ],
    [
      'a file moved and retagged at once',
      () => {
        rmSync(library.at('Bob/Red/01 Fire.flac'))
        library.write('Fire/Fire.flac', { title: 'Fire', album: 'Flames' }, { seed: 'Bob/Red/01 Fire.flac' })
      },
      1,
    ],
    [
      'files that change names',
      () => {
        move('Ann/Blue/01 Sky.mp3', 'Ann/Blue/x.mp3')
        move('Ann/Blue/02 Sea.mp3', 'Ann/Blue/01 Sky.mp3')
        move('Ann/Blue/x.mp3', 'Ann/Blue/02 Sea.mp3')
        touch(library.at('Ann/Blue/01 Sky.mp3'), 20)
        touch(library.at('Ann/Blue/02 Sea.mp3'), 30)
      },
      2,
    ],
    [
      'files that move up by one',
      () => {
        move('Ann/Blue/03 Sun.mp3', 'Ann/Blue/04.mp3')
        move('Ann/Blue/02 Sea.mp3', 'Ann/Blue/03 Sun.mp3')
        move('Ann/Blue/01 Sky.mp3', 'Ann/Blue/02 Sea.mp3')
        touch(library.at('Ann/Blue/02 Sea.mp3'), 20)
        touch(library.at('Ann/Blue/03 Sun.mp3'), 30)
      },
      3,
    ],
  ])('%s', async (_, change, moved) => {
    const before = idsByTitle(library.songs())
    change()
    expect(await library.scan()).toMatchObject({ added: 0, moved, missing: 0 })
    expect(idsByTitle(library.songs())).toEqual(before)
    expect(library.songs().some(({ missing }) => missing)).toBe(false)
    expectOwnerDataKept()
    expect(await library.scan()).toMatchObject({ added: 0, changed: 0, moved: 0, missing: 0 })
  })

  test('a file moved to another music folder', async () => {
    const { id } = library.song('Bob/Red/01 Fire.flac')
    mkdirSync(library.beside('second'))
    const folder = library.addFolder(library.beside('second'))
    renameSync(library.at('Bob/Red/01 Fire.flac'), library.beside('second/Fire.flac'))
    expect(await library.scan()).toMatchObject({ added: 0, moved: 1, missing: 0 })
    expect(library.db.prepare('SELECT id, folder_id FROM songs WHERE path = ?').get('Fire.flac')).toEqual({
      id,
      folder_id: folder,
    })
    expectOwnerDataKept()
  })

  test('a file that was missing for a while and comes back elsewhere', async () => {
    const { id } = library.song('Bob/Red/01 Fire.flac')
    renameSync(library.at('Bob/Red/01 Fire.flac'), library.beside('Fire.flac'))
    await library.scan()
    await library.scan()
    renameSync(library.beside('Fire.flac'), library.at('Ann/Fire.flac'))
    expect(await library.scan()).toMatchObject({ added: 0, moved: 1 })
    expect(library.song('Ann/Fire.flac')).toMatchObject({ id, missing: false })
    expectOwnerDataKept()
  })

  test('all songs of a music folder that was renamed, taken away and added again', async () => {
    const before = idsByTitle(library.songs())
    const folder = library.db.prepare('SELECT id FROM music_folders').pluck().get()
    renameSync(library.musicDir, library.beside('elsewhere'))
    removeMusicFolder(library.db, folder as never, library.clock)
    library.addFolder(library.beside('elsewhere'))
    expect(await library.scan()).toMatchObject({ added: 0, moved: 4, missing: 0, pausedFolders: [] })
    expect(idsByTitle(library.songs())).toEqual(before)
    expectOwnerDataKept()
  })

  test('all songs of a music folder whose path was changed, without reading one', async () => {
    const before = library.songs()
    const folder = library.db.prepare('SELECT id FROM music_folders').pluck().get()
    renameSync(library.musicDir, library.beside('elsewhere'))
    moveMusicFolder(library.db, folder as never, library.beside('elsewhere'), library.clock)
    expect(await library.scan()).toMatchObject({ added: 0, moved: 0, missing: 0 })
    expect(library.readFiles).toEqual([])
    expect(library.songs()).toEqual(before)
  })
})

describe('a music folder that is taken away', () => {
  test('hides its songs, and gives them back when it is added again', async () => {
    const before = library.songs()
    const folder = library.db.prepare('SELECT id FROM music_folders').pluck().get()
    removeMusicFolder(library.db, folder as never, library.clock)
    expect(await library.scan()).toMatchObject({ seen: 0, missing: 4, pausedFolders: [] })
    expect(library.songs().every(({ missing }) => missing)).toBe(true)
    expect(
      library.db.prepare('SELECT count(*) FROM directories WHERE missing_since IS NULL').pluck().get(),
    ).toBe(0)

    library.addFolder(library.musicDir)
    expect(await library.scan()).toMatchObject({ added: 0, missing: 0 })
    expect(library.readFiles).toEqual([])
    expect(library.songs()).toEqual(before)
    expectOwnerDataKept()
  })
})

test('a music folder copied to a new drive, then taken away, passes on what people did', async () => {
  const [folder] = library.db.prepare('SELECT id FROM music_folders').pluck().all()
  starDirectory('Ann/Blue')
  library.db.exec(
    `INSERT INTO album_annotations (user_id, album_id, starred_at) SELECT 1, id, 5 FROM albums WHERE name = 'Blue'`,
  )
  cpSync(library.musicDir, library.beside('new drive'), { recursive: true })
  const copy = library.addFolder(library.beside('new drive'))
  expect(await library.scan()).toMatchObject({ added: 4, moved: 0, missing: 0 })

  removeMusicFolder(library.db, folder as never, library.clock)
  expect(await library.scan()).toMatchObject({ added: 0, missing: 4 })
  const copies = library.db.prepare('SELECT id FROM songs WHERE folder_id = ?').pluck().all(copy) as number[]
  expect(copies).toHaveLength(4)
  for (const id of copies) expect(ownerData(library.db, id)).toEqual(FULL_OWNER_DATA)
  expect(isStarred('Ann/Blue')).toBe(true)
  const albums = library.db
    .prepare(
      `SELECT name, a.starred_at, a.play_count FROM albums al JOIN album_annotations a ON a.album_id = al.id
       WHERE song_count > 0 ORDER BY name`,
    )
    .all()
  expect(albums).toEqual([
    { name: 'Blue', starred_at: 5, play_count: 9 },
    { name: 'Red', starred_at: null, play_count: 3 },
  ])
})

describe('which of several', () => {
  test('the moved file, not its renamed copy, takes the song over', async () => {
    const { id } = library.song('Bob/Red/01 Fire.flac')
    mkdirSync(library.at('A'))
    cpSync(library.at('Bob/Red/01 Fire.flac'), library.at('A/Aaa.flac'))
    move('Bob/Red/01 Fire.flac', 'Z/01 Fire.flac')
    expect(await library.scan()).toMatchObject({ added: 1, moved: 1, missing: 0 })
    expect(library.song('Z/01 Fire.flac').id).toBe(id)
  })

  test('two songs with the same audio each find their own file', async () => {
    cpSync(library.at('Bob/Red/01 Fire.flac'), library.at('Bob/Red/02 Fire again.flac'))
    await library.scan()
    const first = library.song('Bob/Red/01 Fire.flac').id
    const second = library.song('Bob/Red/02 Fire again.flac').id
    move('Bob/Red', 'Bob/Redder')
    expect(await library.scan()).toMatchObject({ added: 0, moved: 2, missing: 0 })
    expect(library.song('Bob/Redder/01 Fire.flac').id).toBe(first)
    expect(library.song('Bob/Redder/02 Fire again.flac').id).toBe(second)
  })

  test('a song whose place is taken by a moved one is missing, not lost', async () => {
    const fire = library.song('Bob/Red/01 Fire.flac').id
    library.write('Ann/Blue/04.flac', { title: 'Ash' })
    await library.scan()
    const ash = library.song('Ann/Blue/04.flac').id
    rmSync(library.at('Bob/Red/01 Fire.flac'))
    move('Ann/Blue/04.flac', 'Bob/Red/01 Fire.flac')
    touch(library.at('Bob/Red/01 Fire.flac'))
    expect(await library.scan()).toMatchObject({ added: 0, moved: 1, missing: 1 })
    expect(library.song('Bob/Red/01 Fire.flac').id).toBe(ash)
    expect(library.songs().find(({ id }) => id === fire)).toMatchObject({ missing: true, title: 'Fire' })
    expect(ownerData(library.db, fire)).toEqual(FULL_OWNER_DATA)
  })
})

describe('a folder moved as a whole', () => {
  test('keeps its id and star, and so does the one above it', async () => {
    starDirectory('Ann')
    starDirectory('Ann/Blue')
    const ids = ['Ann', 'Ann/Blue'].map(directoryId)
    move('Ann', 'Anne')
    await library.scan()
    expect(['Anne', 'Anne/Blue'].map(directoryId)).toEqual(ids)
    expect([isStarred('Anne'), isStarred('Anne/Blue')]).toEqual([true, true])
    expect(directoryId('Ann')).toBeUndefined()
  })

  test('keeps them too when a new song is found in it first', async () => {
    starDirectory('Ann/Blue')
    const id = directoryId('Ann/Blue')
    move('Ann/Blue', 'Zoe/Blue')
    library.write('Zoe/Blue/00 Intro.mp3', { title: 'Intro' })
    await library.scan()
    expect(directoryId('Zoe/Blue')).toBe(id)
    expect(isStarred('Zoe/Blue')).toBe(true)
    const parents = library.db
      .prepare('SELECT DISTINCT directory_id FROM songs WHERE missing_since IS NULL AND path LIKE ?')
      .pluck()
      .all('Zoe/%')
    expect(parents).toEqual([id])
    expect(await library.scan()).toMatchObject({ added: 0, changed: 0, moved: 0, missing: 0 })
  })

  test('leaves its id alone when it stays and only a song leaves it', async () => {
    const id = directoryId('Ann/Blue')
    move('Ann/Blue/01 Sky.mp3', 'Cem/01 Sky.mp3')
    await library.scan()
    expect(directoryId('Ann/Blue')).toBe(id)
    expect(directoryId('Cem')).not.toBe(id)
  })
})

test('the album in a renamed folder keeps its star', async () => {
  library.db.exec(
    `INSERT INTO album_annotations (user_id, album_id, starred_at) SELECT 1, id, 5 FROM albums WHERE name = 'Blue'`,
  )
  move('Ann/Blue', 'Ann/Blue (1999)')
  await library.scan()
  const starred = library.db
    .prepare(
      'SELECT al.name, al.song_count FROM albums al JOIN album_annotations a ON a.album_id = al.id WHERE starred_at = 5',
    )
    .all()
  expect(starred).toContainEqual({ name: 'Blue', song_count: 3 })
})
