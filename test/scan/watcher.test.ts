import { EventEmitter } from 'node:events'
import type { FSWatcher, watch } from 'node:fs'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Log } from '../../server/log.ts'
import { createWatcher, type Watcher, type WatcherOptions } from '../../server/scan/watcher.ts'

class WatchDouble extends EventEmitter {
  readonly path: string
  readonly notice: (event: string, filename: string | null) => void
  isClosed = false
  constructor(path: string, notice: WatchDouble['notice']) {
    super()
    this.path = path
    this.notice = notice
  }
  close() {
    this.isClosed = true
  }
}

let base: string
let scans: number
let warnings: string[]
let watches: WatchDouble[]
let watcher: Watcher

beforeEach(() => {
  vi.useFakeTimers()
  base = mkdtempSync(join(tmpdir(), 'lockgroove-watch-'))
  scans = 0
  warnings = []
  watches = []
})

afterEach(() => {
  watcher.close()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  rmSync(base, { recursive: true })
})

/** `limit`: how many folders the system watches. */
function create({ limit = 1000, ...options }: Partial<WatcherOptions> & { limit?: number } = {}): void {
  const watchFolder = (path: string, _options: unknown, notice: WatchDouble['notice']) => {
    if (watches.length >= limit) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    const made = new WatchDouble(path, notice)
    watches.push(made)
    return made as unknown as FSWatcher
  }
  watcher = createWatcher({
    log: { warn: (text: string) => warnings.push(text) } as unknown as Log,
    onDirty: () => scans++,
    platform: 'linux',
    watchFolder: watchFolder as typeof watch,
    ...options,
  })
}

const open = () => watches.filter(({ isClosed }) => !isClosed).map(({ path }) => path)

/** Folders that have not changed for long. */
function folders(...names: string[]): string[] {
  return names.map((name) => {
    const path = join(base, name)
    mkdirSync(path, { recursive: true })
    utimesSync(path, 1000, 1000)
    return path
  })
}

const follow = (directories: string[], more: { scanTookMs?: number } = {}) =>
  watcher.follow({
    roots: directories.slice(0, 1),
    directories: new Set(directories),
    walkedAt: Date.now(),
    scanTookMs: more.scanTookMs ?? 10,
  })

describe('an event', () => {
  beforeEach(() => {
    create()
    follow(folders('a'))
  })

  test('leads to one scan when the disk has been quiet for two seconds', () => {
    for (let second = 0; second < 5; second++) {
      watches[0]!.notice('rename', 'new.mp3')
      vi.advanceTimersByTime(1000)
    }
    expect(scans).toBe(0)
    vi.advanceTimersByTime(2000)
    expect(scans).toBe(1)
    vi.advanceTimersByTime(3_600_000)
    expect(scans).toBe(1)
  })

  test('of a disk that is never quiet leads to a scan after half a minute', () => {
    for (let second = 0; second < 31; second++) {
      watches[0]!.notice('change', 'growing.flac')
      vi.advanceTimersByTime(1000)
    }
    expect(scans).toBe(1)
  })

  test('of a large library that is never quiet leaves long rests between scans', () => {
    follow(folders('a'), { scanTookMs: 10_000 })
    for (let second = 0; second < 190; second++) {
      watches[0]!.notice('change', 'growing.flac')
      vi.advanceTimersByTime(1000)
    }
    expect(scans).toBe(0)
  })

  test.each<[string, string | null, number]>([
    ['rename', 'Folder', 1],
    ['rename', 'download.part', 1],
    ['rename', null, 1],
    ['rename', '.nomedia', 1],
    ['change', 'song.mp3', 1],
    ['change', 'song.lrc', 1],
    ['change', 'cover.jpg', 1],
    ['change', 'list.m3u8', 1],
    ['change', 'deep/in/song.opus', 1],
    ['change', 'download.part', 0],
    ['change', 'notes.db', 0],
    ['rename', '.DS_Store', 0],
    ['change', '.hidden.mp3', 0],
    ['rename', '@eaDir', 0],
  ])('%s of %s: %i scans', (event, name, expected) => {
    watches[0]!.notice(event, name)
    vi.advanceTimersByTime(60_000)
    expect(scans).toBe(expected)
  })
})

describe('follow', () => {
  test('watches what is there, keeps what stays and leaves what has gone', async () => {
    create()
    const [a, b, c] = folders('a', 'b', 'c') as [string, string, string]
    follow([a, b])
    expect(open()).toEqual([a, b])
    follow([a, c])
    expect(open()).toEqual([a, c])
    expect(watches).toHaveLength(3)
    vi.advanceTimersByTime(60_000)
    expect(scans).toBe(0)
  })

  test('takes many folders in several turns of the event loop', () => {
    create()
    const many = folders(...Array.from({ length: 250 }, (_, index) => `many/${index}`))
    follow(many)
    expect(watches).toHaveLength(100)
    vi.runAllTimers()
    expect(open()).toEqual(many)
  })

  test('asks for a scan when a folder has changed since it was walked', () => {
    create()
    const [a] = folders('a') as [string]
    writeFileSync(join(a, 'just now.mp3'), '')
    const now = Date.now() / 1000
    utimesSync(a, now, now)
    follow([a])
    vi.advanceTimersByTime(2000)
    expect(scans).toBe(1)
  })

  test('watches music folders as a whole where the system can', () => {
    create({ platform: 'win32' })
    const [a, below] = folders('a', 'a/below') as [string, string]
    watcher.follow({ roots: [a], directories: new Set([a, below]), walkedAt: Date.now(), scanTookMs: 1 })
    expect(open()).toEqual([a])
  })

  test('survives a folder that vanishes, before and while it is watched', () => {
    create({
      watchFolder: ((path: string) => {
        if (path.endsWith('gone')) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
        const made = new WatchDouble(path, () => {})
        watches.push(made)
        return made
      }) as unknown as typeof watch,
    })
    follow([...folders('a'), join(base, 'gone')])
    vi.advanceTimersByTime(2000)
    expect(scans).toBe(1)
    watches[0]!.emit('error', new Error('disconnected'))
    expect(open()).toEqual([])
    vi.advanceTimersByTime(2000)
    expect(scans).toBe(2)
  })
})

describe('where no more folders can be watched', () => {
  test('it says so once and scans every quarter of an hour', () => {
    create({ limit: 2 })
    const many = folders('a', 'b', 'c', 'd')
    follow(many)
    expect(open()).toEqual([])
    follow(many)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('fs.inotify.max_user_watches')
    vi.advanceTimersByTime(31 * 60_000)
    expect(scans).toBe(2)
  })
})

describe('waitFor', () => {
  test('asks for a scan when a music folder is back and not empty', async () => {
    create()
    const [away] = folders('away') as [string]
    watcher.waitFor([away, join(base, 'not there')])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(scans).toBe(0)
    writeFileSync(join(away, 'back.mp3'), '')
    vi.advanceTimersByTime(60_000)
    // The look at the disk is real: its end is waited for, not its time.
    await vi.waitFor(() => {
      vi.advanceTimersByTime(2000)
      expect(scans).toBe(1)
    })
    watcher.waitFor([])
  })
})

test('after close nothing happens any more', () => {
  create()
  follow(folders('a'))
  watches[0]!.notice('rename', 'new.mp3')
  watcher.close()
  watcher.touch()
  watcher.waitFor([base])
  follow(folders('b'))
  vi.advanceTimersByTime(3_600_000)
  expect([scans, open()]).toEqual([0, []])
})
