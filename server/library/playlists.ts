// Playlists: whose they are, what is in them, and changing them all or nothing (CONTRACT.md PL-1 to PL-8).
//
// A playlist may hold songs the caller cannot see: missing files, other people's folders. They are neither shown nor
// counted, and positions in the API count without them; in the table they keep their places until the list is replaced.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { InvalidInput, NotAllowed, NotFound } from '../errors.ts'
import { type FolderScope, isInScope } from '../folder-scope.ts'
import type { PlaylistId, UserId } from '../ids.ts'
import { inPieces, visibleSongs } from './long-song-list.ts'
import { inScope } from './scope-filter.ts'

export interface PlaylistUser {
  readonly id: UserId
  readonly scope: FolderScope
  readonly roles: { readonly admin: boolean }
}

export interface Playlist {
  readonly id: PlaylistId
  readonly name: string
  readonly comment: string
  readonly public: boolean
  /** Undefined for one imported from a file: everybody's, read-only. */
  readonly ownerId?: UserId
  readonly ownerName?: string
  readonly createdAt: number
  readonly changedAt: number
}

/** What the caller sees of its songs. */
export interface PlaylistSummary {
  readonly songCount: number
  readonly durationSec: number
  readonly hasCover: boolean
}

interface Row extends Omit<Playlist, 'public' | 'ownerId' | 'ownerName'> {
  readonly public: number
  readonly ownerId: UserId | null
  readonly ownerName: string | null
  readonly folderId: number | null
}

const SELECT = `
SELECT p.id, p.name, p.comment, p.public, p.owner_id AS ownerId, u.name AS ownerName, p.folder_id AS folderId,
  p.created_at AS createdAt, p.changed_at AS changedAt
FROM playlists p LEFT JOIN users u ON u.id = p.owner_id
WHERE p.missing_since IS NULL AND (p.owner_id = :userId OR p.public = 1)`

/** What this user can read, by name. */
export function listPlaylists(db: ReadDb, { id: userId, scope }: Omit<PlaylistUser, 'roles'>): Playlist[] {
  return prepare<{ userId: number }, Row>(db, `${SELECT} ORDER BY p.name COLLATE NOCASE, p.id`)
    .all({ userId })
    .flatMap((row) => toPlaylist(row, scope) ?? [])
}

/** Is another when what everybody may read has changed, whoever changed it. */
export function stampOfPublicPlaylists(db: ReadDb): string {
  return prepare<[], string>(
    db,
    `SELECT count(*) || ' ' || coalesce(sum(changed_at), 0) FROM playlists WHERE public = 1 AND missing_since IS NULL`,
  )
    .pluck()
    .get() as string
}

/** Undefined also for somebody else's private one: nobody learns that it exists. */
export function findReadablePlaylist(
  db: ReadDb,
  { id: userId, scope }: Omit<PlaylistUser, 'roles'>,
  id: PlaylistId,
): Playlist | undefined {
  const row = prepare<{ userId: number; id: number }, Row>(db, `${SELECT} AND p.id = :id`).get({ userId, id })
  return row && toPlaylist(row, scope)
}

/** @throws NotFound */
export function getReadablePlaylist(db: ReadDb, user: Omit<PlaylistUser, 'roles'>, id: PlaylistId): Playlist {
  const playlist = findReadablePlaylist(db, user, id)
  if (!playlist) throw new NotFound('playlist')
  return playlist
}

function toPlaylist({ folderId, ownerId, ownerName, ...row }: Row, scope: FolderScope): Playlist | undefined {
  if (folderId !== null && !isInScope(scope, folderId)) return undefined
  return {
    ...row,
    public: row.public === 1,
    ownerId: ownerId ?? undefined,
    ownerName: ownerName ?? undefined,
  }
}

/** Every song in it, in order, repetitions kept; whether the caller may see them is for the lists made of it. */
export function songIdsOfPlaylist(db: ReadDb, id: PlaylistId): number[] {
  return prepare<[number], number>(
    db,
    'SELECT song_id FROM playlist_entries WHERE playlist_id = ? ORDER BY position',
  )
    .pluck()
    .all(id) as number[]
}

type Remembered = PlaylistSummary & { readonly stamp: string }
/** By playlist, then by scope. */
const REMEMBERED = new WeakMap<ReadDb, Map<PlaylistId, Map<string, Remembered>>>()
const MOST_REMEMBERED = 5000

