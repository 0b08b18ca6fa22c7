// What the music apps' API does not tell of the library, and the folders it is made from.
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Audit } from '../../auth/audit.ts'
import type { Clock } from '../../clock.ts'
import type { FolderListing, LibrarySummary, MusicFolderInfo, SongDetail } from '../../contract/library.ts'
import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { Song } from '../../contract/music.ts'
import type { ReadDb, WriteDb } from '../../db/open.ts'
import type { Versions } from '../../db/versions.ts'
import { InvalidInput, NotFound } from '../../errors.ts'
import { isInScope } from '../../folder-scope.ts'
import { parsePublicId } from '../../ids.ts'
import {
  addMusicFolder,
  listMusicFolders,
  type MusicFolder,
  moveMusicFolder,
  removeMusicFolder,
  renameMusicFolder,
} from '../../library/music-folders.ts'
import { readSongFacts, type SongFacts } from '../../library/song-detail.ts'
import { findSong } from '../../library/songs.ts'
import { countAlbumsSince, countLibrary, readFolderCounts } from '../../library/summary.ts'
import { browseFolder, browseHome } from '../../scan/browse-folders.ts'
import { countScanProblems, listScanProblems } from '../../scan/list-problems.ts'
import type { Scanner } from '../../scan/scanner.ts'
import type { LiveSettings } from '../../settings/live.ts'
import { type Caller, userOf } from '../caller.ts'

export interface LibraryDeps {
  readonly db: WriteDb
  readonly versions: Versions
  readonly clock: Clock
  readonly scanner: Scanner
  readonly audit: Audit
  readonly live: LiveSettings
}

const LATELY_MS = 30 * 24 * 60 * 60 * 1000
/** A network drive that is gone may answer minutes later. */
const PATIENCE_MS = 2000

export function librarySummary(
  _input: unknown,
  { db, versions, clock }: LibraryDeps,
  caller: Caller,
): LibrarySummary {
  const { scope, roles } = userOf(caller)
  return {
    ...countLibrary(db, versions, scope),
    albumsAddedLately: countAlbumsSince(db, scope, clock.now() - LATELY_MS),
    ...(roles.admin && { problems: countScanProblems(db) }),
  }
}

export function listProblems(
  page: InputOf<'library.problems'>,
  { db }: LibraryDeps,
): OutputOf<'library.problems'> {
  return { total: countScanProblems(db), problems: listScanProblems(db, page) }
}

/** @throws NotFound, for a song the caller may not hear as for none */
export function songDetail(
  input: InputOf<'library.songDetail'>,
  { db }: LibraryDeps,
  caller: Caller,
): SongDetail {
  const user = userOf(caller)
  const id = parsePublicId(input.id)
  const json = id?.kind === 'song' ? findSong(db, { userId: user.id, scope: user.scope }, id.id) : undefined
  const facts = json && id?.kind === 'song' ? readSongFacts(db, id.id) : undefined
  if (!json || !facts) throw new NotFound('song')
  return toSongDetail(json.parse() as Song, facts, user.roles.admin)
}

export async function listFolders(
  _input: unknown,
  deps: LibraryDeps,
  caller: Caller,
): Promise<readonly MusicFolderInfo[]> {
  const { scope } = userOf(caller)
  const own = listMusicFolders(deps.db).filter(({ id }) => isInScope(scope, id))
  return describe(own, deps, caller)
}

/** @throws InvalidInput with what was expected of the folder */
export async function addFolder(
  { path }: InputOf<'library.addFolder'>,
  deps: LibraryDeps,
  caller: Caller,
): Promise<MusicFolderInfo> {
  const { db, clock, audit } = deps
  const folder = addMusicFolder(db, path, clock)
  audit.record({ event: 'folder.added', ...by(caller), subject: folder.name, detail: { path: folder.path } })
  scanSoon(deps)
  return (await describe([folder], deps, caller))[0]!
}

