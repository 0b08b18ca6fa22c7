// CONTRACT.md IDS-3: nobody sees, by any endpoint, anything of a music folder he may not use, counts included. What is
// forbidden is taken from the description of the fixtures, not from the server.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FixtureLibrary, fixtureLibrary, secondFixtureFolder } from '../../fixtures/library.ts'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { ENDPOINTS, parametersOf } from '../../support/schema.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import type { Answer, CallParameters, SubsonicClient } from '../../support/subsonic-client.ts'
import { CALLS_WITHOUT_IDS, livePeople } from './reading-calls.ts'
import { validCalls } from './valid-calls.ts'

let server: TestServer
/** As the owner knows them: everything. */
let known: KnownIds
beforeAll(async () => {
  server = await startTestServer()
  known = await readKnownIds(server.owner)
  await livePeople(server, known)
  const { owner } = server
  // Somebody plays, marks and shares what lies in either folder.
  const kitchen = known.song('Home Recordings/01 Kitchen.mp3')
  const dear = known.song('Oda Falk/Letters/01 Dear.flac')
  const opening = known.song('Björk/Début/01 Opening.flac')
  const shared = await owner.json('createPlaylist', { name: 'Both', songId: [kitchen, opening, dear] })
  await owner.json('updatePlaylist', { playlistId: shared['playlist'].id, public: true })
  await owner.json('createShare', { id: [kitchen, opening, dear] })
  for (const username of [PEOPLE.mainOnly.user, PEOPLE.secondOnly.user]) {
    await owner.json('updateUser', { username, shareRole: true })
  }
  await owner.json('scrobble', { id: [kitchen, dear] })
  await server.listener.json('scrobble', { id: kitchen, submission: false })
})
afterAll(() => server.close())

interface Forbidden {
  readonly client: SubsonicClient
  readonly musicFolder: number
  readonly ids: Readonly<Record<'song' | 'album' | 'artist' | 'directory' | 'playlist' | 'cover', string[]>>
  /** Ids, titles, names, genres and paths that are nowhere in the folder the user may use. */
  readonly texts: ReadonlySet<string>
}

async function forbiddenTo(who: 'mainOnly' | 'secondOnly'): Promise<Forbidden> {
  const [own, other, musicFolder] =
    who === 'mainOnly' ? [fixtureLibrary, secondFixtureFolder, 2] : [secondFixtureFolder, fixtureLibrary, 1]
  const may = textsOf(own)
  const names = [...textsOf(other)].filter((text) => !may.has(text))
  const playlists = who === 'mainOnly' ? [] : (await server.owner.json('getPlaylists'))['playlists'].playlist
  const ids = {
    song: other.songs.map(({ path }) => known.song(path)),
    album: other.albums.map(({ artist, name }) => known.album(artist, name)),
    artist: other.artists.filter((name) => !own.artists.includes(name)).map((name) => known.artist(name)),
    directory: [...known.directories]
      .filter(([path]) => path.startsWith(`${musicFolder}/`))
      .map(([, id]) => id),
    playlist: playlists
      .filter(({ owner }: { owner: string }) => owner === '')
      .map(({ id }: { id: string }) => id),
    cover: known.covers.filter((id) =>
      other.albums.some(({ artist, name }) => id.startsWith(`${known.album(artist, name)}_`)),
    ),
  }
  return { client: server[who], musicFolder, ids, texts: new Set([...names, ...Object.values(ids).flat()]) }
}

