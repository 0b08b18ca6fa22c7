/** Lets things that come in bulk happen at once, and then only every so often; the last one is never left out. */
export interface Throttle {
  /** Of several calls while the key has to wait only the last one runs. */
  run(key: string, everyMs: number, action: () => void): void
  /** What waits for its turn does not happen. */
  drop(key: string): void
  close(): void
}

interface Turn {
  timer: NodeJS.Timeout
  waiting: (() => void) | undefined
}

export function createThrottle(): Throttle {
  const turns = new Map<string, Turn>()

  function start(key: string, everyMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      const turn = turns.get(key)
      const action = turn?.waiting
      if (!turn || !action) {
        turns.delete(key)
        return
      }
      turn.waiting = undefined
      turn.timer = start(key, everyMs)
      action()
    }, everyMs).unref()
  }

  return {
    run(key, everyMs, action) {
      const turn = turns.get(key)
      if (turn) {
        turn.waiting = action
        return
      }
      turns.set(key, { timer: start(key, everyMs), waiting: undefined })
      action()
    },
    drop(key) {
      const turn = turns.get(key)
      if (turn) turn.waiting = undefined
    },
    close() {
      for (const { timer } of turns.values()) clearTimeout(timer)
      turns.clear()
    },
  }
}
