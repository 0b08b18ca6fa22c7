import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SongId, songId } from '../../../server/ids.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../../support/music-door.ts'
import { problemsOf } from '../../support/schema.ts'
import { createStoredSongs, type StoredSongs } from '../../support/stored-songs.ts'
import type { SubsonicClient } from '../../support/subsonic-client.ts'

const ADMIN = { user: 'second admin', password: 'administer quietly' }
let door: TestDoor
let owner: SubsonicClient
let listener: SubsonicClient
let admin: SubsonicClient
let library: StoredSongs
let dir: string
let songs: SongId[]
let hidden: SongId
let ids: string[]

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-playlists-'))
  door = await openMusicDoor()
  library = createStoredSongs(door.db, dir)
  songs = ['a', 'b', 'c', 'd', 'e'].map((name, index) =>
    library.addSong({ path: `${name}.mp3`, title: name, durationSec: 100 + index }),
  )
  ids = songs.map(songId)
  hidden = library.addSong({ folder: 2, path: 'hidden.mp3', title: 'hidden' })
  await door.users.update(door.users.getByName(LISTENER.user).id, { folders: [1] })
  await door.users.create({ name: ADMIN.user, password: ADMIN.password, roles: { admin: true } })
  owner = door.client
  listener = door.as(LISTENER)
  admin = door.as(ADMIN)
})
afterAll(async () => {
  await door.close()
  fs.rmSync(dir, { recursive: true, force: true })
})

async function create(
  client: SubsonicClient,
  name: string,
  songIds: readonly string[] = [],
): Promise<string> {
  const { playlist } = await client.json('createPlaylist', { name, songId: songIds })
  return playlist.id
}

async function titles(client: SubsonicClient, id: string): Promise<string> {
  const { playlist } = await client.json('getPlaylist', { id })
  return playlist.entry.map(({ title }: { title: string }) => title).join('')
}

async function everythingIn(id: string) {
  return (await owner.call('getPlaylist', { id })).text
}

test('creating one gives it back with its songs', async () => {
  const envelope = await owner.json('createPlaylist', { name: 'Mix', songId: [ids[1]!, ids[0]!, ids[1]!] })
  expect(envelope['playlist']).toMatchObject({
    ...{ name: 'Mix', owner: 'Søren', public: false, readonly: false, songCount: 3, duration: 302 },
    entry: [{ title: 'b' }, { title: 'a' }, { title: 'b' }],
  })
  expect(envelope['playlist']).not.toHaveProperty('comment')
  expect(envelope['playlist']).not.toHaveProperty('coverArt')
  expect(problemsOf('createPlaylist', { 'subsonic-response': envelope })).toEqual([])
  const again = await owner.json('getPlaylist', { id: envelope['playlist'].id })
  expect(again['playlist']).toEqual(envelope['playlist'])
  expect(problemsOf('getPlaylist', { 'subsonic-response': again })).toEqual([])
  expect((await owner.json('getPlaylist', { playlistId: envelope['playlist'].id }))['playlist'].name).toBe(
    'Mix',
  )
})

test('an empty one has no songs, and names may repeat', async () => {
  const one = await create(owner, 'Empty')
  const two = await create(owner, 'Empty')
  expect(one).not.toBe(two)
  const { playlist } = await owner.json('getPlaylist', { id: one })
  expect(playlist).toMatchObject({ songCount: 0, duration: 0, entry: [] })
})

test('with playlistId the songs are replaced, the name only when given', async () => {
  const id = await create(owner, 'Order', ids)
  const replaced = await owner.json('createPlaylist', { playlistId: id, songId: [ids[4]!, ids[3]!] })
  expect(replaced['playlist']).toMatchObject({
    id,
    name: 'Order',
    songCount: 2,
    entry: [{ title: 'e' }, { title: 'd' }],
  })
  const renamed = await owner.json('createPlaylist', { playlistId: id, name: 'New', songId: ids[0] })
  expect(renamed['playlist']).toMatchObject({ id, name: 'New', songCount: 1 })
  const emptied = await owner.json('createPlaylist', { playlistId: id })
  expect(emptied['playlist']).toMatchObject({ songCount: 0, entry: [] })
})

