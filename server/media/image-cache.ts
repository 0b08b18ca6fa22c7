// Finished images: a small memory part for what is on screens now, and a bounded folder that survives restarts and may
// be deleted at any time. Names are hashes of what the image was made from, so an entry is never stale, only unused.
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Log } from '../log.ts'

export interface ImageCacheOptions {
  readonly dir: string
  readonly log: Log
  readonly maxMemoryBytes?: number
  readonly maxDiskBytes?: number
}

export interface ImageCache {
  /** From memory only: costs nothing. */
  peek(key: string): Buffer | undefined
  find(key: string): Promise<Buffer | undefined>
  /** Keeps it in memory at once and on disk soon; a full or read-only disk is logged, not thrown. */
  store(key: string, image: Buffer): void
  /** When everything stored so far is on disk. */
  settled(): Promise<void>
}

const DAY_MS = 24 * 3600 * 1000

export function createImageCache({
  dir,
  log,
  maxMemoryBytes = 16 * 1024 * 1024,
  maxDiskBytes = 300 * 1024 * 1024,
}: ImageCacheOptions): ImageCache {
  const memory = new Map<string, Buffer>()
  let memoryBytes = 0
  /** Unknown until the folder was walked once, at the first write. */
  let diskBytes: number | undefined
  let writing: Promise<void> = Promise.resolve()
  let complained = false

  const pathOf = (key: string) => path.join(dir, key.slice(0, 2), key)

  function remember(key: string, image: Buffer): void {
    if (image.length > maxMemoryBytes / 8) return
    forget(key)
    memory.set(key, image)
    memoryBytes += image.length
    for (const oldest of memory.keys()) {
      if (memoryBytes <= maxMemoryBytes) break
      forget(oldest)
    }
  }

  function forget(key: string): void {
    memoryBytes -= memory.get(key)?.length ?? 0
    memory.delete(key)
  }

  function peek(key: string): Buffer | undefined {
    const image = memory.get(key)
    if (image) {
      memory.delete(key)
      memory.set(key, image)
    }
    return image
  }

  async function write(key: string, image: Buffer): Promise<void> {
    try {
      diskBytes ??= (await listEntries(dir)).reduce((sum, entry) => sum + entry.size, 0)
      const file = pathOf(key)
      const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      try {
        await writeFile(temporary, image, { mode: 0o600 })
        await rename(temporary, file)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      diskBytes += image.length
      if (diskBytes > maxDiskBytes) diskBytes = await prune(dir, maxDiskBytes * 0.8)
    } catch (error) {
      if (!complained) log.warn({ err: error }, 'Covers cannot be kept on disk')
      complained = true
    }
  }

  return {
    peek,
    async find(key) {
      const known = peek(key)
      if (known) return known
      const file = pathOf(key)
      const image = await readFile(file).catch(() => undefined)
      if (!image || image.length === 0) return undefined
      remember(key, image)
      touch(file)
      return image
    },
    store(key, image) {
      remember(key, image)
      writing = writing.then(() => write(key, image))
    },
    settled: () => writing,
  }
}

/** The time of a file says when it was last used, to the day: that is exact enough to prune by. */
function touch(file: string): void {
  const now = Date.now()
  stat(file)
    .then((found) => (now - found.mtimeMs > DAY_MS ? utimes(file, now / 1000, now / 1000) : undefined))
    .catch(() => {}) // Deleted meanwhile: nothing to keep young.
}

interface Entry {
  readonly file: string
  readonly size: number
  readonly usedAt: number
}

async function listEntries(dir: string): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const part of await readdir(dir).catch(() => [])) {
    for (const name of await readdir(path.join(dir, part)).catch(() => [])) {
      const file = path.join(dir, part, name)
      const found = await stat(file).catch(() => undefined)
      if (found?.isFile()) entries.push({ file, size: found.size, usedAt: found.mtimeMs })
    }
  }
  return entries
}

/** Removes what was not used for longest until `targetBytes` are left; gives what is left. */
async function prune(dir: string, targetBytes: number): Promise<number> {
  const entries = (await listEntries(dir)).sort((a, b) => a.usedAt - b.usedAt)
  let bytes = entries.reduce((sum, entry) => sum + entry.size, 0)
  for (const { file, size } of entries) {
    if (bytes <= targetBytes) break
    await rm(file, { force: true })
    bytes -= size
  }
  return bytes
}
