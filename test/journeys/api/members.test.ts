// Members the description calls optional and music apps cannot do without (CONTRACT.md section 6, the notes marked [C], and
// FMT-3, FMT-6 to FMT-9): looked for in every song, album and artist of every answer.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKnownIds } from '../../support/known-ids.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { CALLS_WITHOUT_IDS, callsWithIds, livePeople } from './reading-calls.ts'

let server: TestServer
/** Everything with an id that stands in an answer, and where. */
const things: { readonly where: string; readonly thing: Readonly<Record<string, any>> }[] = []
const values: { readonly where: string; readonly value: unknown }[] = []
beforeAll(async () => {
  server = await startTestServer()
  const known = await readKnownIds(server.owner)
  const playlist = await livePeople(server, known)
  const calls = [...CALLS_WITHOUT_IDS, ...callsWithIds(known)]
  for (const { endpoint, what, parameters } of [
    ...calls,
    { endpoint: 'getPlaylist', what: 'own', parameters: { id: playlist } },
  ]) {
    const where = `${endpoint} ${what}`
    const { text } = await server.owner.call(endpoint, parameters)
    JSON.parse(text, (member, value) => {
      values.push({ where: `${where} ${member}`, value })
      if (value && typeof value === 'object' && 'id' in value) things.push({ where, thing: value })
      return value
    })
  }
})
afterAll(() => server.close())

const ALWAYS = {
  song: [
    ...[
      'id',
      'parent',
      'isDir',
      'title',
      'album',
      'artist',
      'duration',
      'size',
      'contentType',
      'suffix',
      'bitRate',
    ],
    ...['path', 'isVideo', 'type', 'mediaType', 'created', 'albumId', 'artistId', 'playCount'],
    ...[
      'bpm',
      'comment',
      'sortName',
      'displayArtist',
      'displayAlbumArtist',
      'displayComposer',
      'explicitStatus',
    ],
  ],
  songArrays: [
    'isrc',
    'genres',
    'artists',
    'albumArtists',
    'contributors',
    'moods',
    'works',
    'movements',
    'groupings',
  ],
  album: [
    ...[
      'id',
      'name',
      'artist',
      'artistId',
      'songCount',
      'duration',
      'created',
      'playCount',
      'title',
      'album',
    ],
    ...['version', 'displayArtist', 'sortName', 'isCompilation', 'explicitStatus'],
  ],
  albumArrays: ['recordLabels', 'genres', 'artists', 'releaseTypes', 'moods', 'discTitles'],
  child: [
    'id',
    'parent',
    'isDir',
    'title',
    'name',
    'album',
    'artist',
    'artistId',
    'songCount',
    'duration',
    'created',
  ],
  artist: ['id', 'name', 'albumCount', 'sortName'],
}

/** Where a member is missing or of another type than it has to be. */
function missing(kind: 'song' | 'album' | 'child' | 'artist', arrays: readonly string[] = []) {
  return ({ where, thing }: (typeof things)[number]) => [
    ...ALWAYS[kind]
      .filter((name) => thing[name] === undefined)
      .map((name) => `${where} ${thing['id']}: no ${name}`),
    ...arrays
      .filter((name) => !Array.isArray(thing[name]))
      .map((name) => `${where} ${thing['id']}: no list ${name}`),
  ]
}

const ofKind = (prefix: string, test: (thing: Readonly<Record<string, any>>) => boolean) =>
  things.filter(({ thing }) => String(thing['id']).startsWith(prefix) && test(thing))

test('every song has what players sort, cache and download by', () => {
  const songs = ofKind('so-', () => true)
  expect(songs.length).toBeGreaterThan(100)
  expect(songs.flatMap(missing('song', ALWAYS.songArrays))).toEqual([])
  for (const { thing } of songs) {
    expect(thing).toMatchObject({
      isDir: false,
      isVideo: false,
      type: 'music',
      mediaType: 'song',
      replayGain: expect.any(Object),
    })
    expect(thing['size']).toBeGreaterThan(0)
    expect(thing['path']).not.toMatch(/^\/|\.\.\//)
    expect(thing['title']).not.toBe('')
  }
})

test('every album has its own, in the tag view and as a folder', () => {
  const albums = ofKind('al-', ({ songCount, isDir, child }) => songCount !== undefined && !isDir && !child)
  const folders = ofKind('al-', ({ isDir }) => isDir)
  expect(Math.min(albums.length, folders.length)).toBeGreaterThan(10)
  expect(albums.flatMap(missing('album', ALWAYS.albumArrays))).toEqual([])
  expect(folders.flatMap(missing('child'))).toEqual([])
  for (const { thing } of albums) {
    expect(thing).toMatchObject({ originalReleaseDate: expect.any(Object), releaseDate: expect.any(Object) })
  }
  for (const { thing } of folders)
    expect([thing['title'], thing['album']]).toEqual([thing['name'], thing['name']])
})

test('every artist of the tag view has albums counted and roles', () => {
  const artists = ofKind('ar-', ({ roles }) => roles !== undefined)
  expect(artists.length).toBeGreaterThan(20)
  expect(artists.flatMap(missing('artist', ['roles']))).toEqual([])
})

test('dates are real and in UTC, numbers whole, ratings from 1 to 5, nothing is null (FMT-6 to FMT-8)', () => {
  const DATES = /(created|starred|played|changed|lastScan)$/
  const WHOLE =
    /(duration|bitRate|track|year|discNumber|minutesAgo|playerId|songCount|albumCount|playCount|size|bpm)$/
  for (const { where, value } of values) {
    if (value === null) expect.fail(`${where} is null`)
    if (DATES.test(where) && typeof value !== 'object') {
      expect([where, value]).toEqual([
        where,
        expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      ])
    }
    if (WHOLE.test(where)) expect([where, Number.isInteger(value)]).toEqual([where, true])
    if (/userRating$/.test(where)) expect([1, 2, 3, 4, 5]).toContain(value)
  }
})

test('replay gain of 0 is sent, and an unknown one is {} (FMT-9)', () => {
  const gains = ofKind('so-', ({ title }) => title === "Don't Wait" || title === 'Palette')
  expect(gains.map(({ thing }) => [thing['title'], thing['replayGain']])).toEqual(
    expect.arrayContaining([
      ["Don't Wait", { trackGain: 0, albumGain: 0, trackPeak: 0, albumPeak: 0 }],
      ['Palette', {}],
    ]),
  )
})
