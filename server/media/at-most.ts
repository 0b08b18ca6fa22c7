import { Busy } from '../errors.ts'

export type Gate = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Lets at most `running` pieces of work run at once; the others wait in order. A queue longer than `waiting` is
 * refused with Busy, so that a flood costs neither memory nor an hour of work nobody waits for any more.
 */
export function atMost(running: number, waiting: number): Gate {
  let active = 0
  const queue: (() => void)[] = []

  return async (work) => {
    if (active < running) active++
    else if (queue.length >= waiting) throw new Busy('Too many covers are being prepared', 2)
    // Whoever ends hands its place over, so `active` is right already when the waiting one goes on.
    else await new Promise<void>((resolve) => queue.push(resolve))
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else active--
    }
  }
}
