// A server that people have lived with for two months: stars, playlists, apps, and plays as they fall in real weeks. For pictures.
import { createServer as createSocket } from 'node:net'
import { ALL_ROLES } from '../../server/auth/users.ts'
import type { Server } from '../../server/index.ts'
import { openData } from '../../server/open-data.ts'
import type { Settings } from '../../server/settings/definitions.ts'
import { type ConsoleClient, createConsoleClient } from './console-client.ts'
import { createSubsonicClient, type SubsonicClient } from './subsonic-client.ts'

const PASSWORD = 'a lamp in every window'
export const OWNER = { user: 'Nora', password: PASSWORD }
/** Who, with which app, how many songs on a usual day. */
const LISTENERS = [
  { ...OWNER, app: 'Symfonium', usual: 7 },
  { user: 'Ida', password: `${PASSWORD}, Ida`, app: 'Amperfy', usual: 5 },
  { user: 'Jonas', password: `${PASSWORD}, Jonas`, app: 'Feishin', usual: 3 },
  { user: 'Kitchen', password: `${PASSWORD}, kitchen`, app: 'Supersonic', usual: 4 },
] as const
/** What the list of sessions shows. */
const LAPTOP = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0'
/** From Sunday. */
const WEEK = [1.5, 0.6, 0.7, 0.8, 0.7, 1.2, 1.7]
const DAYS = 60
const DAY_MS = 86_400_000
const SONG_MS = 230_000
const AT_ONCE = 100

export async function makePeople(settings: Settings): Promise<void> {
  const data = await openData(settings)
  await data.users.create({ name: OWNER.user, password: OWNER.password, roles: ALL_ROLES })
  for (const { user, password, usual } of LISTENERS.slice(1)) {
    const roles = { download: usual === 5, playlist: user !== 'Kitchen' }
    await data.users.create({ name: user, password, roles })
  }
  data.close()
}

export interface LivedIn {
  readonly owner: SubsonicClient
  /** Somebody other than the owner. */
  readonly userId: number
  /** Addresses of links to an album and to a playlist. */
  readonly links: Readonly<Record<'album' | 'playlist', string>>
}

export async function liveWithIt({ musicUrls, consoleUrl }: Server): Promise<LivedIn> {
  const [musicUrl] = musicUrls
  const owner = createSubsonicClient(musicUrl!, OWNER, 'Symfonium')
  const songs = await likeThings(owner)
  const mine = createConsoleClient(consoleUrl, { 'User-Agent': LAPTOP })
  await mine.signIn(OWNER.user, OWNER.password)
  for (const [at, { app, usual, ...login }] of LISTENERS.entries()) {
    const listener = createSubsonicClient(musicUrl!, login, app)
    await playFor(listener, songs, usual, at)
    if (at === 1 || at === 3) await listener.json('scrobble', { id: songs[at * 9]!, submission: false })
  }
  for (const [name, kind, app] of [
    ['My phone', 'password', 'Symfonium'],
    ['Living room', 'apikey', 'Feishin'],
  ] as const) {
    const { secret } = await mine.get('devices.create', { name, kind })
    const login = kind === 'apikey' ? { apiKey: secret } : { user: OWNER.user, password: secret }
    await createSubsonicClient(musicUrl!, login, app).json('ping')
  }
  const links = await shareThings(owner, mine)
  await mine.get('vault.makeRecoveryKey', {})
  await mine.get('backups.make', {})
  const users = await mine.get('users.list', {})
  return { owner, userId: users.find(({ name }) => name === 'Ida')!.id, links }
}

/** @returns ids of all songs, as they come in the library */
async function likeThings(owner: SubsonicClient): Promise<string[]> {
  const { searchResult3: found } = await owner.json('search3', { query: '', albumCount: 100, songCount: 500 })
  const idsOf = (things: { id: string }[]) => things.map(({ id }) => id)
  const songs = idsOf(found.song)
  const every = (step: number) => songs.filter((_, at) => at % step === 0)
  await owner.json('star', { id: every(4), albumId: idsOf(found.album).slice(1, 4) })
  for (const id of every(5)) await owner.json('setRating', { id, rating: 3 + (songs.indexOf(id) % 3) })
  for (const [at, id] of idsOf(found.album).entries())
    await owner.json('setRating', { id, rating: 5 - (at % 3) })
  await owner.json('createPlaylist', { name: 'Evenings', songId: every(3) })
  await owner.json('createPlaylist', { name: 'Running', songId: every(5) })
  return songs
}

/** Links as they gather: one for long, one of yesterday, one that has ended. */
async function shareThings(owner: SubsonicClient, mine: ConsoleClient): Promise<LivedIn['links']> {
  const { albumList2 } = await owner.json('getAlbumList2', { type: 'alphabeticalByName', size: 5 })
  const { playlists } = await owner.json('getPlaylists')
  const [first, second] = albumList2.album
  const ended = await mine.get('shares.create', { items: [second.id], description: 'For the drive north' })
  await mine.get('shares.change', { share: ended.id, endsAt: 0 })
  const playlist = await mine.get('shares.create', { items: [playlists.playlist[0].id], endsAt: null })
  const description = 'Grandma, this is the one with the cello. Just press play.'
  const album = await mine.get('shares.create', { items: [first.id], description })
  return { album: album.url!, playlist: playlist.url! }
}

/** The same at every call: pictures differ where the window does. */
async function playFor(app: SubsonicClient, songs: readonly string[], usual: number, seed: number) {
  const random = randomFrom(seed + 1)
  const plays: { id: string; time: number }[] = []
  const now = Date.now()
  for (let ago = DAYS; ago >= 0; ago--) {
    const midnight = new Date(now - ago * DAY_MS).setHours(0, 0, 0, 0)
    const count = Math.round(usual * WEEK[new Date(midnight).getDay()]! * (0.3 + 1.3 * random()))
    const from = ago === 0 ? now - (count + seed) * SONG_MS : midnight + (8 + 11 * random()) * 3_600_000
    for (let at = 0; at < count; at++) {
      // Everybody has favourites.
      const song = songs[Math.floor(random() ** 1.7 * songs.length + seed * 7) % songs.length]!
      plays.push({ id: song, time: Math.round(from + at * SONG_MS) })
    }
  }
  for (let at = 0; at < plays.length; at += AT_ONCE) {
    const some = plays.slice(at, at + AT_ONCE)
    const parameters = { id: some.map(({ id }) => id), time: some.map(({ time }) => time) }
    const answer = await app.json('scrobble', parameters, { form: true })
    if (answer.status !== 'ok') throw new Error(`scrobble: ${answer.error?.message}`)
  }
}

function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The usual one, so that pictures show it; any other where a server runs on it already. */
export function freePort(usual: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket()
    socket.once('error', () => resolve(0))
    socket.listen(usual, '127.0.0.1', () => socket.close(() => resolve(usual)))
  })
}
