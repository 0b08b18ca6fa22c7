// Plays, now playing, stars and ratings (CONTRACT.md 8.8), as clients send them at once and hours later.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters, SubsonicClient } from '../../support/subsonic-client.ts'

let now = Date.UTC(2026, 6, 1, 12)
let server: TestServer
let known: KnownIds
beforeAll(async () => {
  server = await startTestServer({ clock: { now: () => now } })
  known = await readKnownIds(server.owner)
})
afterAll(() => server.close())

const HOUR = 3_600_000
const date = (time: number) => new Date(time).toISOString()

async function playsOf(path: string, client = server.owner) {
  const { song } = await client.json('getSong', { id: known.song(path) })
  return { playCount: song.playCount, played: song.played }
}

const nowPlaying = async (client: SubsonicClient) =>
  (await client.json('getNowPlaying'))['nowPlaying'].entry.map((entry: any) => [
    entry.username,
    entry.playerName,
    entry.path,
  ])

const opening = 'Björk/Début/01 Opening.flac'
const nattura = 'Björk/Début/02 Náttúra.flac'
const blue = 'Halden Quartet/The Long Night/CD1/01 Blue Hour.flac'
const shingle = 'Echo Park/Low Tide/01 Shingle.mp3'
const undertow = 'Echo Park/Low Tide/02 Undertow.mp3'

describe('scrobble', () => {
  test('counts a play of the song and its album, now (SCROBBLE-1, SCROBBLE-2)', async () => {
    await server.owner.json('scrobble', { id: known.song(opening) })
    await server.owner.json('scrobble', { id: known.song(nattura), submission: true })
    expect(await playsOf(opening)).toEqual({ playCount: 1, played: date(now) })
    const { album } = await server.owner.json('getAlbum', { id: known.album('Björk', 'Début') })
    expect(album).toMatchObject({ playCount: 2, played: date(now) })
    expect(await playsOf(opening, server.listener)).toEqual({ playCount: 0, played: undefined })
  })

  test('with submission=false counts nothing (SCROBBLE-1)', async () => {
    await server.owner.json('scrobble', { id: known.song(shingle), submission: false })
    expect(await playsOf(shingle)).toEqual({ playCount: 0, played: undefined })
  })

  test('pairs ids with times by position (SCROBBLE-2)', async () => {
    const id = [known.song(shingle), known.song(undertow)]
    expect(await server.owner.code('scrobble', { id, time: [now - 2 * HOUR, now - HOUR] })).toBeUndefined()
    expect(await playsOf(shingle)).toEqual({ playCount: 1, played: date(now - 2 * HOUR) })
    expect(await playsOf(undertow)).toEqual({ playCount: 1, played: date(now - HOUR) })
    for (const time of [[now], [now, now, now]])
      expect(await server.owner.code('scrobble', { id, time })).toBe(10)
    expect(await playsOf(shingle)).toMatchObject({ playCount: 1 })
  })

  test('stores the others of a batch when an id is unknown (SCROBBLE-2)', async () => {
    const id = ['so-99999', known.song(blue), 'nonsense', known.album('Björk', 'Début')]
    expect(await server.owner.code('scrobble', { id, time: [now, now - HOUR, now, now] })).toBe(70)
    expect(await playsOf(blue)).toEqual({ playCount: 1, played: date(now - HOUR) })
  })

  test.each([
    ['seconds', Date.UTC(2026, 5, 1) / 1000, Date.UTC(2026, 5, 1), '01 Plain.mp3'],
    ['far ahead', Date.UTC(2027, 0, 1), now, '02 Stamped.flac'],
    ['a little ahead', now + 8 * HOUR, now + 8 * HOUR, '03 Synced.mp3'],
    ['nought', 0, now, '04 Refrain.mp3'],
    ['words', 'yesterday', now, '05 Spoken.m4a'],
  ] as const)('understands a time in %s (SCROBBLE-3)', async (_, time, expected, file) => {
    const path = `Vera Lindqvist/Words/${file}`
    expect(await server.owner.code('scrobble', { id: known.song(path), time })).toBeUndefined()
    expect(await playsOf(path)).toEqual({ playCount: 1, played: date(expected) })
  })

  test('never moves played backwards, and counts what comes twice once (SCROBBLE-4)', async () => {
    const id = known.song('Vera Lindqvist/Lantern/Lantern.ogg')
    for (const time of [now, now - HOUR, now - HOUR, now, now - HOUR])
      await server.owner.json('scrobble', { id, time })
    expect(await playsOf('Vera Lindqvist/Lantern/Lantern.ogg')).toEqual({ playCount: 2, played: date(now) })
    // Another client of the same user is another play.
    await server.as(PEOPLE.owner, 'another').json('scrobble', { id, time: now })
    expect(await playsOf('Vera Lindqvist/Lantern/Lantern.ogg')).toMatchObject({ playCount: 3 })
  })

  test('of songs in a batch the last is the one playing (SCROBBLE-5)', async () => {
    const client = server.as(PEOPLE.listener, 'phone')
    await client.json('scrobble', { id: [known.song(opening), known.song(blue)], submission: false })
    expect(await nowPlaying(server.owner)).toContainEqual(['lisa', 'phone', blue])
    expect(await nowPlaying(server.owner)).not.toContainEqual(['lisa', 'phone', opening])
  })
})

