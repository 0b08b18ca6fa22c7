// Times as people say them, in the browser's own language and zone.
import { COMMON } from '../text/common.ts'

const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** `2 hours ago`, with the exact time to be hovered over. */
export function Ago({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={DATE_AND_TIME.format(at)}>
      {agoWords(at, Date.now())}
    </time>
  )
}

function agoWords(at: number, now: number): string {
  for (const [unit, ms] of UNITS) {
    const count = Math.floor((now - at) / ms)
    if (count >= 1) return RELATIVE.format(-count, unit)
  }
  return COMMON.justNow
}
