// What certain music apps do and need, request by request (CONTRACT.md section 9, one describe for each of its rows).
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import { type SubsonicClient, toAnswer } from '../../support/subsonic-client.ts'
import { parseXml, type XmlElement } from '../../support/xml.ts'
import { CALLS_WITHOUT_IDS, callsWithIds, livePeople } from './reading-calls.ts'

let server: TestServer
let known: KnownIds
beforeAll(async () => {
  server = await startTestServer()
  known = await readKnownIds(server.owner)
  await livePeople(server, known)
})
afterAll(() => server.close())

const { user, password } = PEOPLE.owner
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const opening = () => known.song('Björk/Début/01 Opening.flac')

/** A GET as written, without anything a client library would add. */
async function get(endpoint: string, query: string, init: RequestInit = {}) {
  return toAnswer(await fetch(`${server.url}/rest/${endpoint}?${query}`, { redirect: 'manual', ...init }))
}

describe('DSub', () => {
  /** As its parser knows them; anything else inside a song it takes for the next song. */
  const CLASSIC = new Set([
    ...[
      'subsonic-response',
      'error',
      'musicFolders',
      'musicFolder',
      'indexes',
      'shortcut',
      'index',
      'artist',
      'child',
    ],
    ...[
      'directory',
      'genres',
      'genre',
      'artists',
      'album',
      'song',
      'videos',
      'albumList',
      'albumList2',
      'randomSongs',
    ],
    ...[
      'songsByGenre',
      'nowPlaying',
      'entry',
      'starred',
      'starred2',
      'searchResult',
      'match',
      'searchResult2',
    ],
    ...[
      'searchResult3',
      'playlists',
      'playlist',
      'lyrics',
      'shares',
      'podcasts',
      'newestPodcasts',
      'bookmarks',
    ],
    ...[
      'bookmark',
      'internetRadioStations',
      'chatMessages',
      'playQueue',
      'scanStatus',
      'similarSongs',
      'similarSongs2',
    ],
    ...['topSongs', 'artistInfo', 'artistInfo2', 'albumInfo', 'musicBrainzId', 'lastFmUrl', 'similarArtist'],
    // Made for clients that ask for them by name.
    ...['playQueueByIndex', 'lyricsList'],
  ])
  const elements = (element: XmlElement): string[] => [element.name, ...element.children.flatMap(elements)]
  let dsub: SubsonicClient
  beforeAll(() => {
    dsub = server.as(PEOPLE.owner, 'DSub')
  })

  test('gets XML without an element Subsonic 1.16.1 does not know (FMT-15)', async () => {
    for (const { endpoint, parameters } of [...CALLS_WITHOUT_IDS, ...callsWithIds(known)]) {
      const xml = await dsub.call(endpoint, parameters, { format: 'xml' })
      const odd = elements(parseXml(xml.text)).filter((name) => !CLASSIC.has(name))
      expect([endpoint, [...new Set(odd)]]).toEqual([endpoint, []])
    }
    const other = await server.owner.call('getSong', { id: opening() }, { format: 'xml' })
    expect(elements(parseXml(other.text))).toContain('albumArtists')
  })

  test('logs in with an old protocol version and browses folders down to a song (PAR-2)', async () => {
    const old = { format: 'xml', view: true, common: { v: '1.2.0', f: undefined } }
    const ask = async (endpoint: string, parameters = {}) =>
      parseXml((await dsub.call(endpoint, parameters, old)).text).children[0]!
    expect((await dsub.call('ping', {}, old)).text).toContain('status="ok"')
    const indexes = await ask('getIndexes', { musicFolderId: 1 })
    const bjork = indexes.children
      .flatMap(({ children }) => children)
      .find(({ attributes }) => attributes['name'] === 'Björk')!
    const albums = await ask('getMusicDirectory', { id: bjork.attributes['id'] })
    const debut = albums.children.find(({ attributes }) => attributes['title'] === 'Début')!
    expect(debut.attributes).toMatchObject({ isDir: 'true', parent: bjork.attributes['id'] })
    const songs = await ask('getMusicDirectory', { id: debut.attributes['id'] })
    expect(songs.children.map(({ attributes }) => attributes['track'])).toEqual(['1', '2', '3'])
    const { attributes } = songs.children[0]!
    expect((await dsub.call('stream', { id: attributes['id'] }, old)).bytes.length).toBe(
      Number(attributes['size']),
    )
  })

  test('asks for covers of playlists by an id it makes up, and knows an error by its type (IMAGE-1, FMT-11)', async () => {
    const { playlists } = await server.owner.json('getPlaylists')
    const { id } = playlists.playlist.find(({ coverArt }: { coverArt?: string }) => coverArt)
    const cover = await dsub.call('getCoverArt', { id: `pl-${id}`, size: 128 }, { format: 'xml' })
    expect(cover.type).toMatch(/^image\//)
    for (const endpoint of ['getCoverArt', 'stream', 'download']) {
      const missing = await dsub.call(endpoint, { id: 'pl-99999' }, { format: 'xml' })
      expect([missing.status, missing.type]).toEqual([200, expect.stringMatching(/^text\/xml/)])
    }
  })

  test('lists years backwards (LIST-5)', async () => {
    const parameters = { type: 'byYear', fromYear: 2019, toYear: 2010, size: 20 }
    const { text } = await dsub.call('getAlbumList2', parameters, { format: 'xml' })
    const years = parseXml(text).children[0]!.children.map(({ attributes }) => Number(attributes['year']))
    expect(years.length).toBeGreaterThan(5)
    expect(years).toEqual(years.toSorted((a, b) => b - a))
  })
})

describe('SubMusic', () => {
  test('gets songs small enough for a watch, and sends times in seconds (QUIRK-1, SCROBBLE-3)', async () => {
    const watch = server.as(PEOPLE.listener, 'SubMusic')
    const { playlists } = await watch.json('getPlaylists')
    const { id } = playlists.playlist.find(({ name }: { name: string }) => name === 'Evening')
    const small = await watch.call('getPlaylist', { id })
    const { entry } = small.envelope['playlist']
    for (const song of entry) {
      for (const member of ['id', 'title', 'artist', 'album', 'duration', 'suffix', 'size', 'contentType']) {
        expect(song).toHaveProperty(member)
      }
      expect(Object.keys(song).length).toBeLessThan(19)
    }
    expect(small.text.length).toBeLessThan(
      (await server.listener.call('getPlaylist', { id })).text.length / 2,
    )
    const time = Math.floor(Date.UTC(2026, 2, 3) / 1000)
    expect(await watch.code('scrobble', { id: entry[0].id, time })).toBeUndefined()
    expect((await server.listener.json('getSong', { id: entry[0].id }))['song'].played).toBe(
      '2026-03-03T00:00:00.000Z',
    )
  })
})

describe('Feishin', () => {
  test('asks before each call, sends a content type with a GET, and reads the total and an empty queue', async () => {
    const headers = { 'Content-Type': 'application/json', Origin: 'http://localhost:4333' }
    const feishin = server.as(PEOPLE.listener, 'Feishin')
    const preflight = await fetch(feishin.url('getAlbumList2', { type: 'random' }), {
      method: 'OPTIONS',
      headers: {
        Origin: headers.Origin,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'content-type,x-of-its-own',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(
      /content-type.*x-of-its-own/,
    )

    const parameters = { type: 'random', size: 500, offset: 0 }
    const list = await feishin.call('getAlbumList2', parameters, { headers })
    expect(list.headers.get('access-control-allow-origin')).toBe('*')
    expect(list.headers.get('access-control-expose-headers')).toContain('X-Total-Count')
    expect(list.headers.get('x-total-count')).toBe(String(list.envelope['albumList2'].album.length))
    const beyond = await feishin.call('getAlbumList2', { ...parameters, offset: 500 }, { headers })
    expect(beyond.envelope['albumList2'].album).toEqual([])
    expect((await feishin.call('getPlayQueue', {}, { headers })).envelope['playQueue'].entry).toEqual([])

    // Streams come from a client of another name, with a range and no preflight.
    const player = server.as(PEOPLE.listener, 'feishin_4f2a')
    const range = await player.call('stream', { id: opening() }, { headers: { Range: 'bytes=0-' } })
    expect([range.status, range.headers.get('access-control-allow-origin')]).toEqual([206, '*'])
  })
})

describe('aonsoku', () => {
  test('learns from a failed ping as nobody what kind of server this is (ENV-1, AUTH-8)', async () => {
    const dummy = 'u=dummy&p=dummy&c=aonsoku&f=json'
    const ping = await get('ping.view', `${dummy}&v=1.16.0`)
    expect([ping.status, ping.envelope.error?.code]).toEqual([200, 40])
    expect(ping.envelope.type.toLowerCase()).toBe('lockgroove')
    expect(ping.envelope.openSubsonic).toBe(true)
    const extensions = await get('getOpenSubsonicExtensions', `${dummy}&v=1.16.0`)
    expect(extensions.envelope['openSubsonicExtensions'].length).toBeGreaterThan(2)
    // It takes the version from a refusal for its next call.
    const refused = await get(
      'ping.view',
      `${dummy.replace('dummy&p=dummy', `${user}&p=${encodeURIComponent(password)}`)}&v=2.0.0`,
    )
    expect(refused.envelope.error?.code).toBe(30)
    const again = server.as({ user, password, form: 'clear' }, 'aonsoku')
    expect(await again.code('ping', {}, { common: { v: refused.envelope.version } })).toBeUndefined()
  })

  test('probes as often as it likes without locking anybody out (AUTH-12)', async () => {
    for (let probe = 0; probe < 30; probe++) {
      expect((await get('ping', 'u=dummy&p=dummy&c=aonsoku&v=1.16.0&f=json')).envelope.error?.code).toBe(40)
    }
    expect(await server.owner.code('ping')).toBeUndefined()
  })

  test('asks for as many songs as there are, in one call (PAR-6)', async () => {
    const { scanStatus } = await server.owner.json('getScanStatus')
    const whole = { query: '', songCount: scanStatus.count, artistCount: 0, albumCount: 0 }
    expect((await server.owner.json('search3', whole))['searchResult3'].song).toHaveLength(54)
    expect(await server.owner.code('search3', { ...whole, songCount: 99_999 })).toBeUndefined()
  })
})

describe('airsonic-refix', () => {
  const salt = 'c19b2d'
  const token = md5(password + salt)
  const common = (given: object) =>
    String(new URLSearchParams({ u: user, v: '1.16.1', c: 'https://refix.example.org', f: 'json', ...given }))

  test.each([
    ['an empty password beside a token', { s: salt, t: token, p: '' }],
    ['an empty token beside a password', { s: '', t: '', p: password }],
  ])('signs in with %s (AUTH-4)', async (_, given) => {
    expect((await get('ping', common(given))).envelope.status).toBe('ok')
  })

  test('asks for extensions with everything at once, then posts every call as a form (AUTH-4, TRN-4, EXT-4)', async () => {
    const { envelope } = await get('getOpenSubsonicExtensions', common({ s: salt, t: token, p: password }))
    const names = envelope['openSubsonicExtensions'].map(({ name }: { name: string }) => name)
    expect(names).toContain('formPost')
    for (const [endpoint, more] of [
      ['getMusicFolders', {}],
      ['getAlbumList2', { type: 'newest', size: '30' }],
      ['search3', { query: 'night' }],
      ['star', { id: opening() }],
    ] as const) {
      const body = `${common({ s: salt, t: token, p: '' })}&${new URLSearchParams(more)}`
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' }
      const posted = await toAnswer(
        await fetch(`${server.url}/rest/${endpoint}`, { method: 'POST', headers, body }),
      )
      expect([endpoint, posted.status, posted.envelope.status]).toEqual([endpoint, 200, 'ok'])
    }
  })

  test('leaves the user name to the browser, which encodes letters and blanks but no per cent sign (PAR-10)', async () => {
    const login = { user: '100% renée', password: 'her own password' }
    await server.owner.json('createUser', { username: login.user, password: login.password, email: '' })
    // fetch makes of this address what a browser would.
    const query = `u=${login.user}&t=${md5(login.password + salt)}&s=${salt}&v=1.16.1&c=https://refix.example.org`
    const answer = await get('getUser', `${query}&username=${login.user}&f=json`)
    expect(answer.envelope['user']?.username).toBe(login.user)
  })

  test('gets HTTP 200 for what this server does not do (ERR-1)', async () => {
    for (const endpoint of [
      'getPodcasts',
      'getShares',
      'getInternetRadioStations',
      'getArtistInfo2',
      'jukeboxControl',
    ]) {
      const { status } = await server.owner.call(endpoint, {
        id: endpoint === 'getArtistInfo2' ? known.artist('Björk') : undefined,
      })
      expect([endpoint, status]).toEqual([endpoint, 200])
    }
  })
})

describe('Symfonium', () => {
  test('fetches the whole library with empty searches, page by page, from folder 0 (PAR-8, SEARCH-2, SEARCH-9)', async () => {
    const symfonium = server.as(PEOPLE.owner, 'Symfonium')
    const all = { artist: new Set<string>(), album: new Set<string>(), song: new Set<string>() }
    for (const [kind, found] of Object.entries(all)) {
      const counts = { artistCount: 0, albumCount: 0, songCount: 0, [`${kind}Count`]: 10 }
      for (let offset = 0; ; offset += 10) {
        const page = { query: '""', musicFolderId: 0, ...counts, [`${kind}Offset`]: offset }
        const { searchResult3 } = await symfonium.json('search3', page, { form: true })
        for (const { id } of searchResult3[kind]) {
          expect(found.has(id)).toBe(false)
          found.add(id)
        }
        if (searchResult3[kind].length === 0) break
      }
    }
    expect([...all.song].sort()).toEqual([...known.songs.values()].sort())
    expect([...all.album].sort()).toEqual([...known.albums.values()].sort())
    expect([...all.artist].sort()).toEqual([...known.artists.values()].sort())
    const { genres } = await symfonium.json('getGenres')
    for (const { value } of genres.genre) expect(value).toEqual(expect.any(String))
  })
})

describe('Substreamer, Amperfy, Tempo and Submariner', () => {
  test('walk all albums, then each album, and so find every song once (LIST-3)', async () => {
    const songs: string[] = []
    for (let offset = 0; ; offset += 4) {
      const parameters = { type: 'alphabeticalByName', size: 4, offset }
      const { albumList2 } = await server.owner.json('getAlbumList2', parameters)
      if (albumList2.album.length === 0) break
      for (const { id, songCount } of albumList2.album) {
        const { album } = await server.owner.json('getAlbum', { id })
        expect(album.song.length).toBe(songCount)
        for (const song of album.song) {
          expect(song.size).toBeGreaterThan(0)
          songs.push(song.id)
        }
      }
    }
    expect(songs.toSorted()).toEqual([...known.songs.values()].toSorted())
  })

  test('save a whole queue by GET and by POST, thousands of songs (TRN-6, TRN-7)', async () => {
    const songs = [...known.songs.values()]
    const id = Array.from({ length: 5000 }, (_, place) => songs[place % songs.length]!)
    for (const form of [false, true]) {
      const saved = await server.listener.json(
        'savePlayQueue',
        { id, current: id[3], position: form ? 2 : 1 },
        { form },
      )
      expect(saved.status).toBe('ok')
      const { playQueue } = await server.listener.json('getPlayQueue')
      expect([playQueue.entry.length, playQueue.current, playQueue.position]).toEqual([
        5000,
        id[3],
        form ? 2 : 1,
      ])
    }
    const all = songs.flatMap((song) => Array(40).fill(song) as string[])
    expect(await server.listener.code('star', { id: all }, { form: true })).toBeUndefined()
    expect((await server.listener.json('getStarred2'))['starred2'].song).toHaveLength(songs.length)
    expect(await server.listener.code('unstar', { id: all })).toBeUndefined()
  })
})

describe('play:Sub and iSub', () => {
  test('post forms, and put a star behind each word (TRN-4, SEARCH-3)', async () => {
    const { searchResult2 } = await server.owner.json(
      'search2',
      { query: 'nigh* bus*' },
      { form: true, view: true },
    )
    expect(searchResult2.album.map(({ title }: { title: string }) => title)).toEqual(['Night Bus'])
    const { searchResult3 } = await server.owner.json(
      'search3',
      { query: 'björk*' },
      { form: true, view: true },
    )
    expect(searchResult3.artist.map(({ name }: { name: string }) => name)).toEqual(['Björk'])
  })

  test('are told that there is no HLS, in an envelope', async () => {
    for (const endpoint of ['hls', 'hls.m3u8']) {
      const answer = await server.owner.call(endpoint, { id: opening() }, { view: endpoint === 'hls' })
      expect([answer.status, answer.envelope.error?.code]).toEqual([200, 50])
    }
  })
})

describe('Ultrasonic', () => {
  test('finds integer folder ids, and HTTP 200 before every failed envelope (IDS-4, ERR-1)', async () => {
    const { text } = await server.owner.call('getMusicFolders')
    expect(text).toContain('"musicFolder":[{"id":1,"name":"Music"}')
    for (const [endpoint, id] of [
      ['getSong', 'so-99999'],
      ['getAlbum', '12'],
      ['getMusicDirectory', 'root'],
      ['stream', ''],
      ['createPodcastChannel', ''],
    ] as const) {
      const { status, envelope } = await server.owner.call(endpoint, { id })
      expect([endpoint, status, envelope.status]).toEqual([endpoint, 200, 'failed'])
    }
  })
})

describe('Strawberry and Clementine', () => {
  test('ask for fifty covers at once, some in XML, and keep what they have (IMAGE-2, IMAGE-5)', async () => {
    const { searchResult3 } = await server.owner.json('search3', { query: '', songCount: 100 })
    const songs = searchResult3.song as { coverArt?: string; albumId: string }[]
    const ofAlbum = songs.filter(
      ({ albumId, coverArt }) => albumId === known.album('Björk', 'Début') && coverArt,
    )
    expect(new Set(ofAlbum.map(({ coverArt }) => coverArt)).size).toBe(1)
    const covers = songs.flatMap(({ coverArt }) => coverArt ?? [])
    const ids = Array.from({ length: 50 }, (_, place) => covers[place % covers.length]!)
    const answers = await Promise.all(
      ids.map((id, place) =>
        server.owner.call(
          'getCoverArt',
          { id, size: [undefined, 200, 300][place % 3] },
          { format: place % 2 ? 'xml' : 'json' },
        ),
      ),
    )
    for (const answer of answers) {
      expect([answer.status, answer.type.split('/')[0]]).toEqual([200, 'image'])
      expect(answer.bytes.length).toBeGreaterThan(100)
    }
    const etag = answers[0]!.headers.get('etag')!
    const again = await server.owner.call(
      'getCoverArt',
      { id: ids[0] },
      { headers: { 'If-None-Match': etag } },
    )
    expect([again.status, again.bytes.length]).toEqual([304, 0])
  })
})

describe('sublime-music', () => {
  test('comes with a token first, and may come with the clear password for the same user (AUTH-7)', async () => {
    for (const form of ['token', 'clear', 'hex'] as const) {
      expect([form, await server.as({ user, password, form }, 'sublime').code('ping')]).toEqual([
        form,
        undefined,
      ])
    }
  })
})

describe('Sonos, VLC and cars', () => {
  test('look first, then read in pieces of an exact length (STREAM-4)', async () => {
    const path = 'Björk/Début/01 Opening.flac'
    const file = readFileSync(join(server.musicDirs[0]!, path))
    for (const endpoint of ['stream', 'download']) {
      const head = await server.owner.call(endpoint, { id: known.song(path) }, { method: 'HEAD' })
      expect(head.headers.get('accept-ranges')).toBe('bytes')
      expect([head.status, head.headers.get('content-length'), head.type]).toEqual([
        200,
        String(file.length),
        'audio/flac',
      ])

      const pieces: Buffer[] = []
      for (let start = 0; start < file.length; start += 500) {
        const headers = { Range: `bytes=${start}-${start + 499}`, 'If-Range': head.headers.get('etag')! }
        const piece = await server.owner.call(endpoint, { id: known.song(path) }, { headers })
        const end = Math.min(start + 499, file.length - 1)
        expect(piece.status).toBe(206)
        expect(piece.headers.get('content-range')).toBe(`bytes ${start}-${end}/${file.length}`)
        expect(piece.headers.get('content-length')).toBe(String(piece.bytes.length))
        pieces.push(piece.bytes)
      }
      expect(Buffer.concat(pieces).equals(file)).toBe(true)
      const beyond = await server.owner.call(
        endpoint,
        { id: known.song(path) },
        { headers: { Range: `bytes=${file.length}-` } },
      )
      expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${file.length}`])
    }
  })

  test('every song streams and downloads as the file it is, with the type it was listed with (STREAM-9)', async () => {
    for (const [path, id] of known.songs) {
      const { song } = await server.owner.json('getSong', { id })
      const folder = server.musicDirs[known.directories.has(`2/${path.split('/')[0]}`) ? 1 : 0]!
      const streamed = await server.owner.call('stream', { id, estimateContentLength: true })
      expect([path, streamed.type]).toEqual([path, song.contentType])
      expect([path, streamed.bytes.length]).toEqual([path, song.size])
      expect(Number(streamed.headers.get('x-content-duration'))).toBeCloseTo(song.duration, -1)
      const file = readFileSync(join(folder, path))
      expect(streamed.bytes.equals(file)).toBe(true)
    }
  })
})