test('neither name nor playlistId is a missing parameter', async () => {
  expect(await owner.code('createPlaylist')).toBe(10)
  expect(await owner.code('createPlaylist', { name: '' })).toBe(10)
  expect(await owner.code('createPlaylist', { playlistId: '', songId: ids })).toBe(10)
})

test('an unknown or hidden song is not found and nothing is made or changed', async () => {
  const before = (await owner.json('getPlaylists'))['playlists'].playlist.length
  for (const bad of ['so-99999', 'al-1', 'nonsense']) {
    expect(await owner.code('createPlaylist', { name: 'Bad', songId: [ids[0]!, bad] })).toBe(70)
  }
  expect((await owner.json('getPlaylists'))['playlists'].playlist).toHaveLength(before)
  expect(await listener.code('createPlaylist', { name: 'Bad', songId: songId(hidden) })).toBe(70)
  expect(
    (await listener.json('getPlaylists'))['playlists'].playlist.some(
      (p: { name: string }) => p.name === 'Bad',
    ),
  ).toBe(false)

  const id = await create(owner, 'Steady', ids)
  const steady = await everythingIn(id)
  expect(await owner.code('createPlaylist', { playlistId: id, name: 'X', songId: 'so-99999' })).toBe(70)
  expect(
    await owner.code('updatePlaylist', {
      playlistId: id,
      name: 'X',
      songIdToAdd: ['so-99999'],
      songIndexToRemove: 0,
    }),
  ).toBe(70)
  expect(await everythingIn(id)).toBe(steady)
})

test('removals count in the list as it was, additions come after', async () => {
  const id = await create(owner, 'Changing', ids)
  await owner.json('updatePlaylist', {
    playlistId: id,
    songIndexToRemove: [3, 0, 3],
    songIdToAdd: [ids[0]!, ids[0]!],
  })
  expect(await titles(owner, id)).toBe('bceaa')
  await owner.json('updatePlaylist', { playlistId: id, songIndexToRemove: 0 })
  expect(await titles(owner, id)).toBe('ceaa')
  await owner.json('updatePlaylist', { id, songIdToAdd: ids[1]! })
  expect(await titles(owner, id)).toBe('ceaab')
  await owner.json('updatePlaylist', {
    playlistId: id,
    songIndexToRemove: [0, 1, 2, 3, 4],
    songIdToAdd: ids[2]!,
  })
  expect(await titles(owner, id)).toBe('c')
})

test.each([['5'], ['-1'], ['x'], ['1.5'], [['0', '99']], [['2', 'x']]])(
  'index %j changes nothing',
  async (index) => {
    const id = await create(owner, 'Indexes', ids)
    const before = await everythingIn(id)
    const change = { playlistId: id, name: 'Other', songIndexToRemove: index as string, songIdToAdd: ids[0]! }
    expect(await owner.code('updatePlaylist', change)).toBe(10)
    expect(await everythingIn(id)).toBe(before)
  },
)

test('name, comment and public change only when given', async () => {
  const id = await create(owner, 'Meta', [ids[0]!])
  const read = async () => (await owner.json('getPlaylist', { id }))['playlist']
  await owner.json('updatePlaylist', { playlistId: id, comment: 'for the road', public: true })
  expect(await read()).toMatchObject({ name: 'Meta', comment: 'for the road', public: true })
  await owner.json('updatePlaylist', { playlistId: id, name: 'Renamed' })
  expect(await read()).toMatchObject({ name: 'Renamed', comment: 'for the road', public: true })
  await owner.json('updatePlaylist', { playlistId: id, comment: '', public: false })
  expect(await read()).toMatchObject({ name: 'Renamed', public: false })
  expect(await read()).not.toHaveProperty('comment')
  expect(await owner.code('updatePlaylist', { playlistId: id, name: '' })).toBe(10)
  expect(await owner.code('updatePlaylist', { name: 'x' })).toBe(10)
})

test('changed moves with every change, created never', async () => {
  const id = await create(owner, 'Times', ids)
  const read = async () => (await owner.json('getPlaylist', { id }))['playlist']
  const times: string[] = [(await read()).changed]
  for (const change of [
    { name: 'x' },
    { comment: 'y' },
    { public: true },
    { songIdToAdd: ids[0]! },
    { songIndexToRemove: 0 },
  ]) {
    await owner.json('updatePlaylist', { playlistId: id, ...change })
    times.push((await read()).changed)
  }
  await owner.json('createPlaylist', { playlistId: id, songId: ids })
  times.push((await read()).changed)
  expect(new Set(times).size).toBe(times.length)
  expect([...times].sort()).toEqual(times)
  expect((await read()).created).toBe(times[0])
})

