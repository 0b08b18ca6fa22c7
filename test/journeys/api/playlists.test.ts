// Playlists (CONTRACT.md 8.4) as clients make, reorder and share them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters, SubsonicClient } from '../../support/subsonic-client.ts'

// Each change of a playlist comes a second after the one before.
let time = Date.UTC(2026, 4, 1)
let server: TestServer
let known: KnownIds
let songs: string[]
beforeAll(async () => {
  server = await startTestServer({ clock: { now: () => (time += 1000) } })
  known = await readKnownIds(server.owner)
  songs = [...known.songs.values()].slice(0, 6)
})
afterAll(() => server.close())

async function make(client: SubsonicClient, songId: string[], more: CallParameters = {}): Promise<string> {
  const { playlist } = await client.json('createPlaylist', { name: 'List', songId })
  if (Object.keys(more).length > 0) await client.json('updatePlaylist', { playlistId: playlist.id, ...more })
  return playlist.id
}

const read = async (id: string, client = server.owner) =>
  (await client.json('getPlaylist', { id }))['playlist']
const entries = async (id: string, client = server.owner): Promise<string[]> =>
  (await read(id, client)).entry.map(({ id: song }: { id: string }) => song)

describe('createPlaylist', () => {
  test('makes a new one each time, and returns it whole (PL-1, PL-6)', async () => {
    const { playlist } = await server.owner.json('createPlaylist', {
      name: 'Twice',
      songId: [songs[0]!, songs[0]!],
    })
    expect(playlist).toMatchObject({
      name: 'Twice',
      songCount: 2,
      public: false,
      readonly: false,
      owner: 'Olga Öst',
    })
    expect(playlist.entry.map(({ id }: { id: string }) => id)).toEqual([songs[0], songs[0]])
    const again = await server.owner.json('createPlaylist', { name: 'Twice' })
    expect(again['playlist'].id).not.toBe(playlist.id)
    expect(again['playlist']).toMatchObject({ songCount: 0, entry: [] })
    // Nothing in it, nothing to show (PL-7).
    expect(again['playlist']).not.toHaveProperty('coverArt')
  })

  test('with playlistId replaces the songs, and empties without any (PL-1)', async () => {
    const id = await make(server.owner, songs.slice(0, 4))
    const replaced = await server.owner.json('createPlaylist', {
      playlistId: id,
      songId: [songs[5]!, songs[0]!],
    })
    expect(replaced['playlist']).toMatchObject({ id, name: 'List', songCount: 2 })
    expect(await entries(id)).toEqual([songs[5], songs[0]])
    await server.owner.json('createPlaylist', { playlistId: id, name: 'Emptied' })
    expect(await read(id)).toMatchObject({ name: 'Emptied', songCount: 0, entry: [] })
  })

  test('changes nothing when a song is unknown (PL-3)', async () => {
    const id = await make(server.owner, songs.slice(0, 2))
    const count = async () => (await server.owner.json('getPlaylists'))['playlists'].playlist.length
    const before = await count()
    for (const songId of ['so-99999', 'nonsense', known.album('Björk', 'Début')]) {
      expect(await server.owner.code('createPlaylist', { name: 'New', songId: [songs[0]!, songId] })).toBe(70)
      expect(await server.owner.code('createPlaylist', { playlistId: id, songId: [songs[5]!, songId] })).toBe(
        70,
      )
    }
    expect(await count()).toBe(before)
    expect(await entries(id)).toEqual(songs.slice(0, 2))
    expect(await server.owner.code('createPlaylist', { name: '' })).toBe(10)
  })
})

describe('updatePlaylist', () => {
  test('removes by the positions before the call, then adds (PL-2, PL-3)', async () => {
    const id = await make(server.owner, songs.slice(0, 5))
    const change = { songIndexToRemove: [3, 0, 3], songIdToAdd: [songs[5]!, songs[1]!] }
    expect(await server.owner.code('updatePlaylist', { playlistId: id, ...change })).toBeUndefined()
    expect(await entries(id)).toEqual([songs[1], songs[2], songs[4], songs[5], songs[1]])
    // The form of it, and the other name of the parameter.
    await server.owner.json('updatePlaylist', { id, songIndexToRemove: 0 }, { form: true })
    expect(await entries(id)).toEqual([songs[2], songs[4], songs[5], songs[1]])
  })

  test('changes nothing when a position or a song is not there (PL-3)', async () => {
    const id = await make(server.owner, songs.slice(0, 2))
    const before = await read(id)
    for (const [change, code] of [
      [{ songIndexToRemove: 2 }, 10],
      [{ songIndexToRemove: -1 }, 10],
      [{ songIndexToRemove: 'x' }, 10],
      [{ songIdToAdd: 'so-99999' }, 70],
      [{ name: '' }, 10],
    ] as const) {
      const all = { playlistId: id, comment: 'changed', public: true, ...change }
      expect([change, await server.owner.code('updatePlaylist', all)]).toEqual([change, code])
    }
    expect(await read(id)).toEqual(before)
  })

  test('tells an empty comment from an absent one, and public from absent', async () => {
    const id = await make(server.owner, [], { comment: 'words', public: true })
    await server.owner.json('updatePlaylist', { playlistId: id, name: 'Other' })
    expect(await read(id)).toMatchObject({ name: 'Other', comment: 'words', public: true })
    await server.owner.json('updatePlaylist', { playlistId: id, comment: '', public: false })
    const after = await read(id)
    expect(after).not.toHaveProperty('comment')
    expect(after).toMatchObject({ public: false })
  })

  test('moves changed with songs and with words, created never (PL-4)', async () => {
    const id = await make(server.owner, songs.slice(0, 2))
    let last = await read(id)
    const { created } = last
    for (const change of [
      { name: 'New' },
      { comment: 'x' },
      { public: true },
      { songIdToAdd: songs[3] },
      { songIndexToRemove: 0 },
    ]) {
      await server.owner.json('updatePlaylist', { playlistId: id, ...change })
      const now = await read(id)
      expect([change, now.changed > last.changed, now.created]).toEqual([change, true, created])
      last = now
    }
    await server.owner.json('createPlaylist', { playlistId: id, songId: songs[0] })
    expect((await read(id)).changed > last.changed).toBe(true)
  })
})

