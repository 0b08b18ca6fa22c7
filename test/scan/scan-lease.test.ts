import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ScanLease, takeScanLease } from '../../server/scan/scan-lease.ts'
import { createScannedLibrary, type ScannedLibrary } from './scanned-library.ts'

let library: ScannedLibrary
let other: ChildProcess | undefined

beforeEach(() => {
  library = createScannedLibrary()
})

afterEach(() => {
  vi.useRealTimers()
  other?.kill('SIGKILL')
  other = undefined
  library.close()
})

function somebodyElse(): number {
  other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  return other.pid!
}

function writeLease(lease: { pid: number; host?: string; renewedAt?: number }): void {
  const value = JSON.stringify({ token: 'theirs', host: hostname(), renewedAt: Date.now(), ...lease })
  library.db.prepare(`INSERT OR REPLACE INTO state (name, value) VALUES ('scan_lease', ?)`).run(value)
}

const stored = () => library.db.prepare(`SELECT value FROM state WHERE name = 'scan_lease'`).pluck().get()

test('a scan is refused while another process scans, in words', async () => {
  writeLease({ pid: somebodyElse() })
  await expect(library.scan()).rejects.toThrow('Another Lockgroove is scanning this library at the moment.')
  expect(stored()).toContain('theirs')
})

test('the lease of a dead process is taken over at once', async () => {
  const pid = somebodyElse()
  const over = once(other!, 'exit')
  other!.kill('SIGKILL')
  await over
  writeLease({ pid })
  expect(await library.scan()).toMatchObject({ problems: 0 })
  expect(stored()).toBeUndefined()
})

test('a lease with our own process id is that of a dead namesake', async () => {
  writeLease({ pid: process.pid })
  expect(await library.scan()).toMatchObject({ problems: 0 })
})

test('a lease of another computer counts until it has not been renewed for a minute', async () => {
  writeLease({ pid: 1, host: 'another computer' })
  await expect(library.scan()).rejects.toThrow('Another Lockgroove')
  writeLease({ pid: 1, host: 'another computer', renewedAt: Date.now() - 61_000 })
  expect(await library.scan()).toMatchObject({ problems: 0 })
})

test('a scan renews its lease, and ends when it has lost it', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const lease: ScanLease = takeScanLease(library.db)
  const first = stored()
  lease.keep()
  expect(stored()).toBe(first)
  vi.advanceTimersByTime(6000)
  lease.keep()
  expect(stored()).not.toBe(first)
  writeLease({ pid: 1 })
  vi.advanceTimersByTime(6000)
  expect(() => lease.keep()).toThrow('Another Lockgroove has taken over this scan.')
  lease.release()
  expect(stored()).toContain('theirs')
})
