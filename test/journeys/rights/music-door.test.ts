// Who may do what on the music door: every route, asked by every kind of caller. What comes back is compared with the table
// below, which is written by hand: a route without a row, or a row without a route, fails.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeviceCredential, revokeDeviceCredential } from '../../../server/auth/device-credentials.ts'
import type { DeviceScope } from '../../../server/auth/device-scope.ts'
import { openData } from '../../../server/open-data.ts'
import { ROUTES } from '../../../server/subsonic/routes.ts'
import { readKnownIds } from '../../support/known-ids.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters, SubsonicClient } from '../../support/subsonic-client.ts'
import { validCalls } from '../api/valid-calls.ts'

const CALLERS = [
  'nobody',
  // Stream, download and share, both folders; no administrator. Has a private playlist, which the others ask for.
  'user',
  'other user',
  'administrator',
  // Keys of the administrator: never more than the scope says, whoever's they are.
  'revoked key',
  'expired key',
  'listen key',
  'change key',
  'download key',
  // The administrator again.
  'read-only mode',
] as const
type Caller = (typeof CALLERS)[number]

// + answered (an error about the content counts), 0 not found, x error 50, . stranger (an error of section 3 of CONTRACT.md)
const OPEN = '++++++++++'
const READ = '.+++..++++'
const CHANGE = '.+++..x++x'
const DOWNLOAD = '.+++..xx++'
const ADMIN_ACCOUNT = '.xx+..xxxx'
const SHARE = '.+x+..x++x'
const SWITCHED_OFF = '.xxx..xxxx'
const MISSING = '.000..0000'

const TABLE: Record<string, string> = {
  ping: READ,
  getLicense: READ,
  getOpenSubsonicExtensions: OPEN,
  tokenInfo: READ,
  getMusicFolders: READ,
  getIndexes: READ,
  getMusicDirectory: READ,
  getGenres: READ,
  getArtists: READ,
  getArtist: READ,
  getAlbum: READ,
  getSong: READ,
  getVideos: READ,
  getVideoInfo: MISSING,
  getArtistInfo: READ,
  getArtistInfo2: READ,
  getAlbumInfo: READ,
  getAlbumInfo2: READ,
  getSimilarSongs: READ,
  getSimilarSongs2: READ,
  getTopSongs: READ,
  getAlbumList: READ,
  getAlbumList2: READ,
  getRandomSongs: READ,
  getSongsByGenre: READ,
  getNowPlaying: READ,
  getStarred: READ,
  getStarred2: READ,
  search: READ,
  search2: READ,
  search3: READ,
  getPlaylists: READ,
  // The user's private playlist: the others do not learn that it exists.
  getPlaylist: '.+00..0000',
  createPlaylist: CHANGE,
  updatePlaylist: '.+00..x00x',
  deletePlaylist: '.+00..x00x',
  stream: READ,
  download: DOWNLOAD,
  'hls.m3u8': SWITCHED_OFF,
  getCaptions: MISSING,
  getCoverArt: READ,
  getLyrics: READ,
  getLyricsBySongId: READ,
  getAvatar: READ,
  star: CHANGE,
  unstar: CHANGE,
  setRating: CHANGE,
  scrobble: CHANGE,
  getShares: READ,
  // The user may, the other user may not. A link of the user's; the administrator may end anybody's.
  createShare: SHARE,
  updateShare: SHARE,
  deleteShare: SHARE,
  getPodcasts: READ,
  getNewestPodcasts: READ,
  refreshPodcasts: SWITCHED_OFF,
  createPodcastChannel: SWITCHED_OFF,
  deletePodcastChannel: SWITCHED_OFF,
  deletePodcastEpisode: SWITCHED_OFF,
  downloadPodcastEpisode: SWITCHED_OFF,
  jukeboxControl: SWITCHED_OFF,
  getInternetRadioStations: READ,
  createInternetRadioStation: SWITCHED_OFF,
  updateInternetRadioStation: SWITCHED_OFF,
  deleteInternetRadioStation: SWITCHED_OFF,
  getChatMessages: READ,
  addChatMessage: SWITCHED_OFF,
  // Of the user: the others may not look, the administrator may. A key that only listens does not make one.
  getUser: '.+x+..x+++',
  getUsers: '.xx+..xxx+',
  createUser: ADMIN_ACCOUNT,
  // Of somebody who is not there.
  updateUser: '.xx0..xxxx',
  deleteUser: '.xx0..xxxx',
  // Of the user.
  changePassword: '.+x+..xxxx',
  getBookmarks: READ,
  createBookmark: CHANGE,
  deleteBookmark: CHANGE,
  getPlayQueue: READ,
  savePlayQueue: CHANGE,
  getPlayQueueByIndex: READ,
  savePlayQueueByIndex: CHANGE,
  getScanStatus: READ,
  startScan: '.xx+..x++x',
}