test('a private one of somebody else does not exist', async () => {
  const id = await create(listener, 'Private', ids)
  for (const other of [owner, admin]) {
    expect(await other.code('getPlaylist', { id })).toBe(70)
    expect(await other.code('updatePlaylist', { playlistId: id, name: 'x' })).toBe(70)
    expect(await other.code('createPlaylist', { playlistId: id })).toBe(70)
    expect(await other.code('deletePlaylist', { id })).toBe(70)
    expect((await other.call('getPlaylists')).text).not.toContain(`"${id}"`)
  }
  expect(await titles(listener, id)).toBe('abcde')
})

test('a public one of somebody else can be read and not changed', async () => {
  const id = await create(owner, 'Public', ids)
  await owner.json('updatePlaylist', { playlistId: id, public: true })
  const { playlist } = await listener.json('getPlaylist', { id })
  expect(playlist).toMatchObject({ owner: 'Søren', public: true, readonly: true, songCount: 5 })
  expect((await listener.call('getPlaylists')).text).toContain(`"${id}"`)
  expect(await listener.code('updatePlaylist', { playlistId: id, name: 'x' })).toBe(50)
  expect(await listener.code('updatePlaylist', { playlistId: id, songIdToAdd: ids[0]! })).toBe(50)
  expect(await listener.code('createPlaylist', { playlistId: id })).toBe(50)
  expect(await listener.code('deletePlaylist', { id })).toBe(50)
  expect(await titles(owner, id)).toBe('abcde')
})

test('an administrator may rename and delete a public one but not change its songs', async () => {
  const id = await create(listener, 'By a listener', ids)
  await listener.json('updatePlaylist', { playlistId: id, public: true })
  expect(await admin.code('updatePlaylist', { playlistId: id, name: 'Renamed' })).toBeUndefined()
  expect(await admin.code('updatePlaylist', { playlistId: id, songIndexToRemove: 0 })).toBe(50)
  expect(await admin.code('createPlaylist', { playlistId: id, songId: ids[0]! })).toBe(50)
  expect((await listener.json('getPlaylist', { id }))['playlist']).toMatchObject({
    name: 'Renamed',
    songCount: 5,
  })
  expect(await admin.code('deletePlaylist', { id })).toBeUndefined()
  expect(await listener.code('getPlaylist', { id })).toBe(70)
})

test('one imported from a file is for everybody who may see its folder, and read-only', async () => {
  const insert = door.db
    .prepare(
      `INSERT INTO playlists (owner_id, name, public, created_at, changed_at, folder_id, path)
     VALUES (NULL, ?, 1, 0, 0, ?, ?) RETURNING id`,
    )
    .pluck()
  const visible = `pl-${insert.get('From a file', 1, 'x.m3u')}`
  const elsewhere = `pl-${insert.get('From another folder', 2, 'y.m3u')}`
  expect((await listener.json('getPlaylist', { id: visible }))['playlist']).toMatchObject({
    readonly: true,
    public: true,
    owner: '',
  })
  expect(await listener.code('getPlaylist', { id: elsewhere })).toBe(70)
  expect((await listener.call('getPlaylists')).text).not.toContain('From another folder')
  for (const client of [owner, listener]) {
    const envelope = await client.json('updatePlaylist', { playlistId: visible, songIdToAdd: ids[0]! })
    expect(envelope.error).toMatchObject({ code: 50, message: expect.stringContaining('comes from a file') })
    expect(await client.code('deletePlaylist', { id: visible })).toBe(50)
  }
})

