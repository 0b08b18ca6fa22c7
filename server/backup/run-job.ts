// Hands a job to the backup's thread and waits for it.
import { Worker } from 'node:worker_threads'
import { BackupProblem } from './problem.ts'
import type { Job, JobAnswer, Rehearsal } from './worker.ts'

export interface RunningJob {
  /** @throws BackupProblem */
  readonly done: Promise<Rehearsal>
  /** Ends it wherever it is; what it has written is removed by whoever holds the lock next. */
  stop(): Promise<void>
}

/** How the host of a packaged app starts worker.ts, which lies elsewhere there. */
export type StartBackupWorker = (job: Job) => Worker

export function runJob(job: Job, startWorker: StartBackupWorker = startWorkerHere): RunningJob {
  const worker = startWorker(job)
  const done = new Promise<Rehearsal>((resolve, reject) => {
    worker.once('message', (answer: JobAnswer) => {
      if (answer.type === 'rehearsed') resolve({ ok: answer.ok, sentence: answer.sentence })
      else reject(new BackupProblem(answer.trouble, answer.sentence))
    })
    worker.once('error', reject)
    worker.once('exit', () =>
      reject(new BackupProblem('in the way', 'The backup was stopped before it was done.')),
    )
  })
  return {
    done,
    async stop() {
      await worker.terminate()
    },
  }
}

function startWorkerHere(job: Job): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { workerData: job })
}
