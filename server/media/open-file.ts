// Opens files of the library for reading, and only those: the path comes from the database, and once symbolic links
// are resolved it must still lie inside its music folder (CONTRACT.md STREAM-13).
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { NotFound } from '../errors.ts'

const realpath = promisify(fs.realpath.native)
const open = promisify(fs.open)
const fstat = promisify(fs.fstat)

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

const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0)

/** Roots rarely move; a wrong answer is asked again before it counts. Bounded by the number of music folders. */
const ROOTS = new Map<string, string>()

/**
 * @throws NotFound when the file is gone, unreadable, no regular file, or lies outside its music folder
 */
export async function openFile(place: FilePlace, kind: string): Promise<OpenFile> {
  let fd: number | undefined
  try {
    const real = await resolveInside(place)
    if (real === undefined) throw new NotFound(kind)
    // NONBLOCK: a named pipe put in place of a song must not hang the open. Regular files do not care.
    fd = await open(real, FLAGS)
    const stat = await fstat(fd)
    if (!stat.isFile()) throw new NotFound(kind)
    return { fd, size: stat.size, mtimeMs: stat.mtimeMs, inode: stat.ino }
  } catch (error) {
    if (fd !== undefined) closeFile({ fd })
    if (error instanceof NotFound || isFileTrouble(error)) throw new NotFound(kind)
    throw error
  }
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

/** The real path, or undefined when it leads out of the music folder. */
export async function resolveInside({ musicDir, path: relative }: FilePlace): Promise<string | undefined> {
  const real = await realpath(path.join(musicDir, relative))
  const known = ROOTS.get(musicDir)
  if (known !== undefined && lies(real, known)) return real
  const root = await realpath(musicDir)
  ROOTS.set(musicDir, root)
  return lies(real, root) ? real : undefined
}

const lies = (file: string, root: string) => file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)

const TROUBLES = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'ENXIO', 'EISDIR'])

function isFileTrouble(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException)?.code
  return code !== undefined && TROUBLES.has(code)
}
