// The folders of this computer, for somebody who chooses one in a browser. Names only, and no files.
import type { Dirent } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, parse, resolve } from 'node:path'
import { InvalidInput } from '../errors.ts'
import { isHidden, isJunkFolder } from './ignored-names.ts'

export interface Folders {
  /** Absolute. */
  readonly path: string
  readonly parent?: string
  readonly folders: readonly { readonly name: string; readonly path: string }[]
  readonly more: boolean
}

/** More than anybody reads through. */
const MOST_FOLDERS = 1000
const MOST_ENTRIES = 20_000
/** A network drive that is gone may answer minutes later. */
const PATIENCE_MS = 5000

/** The home folder, or the top where it cannot be looked at. */
export async function browseHome(): Promise<Folders> {
  const home = homedir()
  return browseFolder(home).catch(() => browseFolder(parse(resolve(home)).root))
}

/** @throws InvalidInput with what was expected */
export async function browseFolder(path: string): Promise<Folders> {
  if (!isAbsolute(path) || path.includes('\0')) throw new InvalidInput('path', 'an absolute path')
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new InvalidInput('path', 'a folder whose drive answers')), PATIENCE_MS)
  })
  try {
    return await Promise.race([readFolder(resolve(path)), late])
  } catch (error) {
    throw error instanceof InvalidInput ? error : new InvalidInput('path', expectedInstead(error))
  } finally {
    clearTimeout(timer)
  }
}

async function readFolder(path: string): Promise<Folders> {
  const names: string[] = []
  let entries = 0
  for await (const entry of await opendir(path, { bufferSize: 256 })) {
    entries++
    if (entries > MOST_ENTRIES) break
    if (isShown(entry.name) && (await isFolder(path, entry))) names.push(entry.name)
  }
  names.sort(new Intl.Collator('en', { numeric: true }).compare)
  const parent = dirname(path)
  return {
    path,
    ...(parent !== path && { parent }),
    folders: names.slice(0, MOST_FOLDERS).map((name) => ({ name, path: join(path, name) })),
    more: entries > MOST_ENTRIES || names.length > MOST_FOLDERS,
  }
}

/** What a scan would pass by, and a name that is no text and could not be sent back, are left out. */
const isShown = (name: string) => !isHidden(name) && !isJunkFolder(name) && !name.includes('\ufffd')

async function isFolder(path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return stat(join(path, entry.name)).then(
    (info) => info.isDirectory(),
    () => false,
  )
}

function expectedInstead(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') return 'a folder that Lockgroove may read'
  return code === 'ENOTDIR' ? 'a folder, not a file' : 'a folder that exists'
}
