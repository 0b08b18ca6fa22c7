import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { StartProblem } from './errors.ts'

/**
 * Makes a folder only its owner may enter, or takes the others' rights from one that is there; where it belongs to somebody
 * else, `closeExposed` and the doctor say so. @throws StartProblem
 */
export function makePrivateFolder(path: string, what: string): void {
  try {
    // Not recursive where it need not be: in /proc Node's recursive mkdir never ends.
    if (!existsSync(path)) mkdirSync(path, { recursive: !existsSync(dirname(path)), mode: 0o700 })
    const info = statSync(path)
    if (!info.isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
    if (process.platform !== 'win32' && isExposed(info)) chmodUnlessForeign(path, 0o700)
    accessSync(path, constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = (code && REASONS[code]) ?? code ?? 'unknown'
    throw new StartProblem(`The ${what} ${path} cannot be made or written: ${reason}.`, { cause: error })
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  EACCES: 'this user may not write there',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full',
}

/** What of a data folder is Lockgroove's: the rest of a folder that somebody chose may be anything. */
const OURS = /^(?:lockgroove\.|backups$|reports$|tls$|logs$)/

/**
 * The data folder and everything of ours in it that other accounts of this computer may read or change. Links are not
 * followed. On Windows nothing: a profile is protected by other means.
 */
export function listExposed(dataDir: string, platform = process.platform): string[] {
  if (platform === 'win32') return []
  const info = statSync(dataDir, { throwIfNoEntry: false })
  if (!info) return []
  const inside = namesIn(dataDir).filter((name) => OURS.test(name))
  return [
    ...(isExposed(info) ? [dataDir] : []),
    ...inside.flatMap((name) => exposedBelow(join(dataDir, name))),
  ]
}

/** Takes the others' rights from those. @returns sentences for the owner, none when all was well */
export function closeExposed(dataDir: string): string[] {
  return listExposed(dataDir).flatMap((path) => {
    // Another process may be done with it by now.
    const info = statSync(path, { throwIfNoEntry: false })
    if (!info) return []
    const mode = info.isDirectory() ? 0o700 : 0o600
    chmodUnlessForeign(path, mode)
    // Some file systems accept a change of permissions and keep none.
    const after = statSync(path, { throwIfNoEntry: false })
    return after && isExposed(after)
      ? `${path} can be read by other accounts of this computer, and its permissions cannot be changed: mend it by hand (chmod ${mode.toString(8)}).`
      : `${path} could be read by other accounts of this computer; that is mended (${mode.toString(8)}).`
  })
}

function chmodUnlessForeign(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EROFS', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error
  }
}

function exposedBelow(path: string): string[] {
  const info = lstatSync(path, { throwIfNoEntry: false })
  if (!info || info.isSymbolicLink()) return []
  const own = isExposed(info) ? [path] : []
  if (!info.isDirectory()) return own
  return [...own, ...namesIn(path).flatMap((name) => exposedBelow(join(path, name)))]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // A folder that cannot be listed is said by whoever needs it.
    return []
  }
}

function isExposed({ mode }: Stats): boolean {
  return (mode & 0o077) !== 0
}