const USER = { user: 'ursula', password: 'a quiet place to hear' }

let server: TestServer
let clients: Readonly<Record<Caller, SubsonicClient>>
let parametersOf: ReadonlyMap<string, CallParameters>
let setReadOnly: (on: boolean) => void

beforeAll(async () => {
  let aheadMs = 0
  const clock = { now: () => Date.now() + aheadMs }
  server = await startTestServer({ clock, settings: { requestLimit: 0, authRequestLimit: 0 } })
  const settings = testSettings(server.dataDir)
  const data = await openData(settings)
  const { users, live } = data
  await users.create({
    name: USER.user,
    password: USER.password,
    roles: { download: true, playlist: true, share: true },
  })
  await users.update(users.getByName(PEOPLE.listener.user).id, { roles: { download: true } })
  const owner = users.getByName(PEOPLE.owner.user).id
  const keyOf = (scope: DeviceScope, expiresAt?: number) => {
    const made = createDeviceCredential(
      { ...data, clock },
      { userId: owner, kind: 'apikey', name: scope, scope, ...(expiresAt !== undefined && { expiresAt }) },
    )
    return { id: made.id, client: server.as({ apiKey: made.plainSecret }) }
  }
  const revoked = keyOf('download')
  const expired = keyOf('download', clock.now() + 60_000)
  expect(await revoked.client.code('ping')).toBeUndefined()
  expect(await expired.client.code('ping')).toBeUndefined()
  revokeDeviceCredential(data.db, revoked.id, clock)
  aheadMs = 60_000

  clients = {
    nobody: server.as('none'),
    user: server.as(USER),
    'other user': server.listener,
    administrator: server.owner,
    'revoked key': revoked.client,
    'expired key': expired.client,
    'listen key': keyOf('listen').client,
    'change key': keyOf('change').client,
    'download key': keyOf('download').client,
    'read-only mode': server.owner,
  }
  setReadOnly = (on) => live.set('readOnly', on ? 'on' : 'off')
  closeData = () => data.close()

  const known = await readKnownIds(server.owner)
  parametersOf = new Map([...validCalls(known)].map(([name, { parameters }]) => [name, parameters]))
}, 120_000)
let closeData = () => {}
afterAll(async () => {
  closeData()
  await server.close()
})

test('every route has a row, and every row a route', () => {
  expect(Object.keys(TABLE).sort()).toEqual([...ROUTES.keys()].sort())
})

describe.each(Object.entries(TABLE))('%s', (route, row) => {
  test(`is for ${row}`, async () => {
    let seen = ''
    for (const caller of CALLERS) seen += await ask(caller, route)
    expect(inWords(seen)).toEqual(inWords(row))
  })
})

async function ask(caller: Caller, route: string): Promise<string> {
  const parameters = await parametersFor(route)
  if (caller === 'read-only mode') setReadOnly(true)
  try {
    const answer = await clients[caller].call(route, parameters)
    if (!answer.type.includes('json')) return answer.status === 200 ? '+' : '?'
    const { error } = answer.envelope
    return error ? markOf(error.code) : '+'
  } finally {
    if (caller === 'read-only mode') setReadOnly(false)
  }
}

function markOf(code: number): string {
  if (code === 0) return '+'
  if (code === 70) return '0'
  if (code === 50) return 'x'
  return [10, 40, 41, 42, 43, 44].includes(code) ? '.' : '?'
}

/** What a route is asked about: something that is there, and that is the user's where things belong to somebody. */
async function parametersFor(route: string): Promise<CallParameters> {
  switch (route) {
    case 'getPlaylist':
    case 'deletePlaylist':
      return { id: await privatePlaylist() }
    case 'updatePlaylist':
      return { playlistId: await privatePlaylist(), comment: 'changed' }
    case 'updateShare':
      return { id: await shareOfUser(), description: 'changed' }
    case 'deleteShare':
      return { id: await shareOfUser() }
    case 'getUser':
      return { username: USER.user }
    case 'changePassword':
      return { username: USER.user, password: USER.password }
    default:
      return parametersOf.get(route) ?? {}
  }
}

async function privatePlaylist(): Promise<string> {
  const { playlist } = await clients.user.json('createPlaylist', { name: 'Only mine' })
  return playlist.id
}

async function shareOfUser(): Promise<string> {
  const { shares } = await clients.user.json('createShare', parametersOf.get('createShare'))
  return shares.share[0].id
}

const inWords = (row: string) => Object.fromEntries(CALLERS.map((caller, at) => [caller, row[at]]))