/**
 * Counting a list reads all of it, so what was counted is remembered until the list or the library changes.
 * @param libraryVersion of db/versions.ts
 */
export async function summarisePlaylist(
  db: ReadDb,
  scope: FolderScope,
  libraryVersion: number,
  { id, changedAt }: Playlist,
): Promise<PlaylistSummary> {
  const stamp = `${libraryVersion} ${changedAt}`
  const known = rememberedOf(db, id).get(scope.key)
  if (known?.stamp === stamp) return known
  const count = prepare<
    { ids: string; folders: string },
    { songCount: number; durationSec: number; hasCover: number | null }
  >(
    db,
    `SELECT count(*) AS songCount, coalesce(sum(s.duration_sec), 0) AS durationSec,
       max(s.picture_hash IS NOT NULL OR al.cover_hash IS NOT NULL) AS hasCover
     FROM json_each(:ids) p CROSS JOIN songs s ON s.id = p.value LEFT JOIN albums al ON al.id = s.album_id
     WHERE s.missing_since IS NULL ${inScope(scope, 's.folder_id')}`,
  )
  const summary = { songCount: 0, durationSec: 0, hasCover: false, stamp }
  await inPieces(songIdsOfPlaylist(db, id), (ids) => {
    const piece = count.get({ ids: JSON.stringify(ids), folders: scope.key })!
    summary.songCount += piece.songCount
    summary.durationSec += piece.durationSec
    summary.hasCover ||= piece.hasCover === 1
  })
  rememberedOf(db, id).set(scope.key, summary)
  return summary
}

/** As summarisePlaylist, for many: a person with a hundred long lists holds up nobody. */
export async function summarisePlaylists(
  db: ReadDb,
  scope: FolderScope,
  libraryVersion: number,
  playlists: readonly Playlist[],
): Promise<PlaylistSummary[]> {
  const summaries: PlaylistSummary[] = []
  let turnBegan = performance.now()
  for (const playlist of playlists) {
    summaries.push(await summarisePlaylist(db, scope, libraryVersion, playlist))
    if (performance.now() - turnBegan < LONGEST_TURN_MS) continue
    await nextTurn()
    turnBegan = performance.now()
  }
  return summaries
}

const LONGEST_TURN_MS = 8

function rememberedOf(db: ReadDb, id: PlaylistId): Map<string, Remembered> {
  let playlists = REMEMBERED.get(db)
  if (!playlists || playlists.size > MOST_REMEMBERED) {
    playlists = new Map()
    REMEMBERED.set(db, playlists)
  }
  let scopes = playlists.get(id)
  if (!scopes) {
    scopes = new Map()
    playlists.set(id, scopes)
  }
  return scopes
}

export interface NewPlaylist {
  readonly name: string
  readonly songIds: readonly (number | undefined)[]
}

/** @throws NotFound for a song the caller cannot see; then nothing is made */
export async function createPlaylist(
  db: WriteDb,
  user: PlaylistUser,
  { name, songIds }: NewPlaylist,
  now: number,
): Promise<PlaylistId> {
  const songs = await checkSongs(db, user.scope, songIds)
  return db
    .transaction(() => {
      const id = prepare<[number, string, number, number]>(
        db,
        'INSERT INTO playlists (owner_id, name, created_at, changed_at) VALUES (?, ?, ?, ?) RETURNING id',
      )
        .pluck()
        .get(user.id, name, now, now) as PlaylistId
      append(db, id, songs)
      return id
    })
    .immediate()
}

export interface PlaylistChanges {
  readonly name?: string
  /** '' clears it. */
  readonly comment?: string
  readonly public?: boolean
  /** The whole new list; undefined entries are unknown ids. */
  readonly replaceBy?: readonly (number | undefined)[]
  readonly add?: readonly (number | undefined)[]
  /** Positions in the list as the caller saw it before this call, in any order. */
  readonly removeAt?: readonly number[]
}

/**
 * All or nothing. Removals first, then additions (CONTRACT.md PL-3).
 * @throws NotFound, NotAllowed, InvalidInput (a position outside the list)
 */
