// Whether the database is whole. Looked through by a thread of its own: the server goes on meanwhile.
import { Worker } from 'node:worker_threads'
import { type Finding, fine, look, wrong } from './finding.ts'
import type { IntegrityAnswer } from './integrity-worker.ts'

const ABOUT = 'database'
const PATIENCE_MS = 10 * 60_000

/** How the host of a packaged app starts integrity-worker.ts, which lies elsewhere there. */
export type StartIntegrityWorker = (dbPath: string) => Worker

export async function examineDatabase(
  dbPath: string,
  startWorker: StartIntegrityWorker = startHere,
): Promise<Finding> {
  const answer = await ask(startWorker(dbPath))
  if (answer === undefined) return look(ABOUT, 'looking through it took too long')
  const { problems, orphans, unreadable } = answer
  if (unreadable !== undefined) return wrong(ABOUT, `cannot be read: ${unreadable}`, RESTORE)
  if (problems.length > 0) return wrong(ABOUT, `damaged: ${problems.join('; ')}`, RESTORE)
  if (orphans.length > 0)
    return wrong(ABOUT, `rows that point to nothing, in: ${orphans.join(', ')}`, RESTORE)
  return fine(ABOUT, 'whole')
}

const RESTORE = 'lockgroove backup list, then lockgroove backup restore'

function ask(worker: Worker): Promise<IntegrityAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(undefined)
      void worker.terminate()
    }, PATIENCE_MS)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
  })
}

function startHere(dbPath: string): Worker {
  return new Worker(new URL('./integrity-worker.ts', import.meta.url), { workerData: dbPath })
}
