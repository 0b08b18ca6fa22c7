// Share links: what was shared, by whom, until when. Whether a link answers also depends on its owner, which is for
// whoever serves it (share-pages/live-share.ts).
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { MAX_SHARE_DESCRIPTION } from '../contract/shares.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { SongId, UserId } from '../ids.ts'
import { DoesNotOpen } from '../vault/seal.ts'
import { randomShareToken } from '../vault/tokens.ts'
import type { Vault } from '../vault/vault.ts'
import { inScope } from './scope-filter.ts'
import { hashShareToken, isShareToken, placeOfShareToken } from './share-token.ts'
import type { ShareableSongs } from './shareable-songs.ts'

export interface Share {
  readonly id: number
  readonly ownerId: UserId
  readonly ownerName: string
  readonly name: string
  readonly description: string
  /** Opened by `shareToken`. */
  readonly sealedToken: string | null
  readonly songCount: number
  readonly createdAt: number
  /** Null: it does not end by itself. */
  readonly endsAt: number | null
  readonly visits: number
  readonly lastVisitedAt: number | null
}

/** Who looks at links and changes them: one's own, an administrator anybody's. */
export interface ShareUser {
  readonly id: UserId
  readonly roles: { readonly admin: boolean }
}

export interface NewShare extends ShareableSongs {
  readonly ownerId: UserId
  readonly description: string
  /** Null is never. Left out: after so many days, 0 for never. */
  readonly endsAt?: number | null | undefined
  readonly days?: number
}

export interface ShareChanges {
  readonly description?: string | undefined
  readonly endsAt?: number | null | undefined
}

interface ShareDeps {
  readonly db: WriteDb
  readonly vault: Pick<Vault, 'seal'>
  readonly clock: Clock
}

/** What lists and answers show them all; more are no use to anybody. */
export const MAX_SHARES = 200
/** The end of the year 9999: later times have no common spelling. */
const LATEST = 253_402_300_799_999
const DAY_MS = 24 * 60 * 60 * 1000

const SELECT = `
SELECT sh.id, sh.owner_id AS ownerId, u.name AS ownerName, sh.name, sh.description, sh.sealed_token AS sealedToken,
  sh.song_count AS songCount, sh.created_at AS createdAt, sh.ends_at AS endsAt, sh.visits,
  sh.last_visited_at AS lastVisitedAt
FROM shares sh CROSS JOIN users u ON u.id = sh.owner_id`

/** Newest first. */
export function listShares(db: ReadDb, user: ShareUser): Share[] {
  if (user.roles.admin) return prepare<[], Share>(db, `${SELECT} ORDER BY sh.id DESC`).all()
  return prepare<[number], Share>(db, `${SELECT} WHERE sh.owner_id = ? ORDER BY sh.id DESC`).all(user.id)
}

/** @throws NotFound, for somebody else's as for none */
export function getShare(db: ReadDb, user: ShareUser, id: number): Share {
  return checkIsFor(user, prepare<[number], Share>(db, `${SELECT} WHERE sh.id = ?`).get(id))
}

/** @throws NotFound, for somebody else's as for none */
export function getShareByToken(db: ReadDb, user: ShareUser, plainToken: string): Share {
  return checkIsFor(user, findShareByToken(db, plainToken))
}

export function findShareByToken(db: ReadDb, plainToken: string): Share | undefined {
  if (!isShareToken(plainToken)) return undefined
  return prepare<[string], Share>(db, `${SELECT} WHERE sh.token_hash = ?`).get(hashShareToken(plainToken))
}

/** What stands in its address; undefined for one that was damaged. @throws VaultSealed */
export function shareToken(vault: Pick<Vault, 'open'>, { id, sealedToken }: Share): string | undefined {
  if (sealedToken === null) return undefined
  try {
    const plain = vault.open(sealedToken, placeOfShareToken(id))
    const token = plain.toString('latin1')
    plain.fill(0)
    return token
  } catch (error) {
    if (error instanceof DoesNotOpen) return undefined
    throw error
  }
}

export function isShareOver({ endsAt }: Share, now: number): boolean {
  return endsAt !== null && endsAt <= now
}

/** Ending a link is a change of its end; in the log it has its own name. */
export function changeOf(before: Share, after: Share, now: number): 'share.changed' | 'share.ended' {
  return isShareOver(after, now) && !isShareOver(before, now) ? 'share.ended' : 'share.changed'
}

/** Of each user who has links: another when one was made, changed or ended, whoever did it. */
export function stampsOfShares(db: ReadDb): Map<UserId, string> {
  const rows = prepare<[], { ownerId: UserId; stamp: string }>(
    db,
    `SELECT owner_id AS ownerId, count(*) || ' ' || max(id) || ' ' || total(ends_at) AS stamp FROM shares
     GROUP BY owner_id`,
  ).all()
  return new Map(rows.map(({ ownerId, stamp }) => [ownerId, stamp]))
}

/** @returns its id @throws Conflict, InvalidInput, VaultSealed */
export function createShare({ db, vault, clock }: ShareDeps, share: NewShare): number {
  checkDescription(share.description)
  return db
    .transaction(() => {
      if (countShares(db, share.ownerId) >= MAX_SHARES) {
        throw new Conflict(`A user has at most ${MAX_SHARES} links; remove one first`)
      }
      const plainToken = randomShareToken()
      const id = insertShare(db, share, hashShareToken(plainToken), clock.now())
      prepare<[string, number]>(db, 'UPDATE shares SET sealed_token = ? WHERE id = ?').run(
        vault.seal(plainToken, placeOfShareToken(id)),
        id,
      )
      prepare<{ id: number; songs: string }>(
        db,
        'INSERT INTO share_songs (share_id, position, song_id) SELECT :id, key + 1, value FROM json_each(:songs)',
      ).run({ id, songs: JSON.stringify(share.songIds) })
      return id
    })
    .immediate()
}

