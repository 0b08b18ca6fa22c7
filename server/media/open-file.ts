// Opens files of the library for reading, and only those: the path comes from the database, and once symbolic links
// are resolved it must still lie inside its music folder (CONTRACT.md STREAM-13).
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { NotFound } from '../errors.ts'

const realpath = promisify(fs.realpath.native)

/** Whoever gets one closes it: `closeFile`. */
export interface OpenFile {
  readonly fd: number
  readonly size: number
  readonly mtimeMs: number
  readonly inode: number
}

/** Where a file is: an absolute music folder, and a path relative to it with '/' between parts, both from the database. */
export interface FilePlace {
  readonly musicDir: string
  readonly path: string
}

/** NONBLOCK: a named pipe put in place of a song must not hang the open. Regular files do not care. */
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0)

/**
 * @throws NotFound when the file is gone, unreadable, no regular file, or lies outside its music folder
 */
export async function openFile(place: FilePlace, kind: string): Promise<OpenFile> {
  try {
    return await openNoLink(await directoryInside(place), place)
  } catch (error) {
    // A link, or a folder that has just been moved: once more, the long way.
    if (error instanceof NotOurs || !isFileTrouble(error)) throw toNotFound(error, kind)
  }
  try {
    const real = await resolveInside(place)
    return await openNoLink(path.dirname(real), { path: path.basename(real) })
  } catch (error) {
    throw toNotFound(error, kind)
  }
}

/** `path` inside the folder must not end in a link. */
async function openNoLink(realDir: string, place: { readonly path: string }): Promise<OpenFile> {
  const fd = await open(path.join(realDir, path.basename(place.path)))
  try {
    // Synchronous: what it tells was fetched by the open, and another round through the threads costs more.
    const stat = fs.fstatSync(fd)
    if (!stat.isFile()) throw new NotOurs()
    return { fd, size: stat.size, mtimeMs: stat.mtimeMs, inode: stat.ino }
  } catch (error) {
    closeFile({ fd })
    throw error
  }
}

function open(file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.open(file, FLAGS, (error, fd) => (error ? reject(error) : resolve(fd)))
  })
}

/** Where folders really are is remembered for some seconds: a player asks for one file in many pieces. */
const KNOWN_FOR_MS = 10_000
const MOST_KNOWN = 1000
const DIRECTORIES = new Map<string, { readonly real: string; readonly until: number }>()

async function directoryInside(place: FilePlace): Promise<string> {
  const directory = path.join(place.musicDir, path.dirname(place.path))
  const known = DIRECTORIES.get(directory)
  if (known && known.until > performance.now()) return known.real
  const [real, root] = await Promise.all([realpath(directory), realpath(place.musicDir)])
  if (!lies(real, root)) throw new NotOurs()
  if (DIRECTORIES.size >= MOST_KNOWN) DIRECTORIES.clear()
  DIRECTORIES.set(directory, { real, until: performance.now() + KNOWN_FOR_MS })
  return real
}

/** The real path of a file. @throws when it is gone or leads out of the music folder */
export async function resolveInside({ musicDir, path: relative }: FilePlace): Promise<string> {
  const [real, root] = await Promise.all([realpath(path.join(musicDir, relative)), realpath(musicDir)])
  if (!lies(real, root)) throw new NotOurs()
  return real
}

const lies = (file: string, root: string) =>
  file === root || file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)

class NotOurs extends Error {}

function toNotFound(error: unknown, kind: string): unknown {
  return error instanceof NotOurs || isFileTrouble(error) ? new NotFound(kind) : error
}

const TROUBLES = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'ELOOP',
  'ENAMETOOLONG',
  'ENXIO',
  'EISDIR',
  'EMLINK',
])

function isFileTrouble(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException)?.code
  return code !== undefined && TROUBLES.has(code)
}

/** Fire and forget: nothing waits for a close, and a failing one has nothing left to lose. */
export function closeFile({ fd }: { readonly fd: number }): void {
  fs.close(fd, () => {})
}

/** The whole of a small file, such as a cover; undefined when it is larger than `maxBytes`. */
export async function readWhole(file: OpenFile, maxBytes: number): Promise<Buffer | undefined> {
  if (file.size > maxBytes) return undefined
  const buffer = Buffer.allocUnsafe(file.size)
  let filled = 0
  while (filled < file.size) {
    const got = await readAt(file.fd, buffer, filled, file.size - filled, filled)
    if (got === 0) break
    filled += got
  }
  return buffer.subarray(0, filled)
}

export function readAt(
  fd: number,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(fd, buffer, offset, length, position, (error, got) => (error ? reject(error) : resolve(got)))
  })
}