/** @throws NotFound, InvalidInput with what was expected of the new place */
export async function changeFolder(
  { id, name, path }: InputOf<'library.changeFolder'>,
  deps: LibraryDeps,
  caller: Caller,
): Promise<MusicFolderInfo> {
  const { db, clock, audit, live } = deps
  const before = getFolder(db, id)
  const isMoved = path !== undefined && resolve(path) !== before.path
  // The next start would look for it in its old place.
  if (isMoved && live.get('music').some((given) => resolve(given) === before.path)) {
    throw new InvalidInput(
      'path',
      'no other place: this folder is given at each start (--music or LOCKGROOVE_MUSIC)',
    )
  }
  db.transaction(() => {
    if (isMoved) moveMusicFolder(db, before.id, path, clock)
    if (name !== undefined && name !== before.name) renameMusicFolder(db, before.id, name, clock)
  }).immediate()
  const after = getFolder(db, id)
  audit.record({
    event: 'folder.changed',
    ...by(caller),
    subject: after.name,
    detail: {
      ...(after.name !== before.name && { nameBefore: before.name }),
      ...(isMoved && { path: after.path, pathBefore: before.path }),
    },
  })
  if (isMoved) scanSoon(deps)
  return (await describe([after], deps, caller))[0]!
}

/** @throws NotFound */
export function removeFolder(
  { id }: InputOf<'library.removeFolder'>,
  deps: LibraryDeps,
  caller: Caller,
): null {
  const { db, clock, audit } = deps
  const folder = getFolder(db, id)
  removeMusicFolder(db, folder.id, clock)
  audit.record({
    event: 'folder.removed',
    ...by(caller),
    subject: folder.name,
    detail: { path: folder.path },
  })
  scanSoon(deps)
  return null
}

/** @throws InvalidInput */
export function browseDirs({ path }: InputOf<'library.browseDirs'>): Promise<FolderListing> {
  return path === undefined ? browseHome() : browseFolder(path)
}

function getFolder(db: ReadDb, id: number): MusicFolder {
  const folder = listMusicFolders(db).find((one) => one.id === id)
  if (!folder) throw new NotFound('music folder')
  return folder
}

/** A scan that runs already began with the folders there were. */
function scanSoon({ scanner }: LibraryDeps): void {
  if (scanner.status().scanning) void scanner.settled().then(() => scanner.start())
  else scanner.start()
}

async function describe(
  folders: readonly MusicFolder[],
  { db }: LibraryDeps,
  caller: Caller,
): Promise<MusicFolderInfo[]> {
  const counts = readFolderCounts(db)
  const isAdmin = userOf(caller).roles.admin
  return Promise.all(
    folders.map(async ({ id, name, path, addedAt }) => ({
      id,
      name,
      ...(counts.get(id) ?? { songs: 0, albums: 0 }),
      state: (await isThere(path)) ? ('there' as const) : ('missing' as const),
      ...(isAdmin && { path, addedAt }),
    })),
  )
}

async function isThere(path: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false)
  })
  const found = stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
  return Promise.race([found, late]).finally(() => clearTimeout(timer))
}

/** Names and ids of people as the library knows them, everything else as the tags say it. */
function toSongDetail(song: Song, facts: SongFacts, isAdmin: boolean): SongDetail {
  const { tags } = facts
  const { codec, sampleRate, bitDepth, channels } = tags.audio
  return {
    id: song.id,
    title: song.title,
    titleSort: tags.titleSort,
    artist: tags.artist,
    artists: song.artists,
    album: { id: song.albumId, name: song.album, version: tags.albumVersion, sort: tags.albumSort },
    albumArtists: song.albumArtists,
    track: tags.track,
    disc: tags.disc,
    discTotal: tags.discTotal,
    discSubtitle: tags.discSubtitle,
    date: tags.date,
    releaseDate: tags.releaseDate,
    originalDate: tags.originalDate,
    genres: song.genres,
    compilation: tags.compilation,
    releaseTypes: tags.releaseTypes,
    labels: tags.labels,
    moods: tags.moods,
    groupings: tags.groupings,
    isrc: tags.isrc,
    bpm: tags.bpm,
    comment: tags.comment,
    explicit: tags.explicit,
    works: tags.works,
    movements: tags.movements,
    credits: song.contributors,
    replayGain: tags.replayGain,
    musicBrainz: tags.musicBrainz,
    lyrics: facts.lyrics.map(({ source, lang, format }) => ({ source, lang, synced: format !== 'text' })),
    file: {
      codec,
      suffix: facts.suffix,
      durationSec: facts.durationSec,
      bitRate: facts.bitRate,
      sampleRate,
      bitDepth,
      channels,
      size: facts.size,
      modifiedAt: facts.modifiedAt,
      addedAt: facts.addedAt,
      ...(isAdmin && { path: join(facts.folderPath, facts.path) }),
    },
  }
}

function by(caller: Caller) {
  return { actor: userOf(caller).name, address: caller.address }
}
