// The folders the owner's music lies in. Only their rows are changed here, at once; what a change means for songs and
// albums is work for the next scan, which the caller starts: a request must not touch a whole library.
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { bumpVersion } from '../db/versions.ts'
import { InvalidInput, NotFound, StartProblem } from '../errors.ts'
import type { FolderId } from '../ids.ts'
import { DEFAULT_IGNORED_ARTICLES, sortKey } from './sort-key.ts'

export interface MusicFolder {
  readonly id: FolderId
  /** Absolute, as the owner gave it. */
  readonly path: string
  readonly name: string
  readonly addedAt: number
}

const COLUMNS = 'id, path, name, added_at AS addedAt'

/** In the order they were added. */
export function listMusicFolders(db: ReadDb): MusicFolder[] {
  return prepare<[], MusicFolder>(
    db,
    `SELECT ${COLUMNS} FROM music_folders WHERE removed_at IS NULL ORDER BY id`,
  ).all()
}

/**
 * Adds a folder, or brings back one that was removed, with everything it had.
 * @throws InvalidInput when it cannot be used, see checkMusicFolder
 */
export function addMusicFolder(db: WriteDb, path: string, clock: Clock): MusicFolder {
  checkMusicFolder(db, path)
  const clean = resolve(path)
  return db
    .transaction(() => {
      const folder = prepare<[string, string, number], MusicFolder>(
        db,
        `INSERT INTO music_folders (path, name, added_at) VALUES (?, ?, ?)
         ON CONFLICT (path) DO UPDATE SET removed_at = NULL RETURNING ${COLUMNS}`,
      ).get(clean, nameFor(clean), clock.now())!
      bumpVersion(db, 'library', clock.now())
      return folder
    })
    .immediate()
}

/**
 * Adds those that are not there yet. One that is known already may be unreachable, as a drive is that was not connected
 * when the computer started: the scan waits for it.
 * @throws StartProblem when a new one cannot be used
 */
export function ensureMusicFolders(db: WriteDb, paths: readonly string[], clock: Clock): void {
  for (const path of paths) {
    if (listMusicFolders(db).some((folder) => folder.path === resolve(path))) continue
    const problem = findProblem(db, path)
    if (problem) throw new StartProblem(`The music folder ${path} cannot be used: expected ${problem}.`)
    addMusicFolder(db, path, clock)
  }
}

/** Its songs leave the listings with the next scan, but are kept with all that people did: it can be added again. */
export function removeMusicFolder(db: WriteDb, id: FolderId, clock: Clock): void {
  change(db, clock, () =>
    prepare(db, 'UPDATE music_folders SET removed_at = ? WHERE id = ? AND removed_at IS NULL').run(
      clock.now(),
      id,
    ),
  )
}

export function renameMusicFolder(db: WriteDb, id: FolderId, name: string, clock: Clock): void {
  const clean = name.trim()
  if (clean === '' || clean.length > 200) throw new InvalidInput('name', '1 to 200 characters')
  change(db, clock, () => {
    prepare(db, `UPDATE directories SET name = ?, sort_name = ? WHERE folder_id = ? AND path = ''`).run(
      clean,
      sortKey(clean, DEFAULT_IGNORED_ARTICLES),
      id,
    )
    return prepare(db, 'UPDATE music_folders SET name = ? WHERE id = ? AND removed_at IS NULL').run(clean, id)
  })
}

/**
 * The folder is somewhere else now (another drive letter or mount point); what is in it keeps its ids.
 * @throws InvalidInput as addMusicFolder
 */
export function moveMusicFolder(db: WriteDb, id: FolderId, path: string, clock: Clock): void {
  const problem = findProblem(db, path, id)
  if (problem) throw new InvalidInput('path', problem)
  if (prepare(db, 'SELECT 1 FROM music_folders WHERE path = ? AND id <> ?').get(resolve(path), id)) {
    throw new InvalidInput('path', 'a folder that was not a music folder before')
  }
  change(db, clock, () =>
    prepare(db, 'UPDATE music_folders SET path = ? WHERE id = ? AND removed_at IS NULL').run(
      resolve(path),
      id,
    ),
  )
}

/**
 * @param field what the caller's form calls the path
 * @throws InvalidInput naming what was expected: an absolute path, of a readable folder, apart from the others
 */
export function checkMusicFolder(db: ReadDb, path: string, field = 'path'): void {
  const problem = findProblem(db, path)
  if (problem) throw new InvalidInput(field, problem)
}

function change(db: WriteDb, clock: Clock, update: () => { readonly changes: number }): void {
  db.transaction(() => {
    if (update().changes === 0) throw new NotFound('music folder')
    bumpVersion(db, 'library', clock.now())
  }).immediate()
}

/** What was expected of the path; undefined when it is fine. */
function findProblem(db: ReadDb, path: string, except?: FolderId): string | undefined {
  if (!isAbsolute(path)) return `an absolute path, got "${path}"`
  const problem = whyUnreadable(path)
  if (problem) return problem
  for (const other of listMusicFolders(db)) {
    if (other.id === except) continue
    if (isSameOrBelow(path, other.path)) return `a folder outside of the music folder ${other.path}`
    if (isSameOrBelow(other.path, path)) return `a folder that does not hold the music folder ${other.path}`
  }
  return undefined
}

function whyUnreadable(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return 'a folder, not a file'
    accessSync(path, constants.R_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'EACCES' || code === 'EPERM'
      ? 'a folder that Lockgroove may read'
      : 'a folder that exists'
  }
}

function isSameOrBelow(path: string, folder: string): boolean {
  const way = relative(realPathOf(folder), realPathOf(path))
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // A folder whose drive is not connected has no other path than its name.
    return resolve(path)
  }
}

const nameFor = (path: string): string => path.split(/[\\/]/).findLast(Boolean) ?? path