export async function changePlaylist(
  db: WriteDb,
  user: PlaylistUser,
  id: PlaylistId,
  changes: PlaylistChanges,
  now: number,
): Promise<void> {
  checkMayChange(getReadablePlaylist(db, user, id), user, changes)
  const replaceBy = changes.replaceBy && (await checkSongs(db, user.scope, changes.replaceBy))
  const add = await checkSongs(db, user.scope, changes.add ?? [])

  db.transaction(() => {
    // Other requests had their turn while the songs were checked.
    checkMayChange(getReadablePlaylist(db, user, id), user, changes)
    if (replaceBy) {
      prepare<[number]>(db, 'DELETE FROM playlist_entries WHERE playlist_id = ?').run(id)
      append(db, id, replaceBy)
    }
    if (changes.removeAt?.length) removeAt(db, user.scope, id, changes.removeAt)
    append(db, id, add)
    // Two changes in one millisecond still have two times: what is remembered of a list goes by it.
    prepare<(string | number | null)[]>(
      db,
      `UPDATE playlists SET name = coalesce(?, name), comment = coalesce(?, comment), public = coalesce(?, public),
         changed_at = max(changed_at + 1, ?) WHERE id = ?`,
    ).run(
      changes.name ?? null,
      changes.comment ?? null,
      changes.public === undefined ? null : Number(changes.public),
      now,
      id,
    )
  }).immediate()
}

/** Its owner, or an administrator where it is public. @throws NotFound, NotAllowed */
export function removePlaylist(db: WriteDb, user: PlaylistUser, id: PlaylistId): void {
  checkMayChange(getReadablePlaylist(db, user, id), user, {})
  prepare<[number]>(db, 'DELETE FROM playlists WHERE id = ?').run(id)
  REMEMBERED.get(db)?.delete(id)
}

/** Whether the caller may change the songs. */
export function isEditable(playlist: Playlist, user: { readonly id: UserId }): boolean {
  return playlist.ownerId === user.id
}

function checkMayChange(playlist: Playlist, user: PlaylistUser, changes: PlaylistChanges): void {
  if (playlist.ownerId === undefined) {
    throw new NotAllowed('This playlist comes from a file and follows it; make a copy to change it')
  }
  if (isEditable(playlist, user)) return
  const changesSongs = changes.replaceBy || changes.add?.length || changes.removeAt?.length
  if (!user.roles.admin || changesSongs) throw new NotAllowed('Only its owner may change this playlist')
}

async function checkSongs(
  db: ReadDb,
  scope: FolderScope,
  ids: readonly (number | undefined)[],
): Promise<readonly number[]> {
  const known = ids.filter((id) => id !== undefined)
  const visible = known.length === ids.length ? await visibleSongs(db, scope, known) : undefined
  if (!visible || !known.every((id) => visible.has(id))) throw new NotFound('song')
  return known
}

function append(db: WriteDb, id: PlaylistId, songIds: readonly number[]): void {
  if (songIds.length === 0) return
  prepare<{ id: number; songs: string }>(
    db,
    `INSERT INTO playlist_entries (playlist_id, position, song_id)
     SELECT :id, after.last + 1 + song.key, song.value
     FROM (SELECT coalesce(max(position), -1) AS last FROM playlist_entries WHERE playlist_id = :id) after,
       json_each(:songs) song`,
  ).run({ id, songs: JSON.stringify(songIds) })
}

function removeAt(db: WriteDb, scope: FolderScope, id: PlaylistId, indexes: readonly number[]): void {
  const shown = visibleEntries(db, scope, id)
  const positions = [...new Set(indexes)].map((index) => {
    const entry = shown[index]
    if (!entry) throw new InvalidInput('songIndexToRemove', `0 to ${shown.length - 1}`)
    return entry.position
  })
  prepare<[number, string]>(
    db,
    'DELETE FROM playlist_entries WHERE playlist_id = ? AND position IN (SELECT value FROM json_each(?))',
  ).run(id, JSON.stringify(positions))
}

function visibleEntries(db: ReadDb, scope: FolderScope, id: PlaylistId) {
  return prepare<{ id: number; folders: string }, { position: number; songId: number }>(
    db,
    `SELECT e.position, e.song_id AS songId FROM playlist_entries e CROSS JOIN songs s ON s.id = e.song_id
     WHERE e.playlist_id = :id AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')} ORDER BY e.position`,
  ).all({ id, folders: scope.key })
}