describe('a public playlist', () => {
  test('is read by all, changed by its owner, and an administrator may change its words (PL-5)', async () => {
    const id = await make(server.listener, songs.slice(0, 2), { public: true })
    expect(await read(id, server.mainOnly)).toMatchObject({ owner: 'lisa', readonly: true, songCount: 2 })
    expect(await read(id, server.listener)).toMatchObject({ readonly: false })
    for (const change of [{ name: 'Mine now' }, { songIdToAdd: songs[2] }]) {
      expect(await server.mainOnly.code('updatePlaylist', { playlistId: id, ...change })).toBe(50)
    }
    expect(await server.mainOnly.code('createPlaylist', { playlistId: id, songId: songs[2] })).toBe(50)
    expect(await server.mainOnly.code('deletePlaylist', { id })).toBe(50)

    expect(await server.owner.code('updatePlaylist', { playlistId: id, songIdToAdd: songs[2] })).toBe(50)
    expect(await server.owner.code('updatePlaylist', { playlistId: id, comment: 'tidied' })).toBeUndefined()
    expect(await read(id, server.listener)).toMatchObject({ comment: 'tidied', songCount: 2, name: 'List' })
    expect(await server.owner.code('deletePlaylist', { id })).toBeUndefined()
    expect(await server.listener.code('getPlaylist', { id })).toBe(70)
  })
})

test('a private playlist does not exist for anybody else', async () => {
  const id = await make(server.listener, songs.slice(0, 2))
  for (const client of [server.mainOnly, server.owner]) {
    expect(await client.code('getPlaylist', { id })).toBe(70)
    expect(await client.code('createPlaylist', { playlistId: id, songId: songs[0] })).toBe(70)
    expect(await client.code('getCoverArt', { id })).toBe(70)
    expect(await client.code('download', { id })).toBe(70)
    const { playlists } = await client.json('getPlaylists')
    expect(playlists.playlist.map((one: { id: string }) => one.id)).not.toContain(id)
  }
  expect(await server.mainOnly.code('deletePlaylist', { id })).toBe(70)
  expect(await server.mainOnly.code('updatePlaylist', { playlistId: id, name: 'Mine' })).toBe(70)
  // What he sees may be asked for by administrators, and by nobody else.
  const his = await server.owner.json('getPlaylists', { username: 'LISA' })
  expect(his['playlists'].playlist.map((one: { id: string }) => one.id)).toContain(id)
  expect(await server.mainOnly.code('getPlaylists', { username: 'lisa' })).toBe(50)
  expect(await server.owner.code('getPlaylists', { username: 'nobody' })).toBe(70)
})

test('a cover of a playlist is served, and is another one when the playlist is (PL-7, IMAGE-3)', async () => {
  const id = await make(server.owner, [known.song('Björk/Début/01 Opening.flac')])
  const { coverArt } = await read(id)
  expect((await server.owner.call('getCoverArt', { id: coverArt, size: 100 })).type).toBe('image/jpeg')
  await server.owner.json('updatePlaylist', {
    playlistId: id,
    songIdToAdd: known.song('Motörhead/Overnight/01 Übung.mp3'),
  })
  const after = (await read(id)).coverArt
  expect(after).not.toBe(coverArt)
  for (const one of [coverArt, after])
    expect((await server.owner.call('getCoverArt', { id: one })).type).toBe('image/jpeg')
})

test('a playlist from a file is read-only for everybody (PL-8)', async () => {
  const { playlists } = await server.owner.json('getPlaylists')
  const evening = playlists.playlist.find(({ name }: { name: string }) => name === 'Evening')
  expect(evening).toMatchObject({ readonly: true, public: true, songCount: 4 })
  expect(await entries(evening.id)).toEqual([
    known.song('Björk/Début/01 Opening.flac'),
    known.song('青空/春の歌/01 桜の夜.mp3'),
    known.song('Halden Quartet/The Long Night/CD2/01 First Light.flac'),
    known.song('Björk/Début/01 Opening.flac'),
  ])
  for (const client of [server.owner, server.listener]) {
    expect(await client.code('updatePlaylist', { playlistId: evening.id, songIdToAdd: songs[0] })).toBe(50)
    expect(await client.code('createPlaylist', { playlistId: evening.id, songId: songs[0] })).toBe(50)
  }
})

test('3,000 songs come by GET and go by POST (TRN-6, TRN-7)', async () => {
  const songId = Array.from({ length: 3000 }, (_, place) => songs[place % songs.length]!)
  for (const form of [false, true]) {
    const { playlist } = await server.owner.json('createPlaylist', { name: 'Long', songId }, { form })
    expect([playlist.songCount, playlist.entry.length]).toEqual([3000, 3000])
  }
})
