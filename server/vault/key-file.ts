// A master key in a file of its own, for computers without a keychain. Kept apart from the database: whoever copies the
// data folder must not copy the key with it.
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { parseMasterKey } from './parse-master-key.ts'
import { VaultProblem } from './vault-problem.ts'

const MAX_BYTES = 1024
/** What file systems say that have none. There a crash may leave half a key file, and the next start says so. */
const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/** Never in the data folder's default place. */
export function defaultKeyFile(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string {
  if (platform === 'win32') {
    return join(environment['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'Lockgroove', 'master.key')
  }
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'lockgroove', 'master.key')
}

/**
 * The key in this file, undefined when there is no such file.
 * @throws VaultProblem when it cannot be read or holds no key
 */
export function readKeyFile(path: string): Buffer | undefined {
  let text: string
  try {
    const file = statSync(path)
    if (file.isDirectory())
      throw new VaultProblem('bad key', `${path}: expected a file with a key, got a folder.`)
    if (file.size > MAX_BYTES) throw new VaultProblem('bad key', `${path}: expected a key, got a long file.`)
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (error instanceof VaultProblem) throw error
    throw new VaultProblem('bad key', `The key file ${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
  return parseMasterKey(text, path)
}

/** Whether other accounts of this computer may read or change it. Windows protects a profile by other means. */
export function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
}

export function liesIn(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path))
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * Writes a key to a file that did not exist, complete or not at all. Another process may do the same at this moment:
 * gives the key that the file has in the end.
 * @throws VaultProblem
 */
export function makeKeyFile(path: string, key: Buffer): Buffer {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeUnlessThere(path, `${key.toString('base64')}\n`)
    syncFolder(dirname(path))
  } catch (error) {
    throw new VaultProblem('no key', `The key file ${path} cannot be made: ${(error as Error).message}`, {
      cause: error,
    })
  }
  const stored = readKeyFile(path)
  if (!stored) throw new VaultProblem('no key', `The key file ${path} vanished while it was made.`)
  return stored
}

/**
 * Writes a key to a file, whatever was there: a crash leaves the old file or the new one.
 * @throws VaultProblem
 */
export function replaceKeyFile(path: string, key: Buffer): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // The file itself, not a link to it.
    const target = existsSync(path) ? realpathSync(path) : path
    replace(target, `${key.toString('base64')}\n`)
    syncFolder(dirname(target))
  } catch (error) {
    throw new VaultProblem('no key', `The key file ${path} cannot be written: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** Whether the file could be replaced, or made where there is none. @throws VaultProblem */
export function checkReplaceable(path: string): void {
  try {
    accessSync(existsSync(path) ? path : nearestFolder(path), constants.W_OK)
  } catch (error) {
    throw new VaultProblem('no key', `The key file ${path} cannot be written: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

function nearestFolder(path: string): string {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder)
}

function replace(path: string, text: string) {
  const draft = `${path}.${randomBytes(4).toString('hex')}.new`
  writeDurably(draft, text)
  try {
    renameSync(draft, path)
  } catch (error) {
    // A file that is a mount of its own, as containers have it, can only be written into.
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
    writeDurably(path, text, 'w')
  } finally {
    rmSync(draft, { force: true })
  }
}

/** So that the name is on disk as well. Windows has no such thing. */
function syncFolder(folder: string) {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeUnlessThere(path: string, text: string) {
  const draft = `${path}.${randomBytes(4).toString('hex')}.new`
  writeDurably(draft, text)
  try {
    linkSync(draft, path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (NO_HARD_LINKS.includes(code)) writeDurably(path, text)
    else if (code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function writeDurably(path: string, text: string, flag: 'wx' | 'w' = 'wx') {
  const file = openSync(path, flag, 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
