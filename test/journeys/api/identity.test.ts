// One id space for two views of the music (CONTRACT.md 8.1), and ids that stay.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import { CALLS_WITHOUT_IDS, callsWithIds } from './reading-calls.ts'

let server: TestServer
let known: KnownIds
beforeAll(async () => {
  server = await startTestServer()
  known = await readKnownIds(server.owner)
})
afterAll(() => server.close())

const EVERYTHING = { query: '', artistCount: 500, albumCount: 500, songCount: 500 }
const names = (things: { name: string }[]) => things.map(({ name }) => name)

test('an id of one view is taken by the other (IDS-1)', async () => {
  const { owner } = server
  const album = known.album('Björk', 'Début')
  const artist = known.artist('Björk')
  const song = known.song('Björk/Début/01 Opening.flac')
  const directory = known.directory('Björk/Début')
  const { playlist } = await owner.json('createPlaylist', { name: 'One', songId: song })

  for (const id of [directory, album, artist]) {
    expect((await owner.json('getMusicDirectory', { id }))['directory'].child.length).toBeGreaterThan(0)
  }
  for (const id of [album, artist, song, directory, playlist.id]) {
    for (const asked of [id, `al-${id}`, `ar-${id}`, `pl-${id}`, `mf-${id}`, `dc-${id}`]) {
      expect([asked, (await owner.call('getCoverArt', { id: asked })).type]).toEqual([asked, 'image/jpeg'])
    }
  }
  for (const id of [album, artist, song, directory]) {
    for (const endpoint of [
      'getArtistInfo',
      'getAlbumInfo',
      'getSimilarSongs',
      'getSimilarSongs2',
      'star',
      'unstar',
    ]) {
      expect([endpoint, id, await owner.code(endpoint, { id })]).toEqual([endpoint, id, undefined])
    }
    expect(await owner.code('setRating', { id, rating: 0 })).toBeUndefined()
    expect((await owner.call('download', { id })).status).toBe(200)
  }
})

test.each(['owner', 'mainOnly', 'secondOnly'] as const)(
  'every id in an answer leads somewhere for the same user: %s (IDS-2)',
  async (who) => {
    const client = server[who]
    const { searchResult3: found } = await client.json('search3', EVERYTHING)
    const { searchResult2: children } = await client.json('search2', EVERYTHING)
    const albums = new Set<string>()
    const artists = new Set<string>()
    const directories = new Set<string>()
    for (const child of [...found.song, ...children.song, ...children.album]) {
      directories.add(child.parent)
      artists.add(child.artistId)
      for (const { id } of [...child.artists, ...child.albumArtists]) artists.add(id)
      for (const { artist } of child.contributors) artists.add(artist.id)
      if (!child.isDir) albums.add(child.albumId)
    }
    for (const album of found.album) {
      artists.add(album.artistId)
      for (const { id } of album.artists) artists.add(id)
    }
    expect(Math.min(albums.size, artists.size, directories.size)).toBeGreaterThan(1)
    for (const id of albums) expect((await client.json('getAlbum', { id }))['album']?.id).toBe(id)
    for (const id of artists) expect((await client.json('getArtist', { id }))['artist']?.id).toBe(id)
    for (const id of directories)
      expect((await client.json('getMusicDirectory', { id }))['directory']?.id).toBe(id)
  },
)

test('every id is a short text that no client can take for a number (PAR-7)', async () => {
  for (const { endpoint, parameters } of [...CALLS_WITHOUT_IDS, ...callsWithIds(known)]) {
    if (endpoint === 'getMusicFolders') continue
    const { text } = await server.owner.call(endpoint, parameters)
    JSON.parse(text, (member, value) => {
      const isId = /^(id|parent|coverArt|albumId|artistId|current)$/.test(member)
      if (isId && !(endpoint === 'getMusicDirectory' && value === '1')) {
        expect([endpoint, member, value]).toEqual([
          endpoint,
          member,
          expect.stringMatching(/^[A-Za-z0-9_][\w-]{0,31}$/),
        ])
        expect(value).not.toMatch(/^\d+$/)
      }
      return value
    })
  }
})