test('songs that are gone or hidden are neither shown nor counted, and indexes go by what is shown', async () => {
  const gone = library.addSong({ path: 'gone.mp3', title: 'G' })
  const id = await create(owner, 'Gaps', [ids[0]!, songId(gone), songId(hidden), ids[1]!, ids[2]!])
  await owner.json('updatePlaylist', { playlistId: id, public: true })
  library.markMissing(gone)
  expect(await titles(owner, id)).toBe('ahiddenbc')
  expect((await owner.json('getPlaylist', { id }))['playlist']).toMatchObject({ songCount: 4 })
  expect((await listener.json('getPlaylist', { id }))['playlist']).toMatchObject({
    songCount: 3,
    duration: 303,
  })
  await owner.json('updatePlaylist', { playlistId: id, songIndexToRemove: 2 })
  expect(await titles(owner, id)).toBe('ahiddenc')
  expect(await owner.code('updatePlaylist', { playlistId: id, songIndexToRemove: 3 })).toBe(10)

  door.db.prepare('UPDATE songs SET missing_since = NULL WHERE id = ?').run(gone)
  expect(await titles(owner, id)).toBe('aGhiddenc')
})

test('getPlaylists names its lists by name, with counts that follow changes at once', async () => {
  const id = await create(listener, 'aaa', ids.slice(0, 2))
  const counted = async () =>
    (await listener.json('getPlaylists'))['playlists'].playlist.find((one: { id: string }) => one.id === id)
  expect(await counted()).toMatchObject({ songCount: 2, duration: 201 })
  for (const songCount of [3, 4, 5]) {
    await listener.json('updatePlaylist', { playlistId: id, songIdToAdd: ids[0]! })
    expect(await counted()).toMatchObject({ songCount })
  }
  const envelope = await listener.json('getPlaylists')
  const names = envelope['playlists'].playlist.map(({ name }: { name: string }) => name.toLowerCase())
  expect([...names].sort()).toEqual(names)
  expect(envelope['playlists'].playlist[0]).not.toHaveProperty('entry')
  expect(problemsOf('getPlaylists', { 'subsonic-response': envelope })).toEqual([])
})

test("somebody else's lists are for administrators", async () => {
  const mine = await create(listener, 'Only mine')
  const namesOf = async (client: SubsonicClient, username: string) =>
    (await client.json('getPlaylists', { username }))['playlists'].playlist.map(
      ({ id }: { id: string }) => id,
    )
  expect(await namesOf(listener, 'LISTENER')).toContain(mine)
  expect(await namesOf(admin, 'listener')).toContain(mine)
  expect(await admin.code('getPlaylists', { username: 'nobody' })).toBe(70)
  expect(await listener.code('getPlaylists', { username: 'Søren' })).toBe(50)
  expect(await listener.code('getPlaylists', { username: 'nobody' })).toBe(50)
})

test('deleting is for good', async () => {
  const id = await create(owner, 'Short-lived', ids)
  expect(await owner.code('deletePlaylist', { id })).toBeUndefined()
  for (const name of ['getPlaylist', 'deletePlaylist']) expect(await owner.code(name, { id })).toBe(70)
  expect(await owner.code('deletePlaylist')).toBe(10)
  expect(await owner.code('deletePlaylist', { id: 'al-1' })).toBe(70)
})

test('ten thousand songs by POST, three thousand by GET, order kept', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ids[(index * 7) % 5]!)
  const { playlist } = await owner.json('createPlaylist', { name: 'Long', songId: many }, { form: true })
  expect(playlist.songCount).toBe(10_000)
  expect(playlist.entry.map((entry: { id: string }) => entry.id)).toEqual(many)
  const shorter = await owner.json('createPlaylist', { playlistId: playlist.id, songId: many.slice(0, 3000) })
  expect(shorter['playlist'].entry.map((entry: { id: string }) => entry.id)).toEqual(many.slice(0, 3000))
  const indexes = Array.from({ length: 2999 }, (_, index) => 2999 - index)
  await owner.json('updatePlaylist', { playlistId: playlist.id, songIndexToRemove: indexes }, { form: true })
  expect(await titles(owner, playlist.id)).toBe('a')
})

test('stars of the caller show in the entries', async () => {
  const id = await create(owner, 'Starred', [ids[0]!])
  await owner.json('updatePlaylist', { playlistId: id, public: true })
  await owner.json('star', { id: ids[0]! })
  expect((await owner.json('getPlaylist', { id }))['playlist'].entry[0].starred).toBeTruthy()
  expect((await listener.json('getPlaylist', { id }))['playlist'].entry[0]).not.toHaveProperty('starred')
  await owner.json('unstar', { id: ids[0]! })
})
