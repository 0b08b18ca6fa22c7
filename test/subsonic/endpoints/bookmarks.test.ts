import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type SongId, songId } from '../../../server/ids.ts'
import { LISTENER, OWNER, openMusicDoor, type TestDoor } from '../../support/music-door.ts'
import { problemsOf } from '../../support/schema.ts'
import { createStoredSongs, type StoredSongs } from '../../support/stored-songs.ts'
import type { SubsonicClient } from '../../support/subsonic-client.ts'

let door: TestDoor
let owner: SubsonicClient
let listener: SubsonicClient
let library: StoredSongs
let dir: string
let hidden: SongId
let ids: string[]

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-bookmarks-'))
  door = await openMusicDoor()
  library = createStoredSongs(door.db, dir)
  ids = ['a', 'b', 'c', 'd', 'e'].map((name) => songId(library.addSong({ path: `${name}.mp3`, title: name })))
  hidden = library.addSong({ folder: 2, path: 'hidden.mp3', title: 'hidden' })
  await door.users.update(door.users.getByName(LISTENER.user).id, { folders: [1] })
  owner = door.client
  listener = door.as(LISTENER)
})
afterAll(async () => {
  await door.close()
  fs.rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => {
  door.db.exec('DELETE FROM bookmarks; DELETE FROM play_queues')
})

describe('bookmarks', () => {
  const list = async (client: SubsonicClient) => (await client.json('getBookmarks'))['bookmarks'].bookmark

  test('one is kept for each user and song, with its first date', async () => {
    expect(
      await owner.code('createBookmark', { id: ids[0], position: 1234, comment: 'here' }),
    ).toBeUndefined()
    const [first] = await list(owner)
    expect(first).toMatchObject({
      position: 1234,
      username: OWNER.user,
      comment: 'here',
      entry: { id: ids[0], bookmarkPosition: 1234 },
    })
    expect(await list(listener)).toEqual([])

    door.db.exec('UPDATE bookmarks SET created_at = created_at - 5000, changed_at = changed_at - 5000')
    await owner.json('createBookmark', { id: ids[0], position: 99_000_000 })
    const [second, ...others] = await list(owner)
    expect(others).toEqual([])
    expect(second.position).toBe(99_000_000)
    expect(second).not.toHaveProperty('comment')
    expect(Date.parse(second.created)).toBe(Date.parse(first.created) - 5000)
    expect(Date.parse(second.changed)).toBeGreaterThanOrEqual(Date.parse(first.changed))
    const envelope = await owner.json('getBookmarks')
    expect(problemsOf('getBookmarks', { 'subsonic-response': envelope })).toEqual([])
  })

  test('deleting one is fine whether it is there or not', async () => {
    await owner.json('createBookmark', { id: ids[0], position: 0 })
    await listener.json('createBookmark', { id: ids[0], position: 7 })
    for (let time = 0; time < 2; time++)
      expect(await owner.code('deleteBookmark', { id: ids[0] })).toBeUndefined()
    expect(await list(owner)).toEqual([])
    expect(await list(listener)).toHaveLength(1)
  })

  test('those of songs that are gone or hidden are left out', async () => {
    const gone = library.addSong({ path: 'gone.mp3' })
    await owner.json('createBookmark', { id: songId(gone), position: 1 })
    library.markMissing(gone)
    expect(await list(owner)).toEqual([])
    door.db
      .prepare("INSERT INTO bookmarks VALUES (?, ?, 5, '', 0, 0)")
      .run(door.users.getByName(LISTENER.user).id, hidden)
    expect(await list(listener)).toEqual([])
  })

  test.each([
    [{ position: 5 }, 10],
    [{ id: 'so-99999', position: 5 }, 70],
    [{ id: 'al-1', position: 5 }, 70],
    [{ id: 'so-1' }, 10],
    [{ id: 'so-1', position: -1 }, 10],
    [{ id: 'so-1', position: 'x' }, 10],
    [{ id: 'so-1', position: '1e3' }, 10],
  ])('%j fails with %i', async (parameters, code) => {
    expect(await owner.code('createBookmark', parameters)).toBe(code)
    expect(await list(owner)).toEqual([])
  })

  test('a hidden song cannot be marked', async () => {
    expect(await listener.code('createBookmark', { id: songId(hidden), position: 1 })).toBe(70)
  })
})

describe('the play queue', () => {
  const byId = async (client: SubsonicClient) => (await client.json('getPlayQueue'))['playQueue']
  const byIndex = async (client: SubsonicClient) =>
    (await client.json('getPlayQueueByIndex'))['playQueueByIndex']
  const entries = (queue: { entry: { id: string }[] }) => queue.entry.map(({ id }) => id)

  test('is there before anything was saved, as old as the user', async () => {
    const { createdAt } = door.users.getByName(OWNER.user)
    const empty = {
      position: 0,
      username: OWNER.user,
      changed: new Date(createdAt).toISOString(),
      changedBy: '',
      entry: [],
    }
    expect(await byId(owner)).toEqual(empty)
    expect(await byIndex(owner)).toEqual(empty)
  })

  test('saved by id it reads back in both flavours', async () => {
    const before = Date.now()
    const queue = [ids[1]!, ids[0]!, ids[1]!, ids[2]!]
    expect(await owner.code('savePlayQueue', { id: queue, current: ids[1], position: 4321 })).toBeUndefined()
    const read = await byId(owner)
    expect(read).toMatchObject({ current: ids[1], position: 4321, username: OWNER.user, changedBy: 'tests' })
    expect(entries(read)).toEqual(queue)
    expect(Date.parse(read.changed)).toBeGreaterThanOrEqual(before)
    expect(await byIndex(owner)).toMatchObject({ currentIndex: 0, position: 4321 })
    expect(entries(await byId(listener))).toEqual([])
    for (const name of ['getPlayQueue', 'getPlayQueueByIndex']) {
      expect(problemsOf(name, { 'subsonic-response': await owner.json(name) })).toEqual([])
    }
  })

  test('saved by index it tells the repetition that is playing', async () => {
    const queue = [ids[1]!, ids[0]!, ids[1]!]
    await owner.json('savePlayQueueByIndex', { id: queue, currentIndex: 2, position: 5 })
    expect(await byIndex(owner)).toMatchObject({ currentIndex: 2, position: 5 })
    expect(await byId(owner)).toMatchObject({ current: ids[1] })
    expect(entries(await byIndex(owner))).toEqual(queue)
  })

  test('no id clears it', async () => {
    for (const name of ['savePlayQueue', 'savePlayQueueByIndex']) {
      await owner.json('savePlayQueue', { id: ids, current: ids[2], position: 77 })
      expect(await owner.code(name, { position: 5 })).toBeUndefined()
      const read = await byId(owner)
      expect(read).toMatchObject({ entry: [], position: 0, changedBy: 'tests' })
      expect(read).not.toHaveProperty('current')
      expect(await byIndex(owner)).not.toHaveProperty('currentIndex')
    }
  })

  test.each([
    ['savePlayQueue', { id: 'so-1' }],
    ['savePlayQueue', { id: ['so-1', 'so-2'], current: 'so-3' }],
    ['savePlayQueue', { id: 'so-1', current: '' }],
    ['savePlayQueueByIndex', { id: 'so-1' }],
    ['savePlayQueueByIndex', { id: ['so-1', 'so-2'], currentIndex: 2 }],
    ['savePlayQueueByIndex', { id: 'so-1', currentIndex: -1 }],
    ['savePlayQueueByIndex', { id: 'so-1', currentIndex: 'x' }],
    ['savePlayQueueByIndex', { currentIndex: 0 }],
  ])('%s %j is refused and keeps what was saved', async (name, parameters) => {
    await owner.json('savePlayQueue', { id: ids, current: ids[3], position: 9 })
    expect(await owner.code(name, parameters)).toBe(10)
    expect(await byId(owner)).toMatchObject({ current: ids[3], position: 9 })
  })

  test('unknown ids are dropped; if the current one is, the next that is left is current, from its beginning', async () => {
    await owner.json('savePlayQueue', {
      id: ['so-99999', ids[0]!, 'al-1', ids[1]!],
      current: ids[1]!,
      position: 8,
    })
    expect(entries(await byId(owner))).toEqual([ids[0], ids[1]])
    expect(await byIndex(owner)).toMatchObject({ currentIndex: 1, position: 8 })

    await owner.json('savePlayQueue', {
      id: [ids[0]!, 'so-99999', ids[1]!, ids[2]!],
      current: 'so-99999',
      position: 8,
    })
    expect(await byId(owner)).toMatchObject({ current: ids[1], position: 0 })
    await owner.json('savePlayQueue', {
      id: [ids[0]!, ids[1]!, 'so-99999'],
      current: 'so-99999',
      position: 8,
    })
    expect(await byId(owner)).toMatchObject({ current: ids[1], position: 0 })
    await owner.json('savePlayQueueByIndex', { id: ['so-99999', ids[3]!], currentIndex: 0 })
    expect(await byIndex(owner)).toMatchObject({ currentIndex: 0 })
    await owner.json('savePlayQueue', { id: ['so-99999'], current: 'so-99999' })
    expect(await byId(owner)).toMatchObject({ entry: [] })
  })

  test('songs that vanish later are left out, and come back', async () => {
    const gone = library.addSong({ path: 'gone later.mp3' })
    await owner.json('savePlayQueueByIndex', {
      id: [ids[0]!, songId(gone), ids[1]!],
      currentIndex: 1,
      position: 60,
    })
    library.markMissing(gone)
    expect(entries(await byId(owner))).toEqual([ids[0], ids[1]])
    expect(await byId(owner)).toMatchObject({ current: ids[1], position: 0 })
    expect(await byIndex(owner)).toMatchObject({ currentIndex: 1 })
    door.db.prepare('UPDATE songs SET missing_since = NULL WHERE id = ?').run(gone)
    expect(await byIndex(owner)).toMatchObject({ currentIndex: 1, position: 60 })
  })

  test('hidden songs are dropped like unknown ones', async () => {
    await listener.json('savePlayQueue', { id: [songId(hidden), ids[0]!], current: ids[0]! })
    expect(entries(await byId(listener))).toEqual([ids[0]])
  })

  test('twenty thousand entries by POST, three thousand by GET', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ids[(index * 3) % 5]!)
    expect(
      await owner.code('savePlayQueueByIndex', { id: many, currentIndex: 19_999 }, { form: true }),
    ).toBeUndefined()
    const read = await byIndex(owner)
    expect(read.currentIndex).toBe(19_999)
    expect(entries(read)).toEqual(many)
    await owner.json('savePlayQueue', { id: many.slice(0, 3000), current: many[0] })
    expect(entries(await byId(owner))).toHaveLength(3000)
  })

  test('a malformed position counts as none', async () => {
    await owner.json('savePlayQueue', { id: ids, current: ids[0], position: '-5' })
    expect(await byId(owner)).toMatchObject({ position: 0 })
  })
})