function textsOf({ songs, albums, artists, genres }: FixtureLibrary): Set<string> {
  const clean = genres.filter((name) => /^[^\0(]+$/.test(name))
  const titles = songs.flatMap(({ tags }) => (tags.title === undefined ? [] : [tags.title]))
  return new Set([
    ...songs.map(({ path }) => path),
    ...titles,
    ...albums.map(({ name }) => name),
    ...artists,
    ...clean,
  ])
}

/** What an answer says that it must not. */
function leaksOf(answer: Answer, { texts, musicFolder }: Forbidden): string[] {
  if (!answer.type.startsWith('application/json')) return [`bytes of ${answer.type}`]
  const leaks: string[] = []
  JSON.parse(answer.text, (member, value) => {
    if (typeof value === 'string' && texts.has(value.replace(/_[0-9a-z]+$/, '')))
      leaks.push(`${member}: ${value}`)
    if (typeof value === 'string' && texts.has(value)) leaks.push(`${member}: ${value}`)
    if (member === 'musicFolder' && value.some(({ id }: { id: number }) => id === musicFolder))
      leaks.push('the folder')
    if (member === 'folder' && value.includes(musicFolder)) leaks.push('the number of the folder')
    return value
  })
  return leaks
}

const isId = (name: string) =>
  /^(id|\w+Id|\w+IdToAdd|current|mediaId)$/.test(name) && name !== 'musicFolderId'

describe.each(['mainOnly', 'secondOnly'] as const)('%s', (who) => {
  let forbidden: Forbidden
  beforeAll(async () => {
    forbidden = await forbiddenTo(who)
  })

  test('has something to be kept from', () => {
    const { ids, texts } = forbidden
    expect(ids.song.length).toBeGreaterThan(2)
    expect(ids.album.length).toBeGreaterThan(1)
    expect(ids.artist.length).toBeGreaterThan(0)
    expect(ids.directory.length).toBeGreaterThan(2)
    if (who === 'secondOnly') expect([ids.playlist.length, ids.cover.length > 2]).toEqual([3, true])
    expect(texts.size).toBeGreaterThan(10)
  })

  test('sees nothing of the other folder in any listing', async () => {
    const leaks: string[] = []
    for (const { endpoint, what, parameters } of CALLS_WITHOUT_IDS) {
      const all: CallParameters = { ...parameters, ...Object.fromEntries(sizes(endpoint)) }
      const answer = await forbidden.client.call(endpoint, all)
      for (const leak of leaksOf(answer, forbidden)) leaks.push(`${endpoint} ${what}: ${leak}`)
    }
    expect(leaks).toEqual([])
  })

  test('gets "not found" for every kind of id of the other folder, whatever he asks with it', async () => {
    const problems: string[] = []
    const calls = [...validCalls(known)].filter(([, { code }]) => code !== 50 && code !== 0)
    for (const [endpoint, { parameters }] of calls) {
      for (const name of parametersOf(endpoint).filter(isId)) {
        for (const [kind, ids] of Object.entries(forbidden.ids)) {
          for (const id of ids.slice(0, 3)) {
            const answer = await forbidden.client.call(endpoint, { ...parameters, [name]: id })
            const leaks = leaksOf(answer, forbidden)
            const code = leaks.length > 0 ? undefined : answer.envelope.error?.code
            if (leaks.length > 0 || !isFine(endpoint, code)) {
              problems.push(`${endpoint} ${name}=${id} (${kind}): ${code} ${leaks.join()}`)
            }
          }
        }
      }
    }
    expect(problems).toEqual([])
    expect((await forbidden.client.json('getPlayQueue'))['playQueue'].entry).toEqual([])
  })

  test('gets "not found" for the folder itself', async () => {
    const { client, musicFolder } = forbidden
    for (const endpoint of ENDPOINTS.filter((name) => parametersOf(name).includes('musicFolderId'))) {
      if (endpoint === 'createUser' || endpoint === 'updateUser') continue
      const parameters = { ...validCalls(known).get(endpoint)?.parameters, musicFolderId: musicFolder }
      expect([endpoint, await client.code(endpoint, parameters)]).toEqual([endpoint, 70])
    }
    expect(await client.code('getMusicDirectory', { id: musicFolder })).toBe(70)
  })

  test('is told only numbers of what he may hear', async () => {
    const { client, musicFolder } = forbidden
    const own = musicFolder === 1 ? secondFixtureFolder : fixtureLibrary
    const folk = own.songs.filter(({ tags }) => tags.genres?.includes('Folk')).length
    const { genres } = await client.json('getGenres')
    const { songCount } = genres.genre.find(({ value }: { value: string }) => value === 'Folk')
    expect(songCount).toBe(folk)
    expect(
      (await client.json('getSongsByGenre', { genre: 'Folk', count: 500 }))['songsByGenre'].song,
    ).toHaveLength(folk)

    const vera = await client.json('getArtist', { id: known.artist('Vera Lindqvist') })
    const titles = vera['artist'].album.map(({ name }: { name: string }) => name)
    expect(titles).toEqual(
      musicFolder === 1 ? ['Home Recordings'] : ['Many Colours', 'Words', 'Lantern', 'Music'],
    )
    expect(vera['artist'].albumCount).toBe(titles.length)

    const everything = await client.json('search3', { query: '', albumCount: 500, songCount: 500 })
    expect(everything['searchResult3'].song).toHaveLength(own.songs.length)
    const list = await client.call('getAlbumList2', { type: 'alphabeticalByName', size: 500 })
    expect(Number(list.headers.get('x-total-count'))).toBe(list.envelope['albumList2'].album.length)
    expect(everything['searchResult3'].album).toHaveLength(list.envelope['albumList2'].album.length)
    const hits = await client.json('search', { any: 'lindqvist', count: 500 })
    expect(hits['searchResult'].totalHits).toBe(hits['searchResult'].match.length)
    expect((await client.json('getScanStatus'))['scanStatus'].count).toBe(own.songs.length)

    const { playlists } = await client.json('getPlaylists')
    const both = playlists.playlist.find(({ name }: { name: string }) => name === 'Both')
    const { playlist } = await client.json('getPlaylist', { id: both.id })
    expect([both.songCount, playlist.songCount, playlist.entry.length]).toEqual(
      musicFolder === 1 ? [2, 2, 2] : [1, 1, 1],
    )
    expect(playlist.duration).toBe(
      playlist.entry.reduce((sum: number, { duration }: { duration: number }) => sum + duration, 0),
    )
    expect(
      (await client.json('getUser', { username: who === 'mainOnly' ? 'maja' : 'sven' }))['user'].folder,
    ).toEqual([3 - musicFolder])
  })

  test('is offered no picture he cannot get', async () => {
    const { client } = forbidden
    const things = await client.json('search3', {
      query: '',
      artistCount: 500,
      albumCount: 500,
      songCount: 500,
    })
    const ids = new Set<string>()
    JSON.parse(JSON.stringify(things), (member, value) => {
      if (member === 'coverArt') ids.add(value)
      return value
    })
    if (who === 'mainOnly') expect(ids.size).toBeGreaterThan(5)
    for (const id of ids)
      expect([id, (await client.call('getCoverArt', { id })).type]).toEqual([
        id,
        expect.stringMatching('^image/'),
      ])
  })
})

test('what somebody marked in a folder is gone when the folder is taken from him, and back with it', async () => {
  const { owner, listener } = server
  const kitchen = known.song('Home Recordings/01 Kitchen.mp3')
  const opening = known.song('Björk/Début/01 Opening.flac')
  const letters = known.album('Oda Falk', 'Letters')
  const { playlist } = await listener.json('createPlaylist', {
    name: 'Mine',
    songId: [kitchen, opening, kitchen],
  })
  await listener.json('star', {
    id: [kitchen, known.directory('Oda Falk', 2)],
    albumId: letters,
    artistId: known.artist('Oda Falk'),
  })
  await listener.json('setRating', { id: letters, rating: 5 })
  await listener.json('scrobble', { id: kitchen })
  await listener.json('createBookmark', { id: kitchen, position: 10 })
  await listener.json('savePlayQueue', { id: [opening, kitchen], current: kitchen })
  const calls = [
    ...CALLS_WITHOUT_IDS.filter(({ random, endpoint }) => !random && endpoint !== 'getScanStatus'),
    { endpoint: 'getPlaylist', what: 'mine', parameters: { id: playlist.id } },
  ]
  const sayings = async () => {
    const texts: string[] = []
    for (const { endpoint, parameters } of calls) texts.push((await listener.call(endpoint, parameters)).text)
    return texts
  }
  const before = await sayings()

  await owner.json('updateUser', { username: 'lisa', musicFolderId: 1 })
  const forbidden = { ...(await forbiddenTo('mainOnly')), client: listener }
  const leaks: string[] = []
  for (const { endpoint, parameters } of calls) {
    leaks.push(
      ...leaksOf(await listener.call(endpoint, parameters), forbidden).map((leak) => `${endpoint}: ${leak}`),
    )
  }
  expect(leaks).toEqual([])
  const mine = (await listener.json('getPlaylist', { id: playlist.id }))['playlist']
  expect([mine.songCount, mine.entry.map(({ id }: { id: string }) => id)]).toEqual([1, [opening]])
  expect((await listener.json('getPlayQueue'))['playQueue']).toMatchObject({
    current: opening,
    entry: [{ id: opening }],
  })

  await owner.json('updateUser', { username: 'lisa', musicFolderId: [1, 2] })
  const withoutTimes = (texts: string[]) =>
    texts.map((text) => text.replace(/"(changed|minutesAgo)":[^,]*/g, ''))
  expect(withoutTimes(await sayings())).toEqual(withoutTimes(before))
})

/** What is ok with nothing, rather than "not found" (CONTRACT.md section 5). */
const OK_WITH_NOTHING = ['getTopSongs', 'deleteBookmark', 'savePlayQueueByIndex']

function isFine(endpoint: string, code: number | undefined): boolean {
  // `current` is to be one of `id`.
  if (endpoint === 'savePlayQueue') return code === undefined || code === 10
  return code === 70 || (code === undefined && OK_WITH_NOTHING.includes(endpoint))
}

/** Whole lists instead of pages. */
function sizes(endpoint: string): [string, number][] {
  return parametersOf(endpoint)
    .filter((name) => /^(size|count|\w+Count)$/.test(name))
    .map((name) => [name, 500])
}
