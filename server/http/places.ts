// How much of something goes on at once for one key: a user's songs, a source's covers.
import type { ServerResponse } from 'node:http'

/** Gives the place back; more than once does no harm. */
export type Release = () => void

export interface Places {
  /** Undefined when all are taken. */
  take(key: string): Release | undefined
}

/** @param limit asked again each time; 0 is no limit */
export function createPlaces(limit: () => number): Places {
  const taken = new Map<string, number>()
  return {
    take(key) {
      const count = taken.get(key) ?? 0
      if (isFull(count, limit())) return undefined
      taken.set(key, count + 1)
      return once(() => {
        const left = taken.get(key)! - 1
        if (left === 0) taken.delete(key)
        else taken.set(key, left)
      })
    },
  }
}

/** So many wait already that whoever asked had better come again. */
export class TooManyWaiting extends Error {
  constructor() {
    super('expected fewer requests to be waiting')
    this.name = 'TooManyWaiting'
  }
}

export interface Queues {
  /**
   * A place, when it is this one's turn. Whoever hangs up (`res` closes) leaves the queue.
   * @throws TooManyWaiting, or an ECONNRESET for somebody who left
   */
  take(key: string, res: ServerResponse): Release | Promise<Release>
}

interface Queue {
  taken: number
  readonly waiting: Set<() => void>
}

/**
 * @param limit of one key, asked again each time; 0 is no limit
 * @param most that may wait for one key, and for all keys together
 */
export function createQueues(limit: () => number, most: { perKey: number; together: number }): Queues {
  const queues = new Map<string, Queue>()
  let together = 0

  function enter(key: string, queue: Queue): Release {
    queue.taken++
    return once(() => {
      queue.taken--
      for (const goOn of queue.waiting) {
        if (isFull(queue.taken, limit())) return
        goOn()
      }
      if (queue.taken === 0) queues.delete(key)
    })
  }

  function wait(key: string, queue: Queue, res: ServerResponse): Promise<Release> {
    together++
    return new Promise((resolve, reject) => {
      function stopWaiting() {
        together--
        queue.waiting.delete(goOn)
        res.off('close', giveUp)
      }
      function goOn() {
        stopWaiting()
        resolve(enter(key, queue))
      }
      function giveUp() {
        stopWaiting()
        reject(Object.assign(new Error('the client went away'), { code: 'ECONNRESET' }))
      }
      queue.waiting.add(goOn)
      res.once('close', giveUp)
    })
  }

  return {
    take(key, res) {
      const queue = queues.get(key) ?? { taken: 0, waiting: new Set() }
      queues.set(key, queue)
      if (!isFull(queue.taken, limit())) return enter(key, queue)
      if (queue.waiting.size >= most.perKey || together >= most.together) throw new TooManyWaiting()
      return wait(key, queue, res)
    },
  }
}

/** When the answer is over or its client is gone, whichever comes first. */
export function releaseAfter(res: ServerResponse, release: Release): void {
  if (res.closed || res.destroyed) release()
  else res.once('close', release)
}

const isFull = (taken: number, limit: number) => limit > 0 && taken >= limit

function once(work: () => void): Release {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