/** @throws InvalidInput */
export function changeShare(db: WriteDb, id: number, { description, endsAt }: ShareChanges): void {
  if (description !== undefined) checkDescription(description)
  prepare<{ id: number; description: string | null; changesEnd: number; endsAt: number | null }>(
    db,
    `UPDATE shares SET description = coalesce(:description, description),
       ends_at = CASE WHEN :changesEnd THEN :endsAt ELSE ends_at END WHERE id = :id`,
  ).run({
    id,
    description: description ?? null,
    changesEnd: endsAt === undefined ? 0 : 1,
    endsAt: keptEnd(endsAt ?? null),
  })
}

/** Its address leads nowhere from now on. */
export function removeShare(db: WriteDb, id: number): void {
  prepare<[number]>(db, 'DELETE FROM shares WHERE id = ?').run(id)
}

/** Rows in one turn. */
const AT_A_TIME = 500

/** In an emergency: they end at once, and are removed bit by bit. @returns how many */
export async function removeAllShares(db: WriteDb): Promise<number> {
  const count = prepare(db, 'UPDATE shares SET ends_at = 0').run().changes
  for (const removeSome of [
    `DELETE FROM share_songs WHERE (share_id, position) IN (
       SELECT share_id, position FROM share_songs WHERE share_id IN (SELECT id FROM shares WHERE ends_at = 0) LIMIT ?)`,
    'DELETE FROM shares WHERE id IN (SELECT id FROM shares WHERE ends_at = 0 LIMIT ?)',
  ]) {
    while (prepare<[number]>(db, removeSome).run(AT_A_TIME).changes > 0) await nextTurn()
  }
  return count
}

export function noteVisit(db: WriteDb, id: number, now: number): void {
  prepare<[number, number]>(
    db,
    'UPDATE shares SET visits = visits + 1, last_visited_at = ? WHERE id = ?',
  ).run(now, id)
}

/** In order, also those that are missing: lists leave them out. */
export function songIdsOfShare(db: ReadDb, id: number): number[] {
  return prepare<[number], number>(db, 'SELECT song_id FROM share_songs WHERE share_id = ? ORDER BY position')
    .pluck()
    .all(id) as number[]
}

/** Whether a credential that reaches these folders only may know of it. */
export function isWithinScope(db: ReadDb, id: number, scope: FolderScope): boolean {
  const outside = prepare<{ id: number; folders: string }>(
    db,
    `SELECT 1 FROM share_songs e JOIN songs s ON s.id = e.song_id
     WHERE e.share_id = :id AND s.folder_id NOT IN (SELECT value FROM json_each(:folders)) LIMIT 1`,
  ).get({ id, folders: scope.key })
  return outside === undefined
}

/** A song as its page shows it. */
export interface SharedSong {
  readonly position: number
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly durationSec: number
  readonly suffix: string
  readonly hasCover: number
}

/** Those that are there and that its owner may hear now. @param scope its owner's */
export function listSharedSongs(db: ReadDb, id: number, scope: FolderScope): SharedSong[] {
  return prepare<{ id: number; folders: string }, SharedSong>(
    db,
    `SELECT e.position, s.title, coalesce(json_extract(j.json || '}', '$.artist'), '') AS artist,
       coalesce(al.name, '') AS album, s.duration_sec AS durationSec, s.suffix,
       (s.picture_hash IS NOT NULL OR al.cover_hash IS NOT NULL) AS hasCover
     FROM share_songs e CROSS JOIN songs s ON s.id = e.song_id LEFT JOIN albums al ON al.id = s.album_id
     LEFT JOIN song_json j ON j.song_id = s.id
     WHERE e.share_id = :id AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')} ORDER BY e.position`,
  ).all({ id, folders: scope.key })
}

/** The song at a position, whoever may hear it. */
export function findSharedSong(db: ReadDb, id: number, position: number): SongId | undefined {
  return prepare<[number, number], SongId>(
    db,
    'SELECT song_id FROM share_songs WHERE share_id = ? AND position = ?',
  )
    .pluck()
    .get(id, position) as SongId | undefined
}

function insertShare(db: WriteDb, share: NewShare, tokenHash: string, now: number): number {
  const { days = 0, endsAt = days === 0 ? null : now + days * DAY_MS } = share
  return prepare(
    db,
    `INSERT INTO shares (owner_id, token_hash, name, description, song_count, created_at, ends_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  )
    .pluck()
    .get(
      share.ownerId,
      tokenHash,
      share.name,
      share.description,
      share.songIds.length,
      now,
      keptEnd(endsAt),
    ) as number
}

function countShares(db: ReadDb, ownerId: UserId): number {
  return prepare<[number]>(db, 'SELECT count(*) FROM shares WHERE owner_id = ?')
    .pluck()
    .get(ownerId) as number
}

function checkDescription(description: string): void {
  if (description.length > MAX_SHARE_DESCRIPTION)
    throw new InvalidInput('description', `at most ${MAX_SHARE_DESCRIPTION} characters`)
}

const keptEnd = (endsAt: number | null) => (endsAt === null ? null : Math.max(0, Math.min(endsAt, LATEST)))

function checkIsFor(user: ShareUser, share: Share | undefined): Share {
  if (!share || (share.ownerId !== user.id && !user.roles.admin)) throw new NotFound('share')
  return share
}