test('ids of music folders are integers, for everybody who may use one (IDS-4, IDS-5)', async () => {
  const expected = { owner: [1, 2], listener: [1, 2], mainOnly: [1], secondOnly: [2] }
  for (const who of ['owner', 'listener', 'mainOnly', 'secondOnly'] as const) {
    const { musicFolders } = await server[who].json('getMusicFolders')
    expect(musicFolders.musicFolder.map(({ id }: { id: number }) => id)).toEqual(expected[who])
    const { user } = await server[who].json('getUser', { username: PEOPLE[who].user })
    expect(user.folder).toEqual(expected[who])
  }
})

describe('the alphabet', () => {
  test('skips the same articles in both views, and says which (IDS-6)', async () => {
    const { indexes } = await server.owner.json('getIndexes')
    const { artists } = await server.owner.json('getArtists')
    expect(indexes.ignoredArticles).toBe('The El La Los Las Le Les Os As O A')
    expect(artists.ignoredArticles).toBe(indexes.ignoredArticles)
    for (const { index } of [indexes, artists]) {
      const s = index.find(({ name }: { name: string }) => name === 'S')
      expect(names(s.artist)).toEqual(['The Sundays Club'])
    }
  })

  test('has single upper-case letters or # for headings, each once (IDS-7)', async () => {
    for (const endpoint of ['getIndexes', 'getArtists']) {
      const answer = await server.owner.json(endpoint)
      const headings = names((answer['indexes'] ?? answer['artists']).index)
      expect(new Set(headings).size).toBe(headings.length)
      for (const heading of headings) {
        expect(heading).toMatch(/^(#|\p{Lu}|\p{Lo})$/u)
        expect(heading).toBe(heading.normalize('NFD').normalize('NFC').replace(/\p{M}/gu, ''))
      }
    }
  })

  test('lists each album artist once, with as many albums as getArtist has', async () => {
    const { artists } = await server.owner.json('getArtists')
    const listed = artists.index.flatMap(({ artist }: { artist: any[] }) => artist)
    expect(new Set(listed.map(({ id }: { id: string }) => id)).size).toBe(listed.length)
    for (const { id, albumCount } of listed) {
      const { artist } = await server.owner.json('getArtist', { id })
      expect([id, artist.albumCount, artist.album.length]).toEqual([id, albumCount, albumCount])
    }
    expect(names(listed)).not.toContain('Ida Hagen')
  })
})

describe('sums', () => {
  test('of an album match the songs it lists', async () => {
    for (const id of known.albums.values()) {
      const { album } = await server.owner.json('getAlbum', { id })
      expect(album.song.length).toBe(album.songCount)
      expect(album.song.reduce((sum: number, { duration }: any) => sum + duration, 0)).toBe(album.duration)
      for (const song of album.song) expect(song.size).toBeGreaterThan(0)
    }
  })

  test('of a genre match the songs and albums it has', async () => {
    const { genres } = await server.owner.json('getGenres')
    expect(genres.genre.length).toBeGreaterThan(10)
    for (const { value, songCount, albumCount } of genres.genre) {
      const { songsByGenre } = await server.owner.json('getSongsByGenre', { genre: value, count: 500 })
      const { albumList2 } = await server.owner.json('getAlbumList2', {
        type: 'byGenre',
        genre: value,
        size: 500,
      })
      expect([value, songsByGenre.song.length, albumList2.album.length]).toEqual([
        value,
        songCount,
        albumCount,
      ])
    }
  })
})

test('ids stay when everything is read again', async () => {
  const scanned = new Promise((resolve) => server.server.events.once('scan.finished', resolve))
  expect((await server.owner.json('startScan', { fullScan: true }))['scanStatus'].scanning).toBe(true)
  await scanned
  const after = await readKnownIds(server.owner)
  for (const kind of ['songs', 'albums', 'artists', 'directories'] as const) {
    expect(Object.fromEntries(after[kind])).toEqual(Object.fromEntries(known[kind]))
  }
})
