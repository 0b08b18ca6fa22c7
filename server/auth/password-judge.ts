// How hard a password is to guess (zxcvbn). The thread that knows is started when it is first needed and ended when nobody
// has asked for a while, so that a server at rest does not hold its dictionaries.
import { Worker } from 'node:worker_threads'
import { Busy } from '../errors.ts'

export interface Judgement {
  /** 0 (guessed at once) to 4 (strong). */
  readonly score: 0 | 1 | 2 | 3 | 4
  readonly guesses: number
  /** The whole of it is one of the commonest passwords, one word, or the user's name; in any case, also backwards. */
  readonly isCommon: boolean
  /** Keys of zxcvbn's warnings and suggestions. */
  readonly remarks: readonly string[]
}

export interface JudgeRequest {
  readonly id: number
  readonly plainPassword: string
  readonly names: readonly string[]
}

interface JudgeAnswer {
  readonly id: number
  readonly judgement: Judgement
}

/** What comes behind is not looked at: the time grows with the square, and 64 good characters are enough. */
const MAX_JUDGED = 64
const MAX_WAITING = 16
const IDLE_MS = 60_000

interface Running {
  readonly worker: Worker
  readonly waiting: Map<number, { resolve(judgement: Judgement): void; reject(error: Error): void }>
  idle?: NodeJS.Timeout
}

let running: Running | undefined
let lastId = 0

/**
 * @param names what is easily guessed of this user
 * @param maxWaiting for those who leave room for others
 * @throws Busy
 */
export function judgePassword(
  plainPassword: string,
  names: readonly string[],
  maxWaiting = MAX_WAITING,
): Promise<Judgement> {
  const judge = running ?? start()
  if (judge.waiting.size >= maxWaiting) throw new Busy('Too many passwords to judge at once', 5)
  clearTimeout(judge.idle)
  const request: JudgeRequest = {
    id: ++lastId,
    plainPassword: plainPassword.slice(0, MAX_JUDGED),
    names: names.map((name) => name.slice(0, MAX_JUDGED)),
  }
  return new Promise((resolve, reject) => {
    judge.waiting.set(request.id, { resolve, reject })
    // Only while somebody waits: a command must be able to end.
    judge.worker.ref()
    judge.worker.postMessage(request)
  })
}

function start(): Running {
  const worker = new Worker(new URL('./password-judge-worker.ts', import.meta.url))
  const judge: Running = { worker, waiting: new Map() }
  running = judge

  worker.on('message', ({ id, judgement }: JudgeAnswer) => {
    judge.waiting.get(id)?.resolve(judgement)
    judge.waiting.delete(id)
    if (judge.waiting.size === 0) rest(judge)
  })
  worker.once('error', (error) => end(judge, error instanceof Error ? error : new Error(String(error))))
  worker.once('exit', () => end(judge, new Error('The thread that judges passwords ended')))
  return judge
}

function rest(judge: Running) {
  judge.worker.unref()
  judge.idle = setTimeout(() => {
    if (running === judge) running = undefined
    void judge.worker.terminate()
  }, IDLE_MS).unref()
}

function end(judge: Running, error: Error) {
  if (running === judge) running = undefined
  clearTimeout(judge.idle)
  for (const { reject } of judge.waiting.values()) reject(error)
  judge.waiting.clear()
}
