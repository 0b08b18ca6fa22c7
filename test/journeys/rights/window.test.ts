// Who may do what with music in the window, and hear its events: every endpoint under /api/music, asked by every kind of
// caller. Compared with the table below, which is written by hand: an endpoint without a row, or a row without an
// endpoint, fails.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endSession } from '../../../server/auth/sessions.ts'
import { EVENTS_PATH, MUSIC_PATH } from '../../../server/contract/wire.ts'
import { type OpenData, openData } from '../../../server/open-data.ts'
import { ROUTES } from '../../../server/subsonic/routes.ts'
import { WINDOW_ROUTES } from '../../../server/subsonic/window-entry.ts'
import { sessionCookieOf, signedInConsole } from '../../support/console-session.ts'
import { readKnownIds } from '../../support/known-ids.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters } from '../../support/subsonic-client.ts'
import { validCalls } from '../api/valid-calls.ts'

const CALLERS = [
  'nobody',
  'ended session',
  // With the roles of a new user.
  'user',
  'administrator',
  'user, read-only mode',
  'administrator, read-only mode',
] as const
type Caller = (typeof CALLERS)[number]

/** + done, . HTTP 401, x not allowed (50), 0 not found (70), m HTTP 405. */
const MARKS: Record<string, string> = { 401: '.', 405: 'm', 50: 'x', 70: '0' }

const READS = '..++++'
const CHANGES = '..++xx'
/** Of what is not there. */
const FINDS_NOTHING = '..0000'
const CHANGES_NOTHING = '..00xx'
const OFF = '..xxxx'

const TABLE: Record<string, string> = {
  ...rows(
    READS,
    'ping getLicense tokenInfo getMusicFolders getIndexes getMusicDirectory getGenres getArtists',
  ),
  ...rows(
    READS,
    'getArtist getAlbum getSong getVideos getArtistInfo getArtistInfo2 getAlbumInfo getAlbumInfo2',
  ),
  ...rows(READS, 'getSimilarSongs getSimilarSongs2 getTopSongs getAlbumList getAlbumList2 getRandomSongs'),
  ...rows(READS, 'getSongsByGenre getNowPlaying getStarred getStarred2 search search2 search3 getPlaylists'),
  ...rows(READS, 'stream getCoverArt getAvatar getLyrics getLyricsBySongId getPodcasts'),
  ...rows(READS, 'getNewestPodcasts getInternetRadioStations getChatMessages getBookmarks getPlayQueue'),
  ...rows(READS, 'getPlayQueueByIndex getScanStatus'),
  ...rows(FINDS_NOTHING, 'getVideoInfo getCaptions getPlaylist'),
  // A new user may not; it changes nothing.
  download: '..x+x+',
  // Of the user.
  getUser: '..++++',
  ...rows(
    CHANGES,
    'createPlaylist star unstar setRating scrobble createBookmark deleteBookmark savePlayQueue',
  ),
  ...rows(CHANGES, 'savePlayQueueByIndex'),
  ...rows(CHANGES_NOTHING, 'updatePlaylist deletePlaylist'),
  startScan: '..x+xx',
  ...rows(OFF, 'hls.m3u8 refreshPodcasts createPodcastChannel'),
  ...rows(OFF, 'deletePodcastChannel deletePodcastEpisode downloadPodcastEpisode jukeboxControl'),
  ...rows(
    OFF,
    'createInternetRadioStation updateInternetRadioStation deleteInternetRadioStation addChatMessage',
  ),
}

function rows(row: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, row]))
}

let server: TestServer
let data: OpenData
let calls: ReturnType<typeof validCalls>
const cookies = new Map<Caller, string>()

beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0 } })
  data = await openData(testSettings(server.dataDir))
  calls = validCalls(await readKnownIds(server.owner))
  for (const caller of CALLERS) {
    const name = caller.startsWith('user') ? PEOPLE.listener.user : PEOPLE.owner.user
    if (caller !== 'nobody') cookies.set(caller, sessionCookieOf(server, data, name))
  }
  const ended = signedInConsole(server, data, PEOPLE.owner.user)
  cookies.set('ended session', [...ended.cookies].map((pair) => pair.join('=')).join('; '))
  endSession(data.db, ended.sessionId)
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

test('every endpoint has a row, and every row an endpoint', () => {
  expect(Object.keys(TABLE).sort()).toEqual([...WINDOW_ROUTES.keys()].sort())
})

test('what is not here is what needs no session, accounts, and links', () => {
  expect([...ROUTES.keys()].filter((name) => !WINDOW_ROUTES.has(name)).sort()).toEqual([
    'changePassword',
    'createShare',
    'createUser',
    'deleteShare',
    'deleteUser',
    'getOpenSubsonicExtensions',
    'getShares',
    'getUsers',
    'updateShare',
    'updateUser',
  ])
})

describe.each(Object.entries(TABLE))('%s', (name, row) => {
  test(`is for ${row}`, async () => {
    let seen = ''
    for (const caller of CALLERS) seen += await ask(caller, name, methodOf(name))
    data.live.reset('readOnly')
    expect(inWords(seen)).toEqual(inWords(row))
  })

  test('is asked with one method only', async () => {
    const other = methodOf(name) === 'GET' ? 'POST' : 'GET'
    expect(await ask('administrator', name, other)).toBe('m')
  })
})

test('/api/events is for whoever has a session, read-only mode or not', async () => {
  let seen = ''
  for (const caller of CALLERS) {
    switchReadOnly(caller)
    const abort = new AbortController()
    const { status } = await fetch(server.server.consoleUrl + EVENTS_PATH, {
      headers: cookieHeader(caller),
      signal: abort.signal,
    })
    abort.abort()
    seen += status === 200 ? '+' : MARKS[status]
  }
  data.live.reset('readOnly')
  expect(inWords(seen)).toEqual(inWords('..++++'))
})

function methodOf(name: string): 'GET' | 'POST' {
  const row = TABLE[name]
  return row === CHANGES || row === CHANGES_NOTHING || name === 'startScan' ? 'POST' : 'GET'
}

function switchReadOnly(caller: Caller) {
  data.live.set('readOnly', caller.endsWith('read-only mode') ? 'on' : 'off')
}

const cookieHeader = (caller: Caller): Record<string, string> => {
  const cookie = cookies.get(caller)
  return cookie === undefined ? {} : { Cookie: cookie }
}

async function ask(caller: Caller, name: string, method: 'GET' | 'POST'): Promise<string> {
  switchReadOnly(caller)
  const search = toSearch(calls.get(name)?.parameters ?? {})
  const origin = server.server.consoleUrl
  const answer = await fetch(origin + MUSIC_PATH + name + (method === 'GET' ? `?${search}` : ''), {
    method,
    headers: { ...cookieHeader(caller), ...(method === 'POST' && { Origin: origin }) },
    ...(method === 'POST' && { body: search }),
  })
  const body = Buffer.from(await answer.arrayBuffer()).toString()
  if (answer.status !== 200) return MARKS[answer.status] ?? '!'
  if (!answer.headers.get('content-type')!.startsWith('application/json')) return '+'
  const { error } = JSON.parse(body)['subsonic-response']
  return error ? (MARKS[error.code] ?? '?') : '+'
}

function toSearch(parameters: CallParameters): URLSearchParams {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => [name, String(one)]),
  )
  return new URLSearchParams(pairs)
}

const inWords = (row: string) => Object.fromEntries(CALLERS.map((caller, at) => [caller, row[at]]))
