// One scan at a time, across processes: `lockgroove scan` on the command line and a running server share a database. Who
// scans holds a lease, a row in `state`, and renews it while it works. A lease whose process is gone is taken over at once;
// where that cannot be seen (another container, another machine) it runs out.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { WriteDb } from '../db/open.ts'

const NAME = 'scan_lease'
/** Renewed this often, ms. */
const RENEW_MS = 5_000
/** A lease not renewed for so long belongs to nobody, ms. Longer than any step that does not renew. */
const RUNS_OUT_MS = 60_000

interface Lease {
  readonly token: string
  readonly host: string
  readonly pid: number
  readonly renewedAt: number
}

export interface ScanLease {
  /**
   * Renews when it is time. Call often.
   * @throws ScanRefused when another process has taken the lease over, after a long sleep of the computer for example
   */
  keep(): void
  release(): void
}

/** Somebody else scans this library. */
export class ScanRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ScanRefused'
  }
}

/** Lease times are the system's, not the test clock's: they are compared between processes. */
export function takeScanLease(db: WriteDb): ScanLease {
  const token = randomBytes(12).toString('hex')
  const find = db.prepare<[string], { value: string }>('SELECT value FROM state WHERE name = ?')
  const store = db.prepare<[string, string]>('INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)')
  let renewedAt = 0

  const held = (): Lease | undefined => {
    const row = find.get(NAME)
    return row && (JSON.parse(row.value) as Lease)
  }
  const write = () => {
    renewedAt = Date.now()
    store.run(NAME, JSON.stringify({ token, host: hostname(), pid: process.pid, renewedAt } satisfies Lease))
  }

  db.transaction(() => {
    const lease = held()
    if (lease && isAlive(lease))
      throw new ScanRefused('Another Lockgroove is scanning this library at the moment.')
    write()
  }).immediate()

  return {
    keep() {
      if (Date.now() - renewedAt < RENEW_MS) return
      db.transaction(() => {
        if (held()?.token !== token) throw new ScanRefused('Another Lockgroove has taken over this scan.')
        write()
      }).immediate()
    },
    release() {
      db.transaction(() => {
        if (held()?.token === token) db.prepare('DELETE FROM state WHERE name = ?').run(NAME)
      }).immediate()
    },
  }
}

function isAlive({ host, pid, renewedAt }: Lease): boolean {
  const age = Date.now() - renewedAt
  if (age > RUNS_OUT_MS || age < -RUNS_OUT_MS) return false
  if (host !== hostname()) return true
  // A process scans once at a time (scanner.ts): this lease is that of a crashed worker, or of a dead namesake, as in
  // containers, where every process has the same number.
  if (pid === process.pid) return false
  return isRunning(pid)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