describe('getNowPlaying', () => {
  test('has one entry for each client of each user, until the song should have ended', async () => {
    await server
      .as(PEOPLE.listener, 'tablet')
      .json('scrobble', { id: known.song(shingle), submission: false })
    now += 3 * 60_000
    const { nowPlaying: playing } = await server.owner.json('getNowPlaying')
    const tablet = playing.entry.find(({ playerName }: any) => playerName === 'tablet')
    expect(tablet).toMatchObject({ username: 'lisa', minutesAgo: 3, playerId: expect.any(Number) })
    now += HOUR
    expect(await nowPlaying(server.owner)).toEqual([])
  })
})

test('stream never counts as a play (STREAM-10)', async () => {
  const path = '周夏/夜航/01 远方的灯.flac'
  expect((await server.owner.call('stream', { id: known.song(path) })).status).toBe(200)
  expect(await playsOf(path)).toEqual({ playCount: 0, played: undefined })
})

describe('stars and ratings', () => {
  test('show wherever the thing is listed, in both views, to the caller alone (SCROBBLE-10)', async () => {
    const { owner, listener } = server
    const id = {
      song: known.song(opening),
      album: known.album('Björk', 'Début'),
      artist: known.artist('Björk'),
    }
    await owner.json('star', { id: id.song, albumId: id.album, artistId: id.artist })
    for (const one of Object.values(id)) await owner.json('setRating', { id: one, rating: 4 })
    await owner.json('createBookmark', { id: id.song, position: 5 })
    await owner.json('savePlayQueue', { id: id.song, current: id.song })
    await owner.json('scrobble', { id: id.song, submission: false })
    const { playlist } = await owner.json('createPlaylist', { name: 'Listed', songId: id.song })
    await owner.json('updatePlaylist', { playlistId: playlist.id, public: true })

    const whole = { size: 500, count: 500 }
    const everywhere: [string, CallParameters][] = [
      ['getSong', { id: id.song }],
      ['getAlbum', { id: id.album }],
      ['getArtist', { id: id.artist }],
      ['getArtists', {}],
      ['getMusicDirectory', { id: known.directory('Björk/Début') }],
      ['getMusicDirectory', { id: id.album }],
      ['getMusicDirectory', { id: id.artist }],
      ['getRandomSongs', { ...whole, genre: 'Art Pop' }],
      ['getSongsByGenre', { ...whole, genre: 'Art Pop' }],
      ['getAlbumList', { ...whole, type: 'byGenre', genre: 'Art Pop' }],
      ['getAlbumList2', { ...whole, type: 'newest' }],
      ['search', { any: 'bjork opening' }],
      ['search2', { query: 'bjork' }],
      ['search3', { query: 'debut' }],
      ['search3', { query: '', songCount: 100, albumCount: 100, artistCount: 100 }],
      ['getTopSongs', { artist: 'Björk' }],
      ['getPlaylist', { id: playlist.id }],
      ['getNowPlaying', {}],
      ['getStarred', {}],
      ['getStarred2', {}],
      ['getBookmarks', {}],
      ['getPlayQueue', {}],
      ['getPlayQueueByIndex', {}],
    ]
    const ids = Object.values(id)
    for (const [endpoint, parameters] of everywhere) {
      const seen: string[] = []
      await visit(owner, endpoint, parameters, (thing) => {
        if (!ids.includes(thing.id) || isReference(thing)) return
        seen.push(thing.id)
        expect([endpoint, thing.id, thing]).toMatchObject([
          endpoint,
          thing.id,
          { starred: date(now), userRating: 4 },
        ])
      })
      expect([endpoint, seen.length > 0]).toEqual([endpoint, true])
      await visit(listener, endpoint, parameters, (thing) => {
        expect(thing).not.toHaveProperty('starred')
        expect(thing).not.toHaveProperty('userRating')
      })
    }
  })

  test('are set once and taken back, and the first date stays', async () => {
    const { listener } = server
    const id = known.song(blue)
    await listener.json('star', { id })
    const first = (await listener.json('getSong', { id }))['song'].starred
    now += HOUR
    await listener.json('star', { id })
    expect((await listener.json('getSong', { id }))['song'].starred).toBe(first)
    for (let round = 0; round < 2; round++) expect(await listener.code('unstar', { id })).toBeUndefined()
    await listener.json('setRating', { id, rating: 5 })
    await listener.json('setRating', { id, rating: 0 })
    const { song } = await listener.json('getSong', { id })
    expect([song.starred, song.userRating, song.averageRating]).toEqual([undefined, undefined, undefined])
  })

  test('change nothing when one of the ids is unknown, or the rating is none', async () => {
    const { listener } = server
    const id = known.song(shingle)
    expect(await listener.code('star', { id: [id, 'so-99999'] })).toBe(70)
    expect(await listener.code('star', { id, albumId: 'al-99999' })).toBe(70)
    for (const rating of [6, -1, 'five', 2.5])
      expect(await listener.code('setRating', { id, rating })).toBe(10)
    const { song } = await listener.json('getSong', { id })
    expect([song.starred, song.userRating]).toEqual([undefined, undefined])
  })
})

async function visit(
  client: SubsonicClient,
  endpoint: string,
  parameters: CallParameters,
  look: (thing: any) => void,
): Promise<void> {
  const { text } = await client.call(endpoint, parameters)
  JSON.parse(text, (_, value) => {
    if (value && typeof value === 'object' && 'id' in value) look(value)
    return value
  })
}

/** `artists` and the like hold id and name only. */
const isReference = (thing: object) => Object.keys(thing).length === 2
