// Tells the server what is heard, as every music app does: at the start what is playing now, and once as a play when half of it
// or four minutes were heard.
import { CallFailed } from '../client/call.ts'
import { onServerBack } from '../client/events.ts'
import { change } from '../client/music.ts'

const ENOUGH_SEC = 240
/** Between two reports of the audio element; a longer step is a jump and was not heard. */
const LONGEST_STEP_SEC = 2

interface Heard {
  readonly id: string
  readonly startedAt: number
  lastPosition: number
  heardSec: number
  isCounted: boolean
}

export interface Plays {
  /** In read-only mode nothing is told. */
  setSilent(silent: boolean): void
  begin(id: string): void
  advance(position: number, durationSec: number | undefined): void
  end(): void
}

export function createPlays(): Plays {
  let heard: Heard | undefined
  let silent = true
  let untold: { readonly id: string; readonly time: number }[] = []

  async function tell(id: string, time: number, submission: boolean) {
    if (silent) return
    try {
      await change('scrobble', { id, time, submission })
    } catch (error) {
      // What was heard counts later too; what is playing now does not.
      const isAway = error instanceof CallFailed && error.code === 'no-answer'
      if (submission && isAway) untold.push({ id, time })
    }
  }

  onServerBack(() => {
    const late = untold
    untold = []
    for (const { id, time } of late) void tell(id, time, true)
  })

  return {
    setSilent(next) {
      silent = next
    },
    begin(id) {
      heard = { id, startedAt: Date.now(), lastPosition: 0, heardSec: 0, isCounted: false }
      void tell(id, heard.startedAt, false)
    },
    advance(position, durationSec) {
      if (!heard) return
      const step = position - heard.lastPosition
      heard.lastPosition = position
      if (step > 0 && step <= LONGEST_STEP_SEC) heard.heardSec += step
      const enough = Math.min(ENOUGH_SEC, (durationSec ?? Number.POSITIVE_INFINITY) / 2)
      if (heard.isCounted || heard.heardSec < enough) return
      heard.isCounted = true
      void tell(heard.id, heard.startedAt, true)
    },
    end() {
      heard = undefined
    },
  }
}
