// Stars and ratings: personal, for songs, albums, artists and folders of the disk alike.
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { bumpVersion } from '../db/versions.ts'
import { NotFound } from '../errors.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { EntityKind, PublicId, UserId } from '../ids.ts'
import { bumpAnnotationVersion } from './annotation-version.ts'
import { inScope } from './scope-filter.ts'

/** What can be starred and rated. */
export type Annotated = Exclude<PublicId, { kind: 'playlist' }>
type AnnotatedKind = Exclude<EntityKind, 'playlist'>

interface Annotator {
  readonly id: UserId
  readonly scope: FolderScope
}

/** Keeps the first date of what has a star already. @throws NotFound for anything unknown; then nothing is changed */
export function star(db: WriteDb, user: Annotator, items: readonly Annotated[], now: number): void {
  annotate(db, user, items, ({ kind, id }) => {
    prepare<[number, number, number]>(db, STATEMENTS[kind].star).run(user.id, id, now)
  })
}

/** Fine for what has none. @throws NotFound */
export function unstar(db: WriteDb, user: Annotator, items: readonly Annotated[]): void {
  annotate(db, user, items, ({ kind, id }) => {
    prepare<[number, number]>(db, STATEMENTS[kind].unstar).run(user.id, id)
  })
}

/** @param rating 1 to 5, 0 takes it away. @throws NotFound */
export function setRating(db: WriteDb, user: Annotator, item: Annotated, rating: number, now: number): void {
  annotate(db, user, [item], ({ kind, id }) => {
    prepare<[number, number, number | null]>(db, STATEMENTS[kind].rate).run(user.id, id, rating || null)
    prepare<{ id: number }>(db, STATEMENTS[kind].average).run({ id })
    // The lists of all artists and of all folders are kept for everybody and show the average.
    if (kind === 'artist' || kind === 'directory') bumpVersion(db, 'library', now)
  })
}

/** @throws NotFound for anything the caller may not know of */
export function checkKnown(db: ReadDb, user: Annotator, items: readonly Annotated[]): void {
  for (const item of items) if (!isVisible(db, user.scope, item)) throw new NotFound(item.kind)
}

function annotate(
  db: WriteDb,
  user: Annotator,
  items: readonly Annotated[],
  write: (item: Annotated) => void,
): void {
  db.transaction(() => {
    checkKnown(db, user, items)
    for (const item of items) write(item)
  }).immediate()
  bumpAnnotationVersion(user.id)
}

function isVisible(db: ReadDb, scope: FolderScope, { kind, id }: Annotated): boolean {
  const sql = `SELECT 1 ${STATEMENTS[kind].visible} ${inScope(scope, 'folder_id')} LIMIT 1`
  return prepare<{ id: number; folders: string }>(db, sql).get({ id, folders: scope.key }) !== undefined
}

const VISIBLE: Record<AnnotatedKind, string> = {
  song: 'FROM songs WHERE id = :id AND missing_since IS NULL',
  album: 'FROM albums WHERE id = :id AND song_count > 0',
  artist: 'FROM artist_folders WHERE artist_id = :id',
  directory: 'FROM directories WHERE id = :id AND missing_since IS NULL',
}

const TABLE: Record<AnnotatedKind, string> = {
  song: 'songs',
  album: 'albums',
  artist: 'artists',
  directory: 'directories',
}

function statementsFor(kind: AnnotatedKind) {
  const table = `${kind}_annotations`
  const key = `${kind}_id`
  return {
    visible: VISIBLE[kind],
    star: `INSERT INTO ${table} (user_id, ${key}, starred_at) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET starred_at = coalesce(starred_at, excluded.starred_at)`,
    unstar: `UPDATE ${table} SET starred_at = NULL WHERE user_id = ? AND ${key} = ?`,
    rate: `INSERT INTO ${table} (user_id, ${key}, rating) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET rating = excluded.rating`,
    average: `UPDATE ${TABLE[kind]}
      SET average_rating = (SELECT avg(rating) FROM ${table} WHERE ${key} = :id AND rating IS NOT NULL) WHERE id = :id`,
  }
}

const STATEMENTS = {
  song: statementsFor('song'),
  album: statementsFor('album'),
  artist: statementsFor('artist'),
  directory: statementsFor('directory'),
}
