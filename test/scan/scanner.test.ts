// The scanner as the server has it: with its worker thread.
import { rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createEvents, type Events, type ScanSummary } from '../../server/events.ts'
import { createLog } from '../../server/log.ts'
import { createScanner, type Scanner, type ScannerOptions } from '../../server/scan/scanner.ts'
import { createScannedLibrary, type ScannedLibrary } from './scanned-library.ts'

let library: ScannedLibrary
let events: Events
let scanners: Scanner[]

beforeEach(() => {
  library = createScannedLibrary()
  events = createEvents()
  scanners = []
  for (let number = 1; number <= 20; number++) library.write(`Ann/Blue/${number}.mp3`, { album: 'Blue' })
})

afterEach(async () => {
  for (const scanner of scanners) await scanner.close()
  library.close()
})

function create(options: Partial<ScannerOptions> = {}): Scanner {
  const scanner = createScanner({
    db: library.db,
    dbPath: library.dbPath,
    events,
    log: createLog({ verbosity: 'silent' }),
    clock: { now: () => Date.now() },
    ignoredArticles: 'The',
    watch: false,
    ...options,
  })
  scanners.push(scanner)
  return scanner
}

const scanFinished = () => new Promise<ScanSummary>((resolve) => events.once('scan.finished', resolve))

function broken(code: string): Pick<ScannerOptions, 'startWorker'> {
  return { startWorker: () => new Worker(code, { eval: true }) }
}

describe('status', () => {
  test('is scanning as soon as start returns, and counts live songs afterwards', async () => {
    const scanner = create()
    expect(scanner.status()).toEqual({ scanning: false, count: 0, folderCount: 0 })
    scanner.start()
    expect(scanner.status()).toMatchObject({ scanning: true, count: 0 })
    expect(await scanner.settled()).toMatchObject({ added: 20 })
    expect(scanner.status()).toMatchObject({ scanning: false, count: 20, folderCount: 3 })
    expect(scanner.status().lastScanAt).toBeGreaterThan(Date.now() - 60_000)
    expect(create().status()).toEqual(scanner.status())
  })

  test('leaves out songs that are missing', async () => {
    const scanner = create()
    scanner.start()
    await scanner.settled()
    rmSync(library.at('Ann/Blue/1.mp3'))
    scanner.start()
    await scanner.settled()
    expect(scanner.status().count).toBe(19)
  })
})

describe('start', () => {
  test('while a scan runs starts no other', async () => {
    const scanner = create()
    let started = 0
    events.on('scan.started', () => started++)
    scanner.start()
    scanner.start({ full: true })
    await scanner.settled()
    expect(started).toBe(1)
    scanner.start({ full: true })
    expect(await scanner.settled()).toMatchObject({ full: true, changed: 20 })
    expect(started).toBe(2)
  })

  test('announces what happens, in order', async () => {
    const told: string[] = []
    events.on('scan.started', () => told.push('started'))
    events.on('scan.progress', ({ phase }) => told.push(phase))
    events.on('library.changed', () => told.push('changed'))
    events.on('scan.finished', () => told.push('finished'))
    const scanner = create()
    scanner.start()
    await scanner.settled()
    const once = told.filter((word, index) => word !== told[index - 1])
    expect(once).toEqual(['started', 'walking', 'reading', 'refreshing', 'changed', 'finishing', 'finished'])
  })

  test('says nothing of a change when there was none', async () => {
    const scanner = create()
    scanner.start()
    await scanner.settled()
    let changes = 0
    events.on('library.changed', () => changes++)
    scanner.start()
    await scanner.settled()
    expect(changes).toBe(0)
  })

  test('without a music folder finishes at once', async () => {
    library.db.exec('UPDATE music_folders SET removed_at = 1')
    const scanner = create()
    scanner.start()
    expect(await scanner.settled()).toMatchObject({ seen: 0, problems: 0 })
  })
})

describe('a worker that dies', () => {
  test.each([
    ['with an error', `throw new Error('out of luck')`, 'The scan failed: out of luck'],
    ['without a word', 'process.exit(3)', 'The scan ended before it was done.'],
  ])('%s is a failure in words, and the next scan runs', async (_, code, failure) => {
    const failing = create(broken(code))
    failing.start()
    expect(await failing.settled()).toMatchObject({ failure, added: 0 })
    expect(failing.status().scanning).toBe(false)
    const scanner = create()
    scanner.start()
    expect(await scanner.settled()).toMatchObject({ added: 20 })
  })

  test('because the database is broken says so', async () => {
    writeFileSync(library.beside('broken.db'), 'This is no database. '.repeat(100))
    const scanner = create({ dbPath: library.beside('broken.db') })
    scanner.start()
    expect((await scanner.settled())?.failure).toMatch(/^The scan failed: The database .* cannot be opened/)
  })
})

test('a scan is refused, in words, while another process scans', async () => {
  const lease = { token: 'theirs', host: hostname(), pid: process.ppid, renewedAt: Date.now() }
  library.db.prepare(`INSERT INTO state (name, value) VALUES ('scan_lease', ?)`).run(JSON.stringify(lease))
  const scanner = create({ watch: true })
  scanner.start()
  expect(await scanner.settled()).toMatchObject({
    added: 0,
    failure: 'Another Lockgroove is scanning this library at the moment.',
  })
})

describe('stop', () => {
  test('ends a running scan, and none begins by itself', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    try {
      const scanner = create({ watch: true })
      scanner.start()
      scanner.stop()
      expect(await scanner.settled()).toMatchObject({ failure: 'The scan was stopped.' })
      expect(timers.mock.calls.filter(([, ms]) => Number(ms) >= 60_000)).toEqual([])
      scanner.start()
      expect(await scanner.settled()).toMatchObject({ added: 20 })
      scanner.stop()
    } finally {
      timers.mockRestore()
    }
  })
})

describe('close', () => {
  test('ends a running scan, which the next start completes', async () => {
    const scanner = create()
    const reading = new Promise((resolve) => events.once('scan.progress', resolve))
    scanner.start()
    await reading
    await scanner.close()
    expect(scanner.status().scanning).toBe(false)
    scanner.start()
    expect(scanner.status().scanning).toBe(false)

    const next = create()
    next.start()
    await next.settled()
    expect(library.songs()).toHaveLength(20)
    expect(library.songs().every(({ album }) => album === 'Blue')).toBe(true)
  })

  test('without a scan is quick, and may be called twice', async () => {
    const scanner = create({ watch: true })
    await scanner.close()
    await scanner.close()
  })
})

describe('watching', () => {
  async function createWatching(): Promise<Scanner> {
    const scanner = create({ watch: true })
    const done = scanFinished()
    scanner.start()
    await done
    return scanner
  }

  test('finds a new song by itself, and one in a folder made since', async () => {
    await createWatching()
    let done = scanFinished()
    library.write('New/Folder/01.mp3', { title: 'First' })
    expect(await done).toMatchObject({ added: 1 })
    do {
      // A folder that is new is looked at once more: files may have come before it was watched.
      done = scanFinished()
      library.write(`New/Folder/02.mp3`, { title: 'Second' })
    } while ((await done).added === 0)
    expect(library.song('New/Folder/02.mp3')).toMatchObject({ title: 'Second', missing: false })
  })

  test('survives that the music folder vanishes', async () => {
    await createWatching()
    const done = scanFinished()
    rmSync(library.musicDir, { recursive: true })
    expect(await done).toMatchObject({ missing: 0, pausedFolders: [library.musicDir] })
  })
})
