import { useEffect, useReducer } from 'react'

const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `in 3 hours`, with the exact time to be hovered over. */
export function Until({ at }: { at: number }) {
  const [, tick] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(tick, MINUTE / 2)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={new Date(at).toISOString()} title={DATE_AND_TIME.format(at)}>
      {untilWords(at - Date.now())}
    </time>
  )
}

/** `21 November 2026` */
export function Day({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={DATE_AND_TIME.format(at)}>
      {DATE.format(at)}
    </time>
  )
}

/** `21 Nov 2026, 14:05` */
export function Moment({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{DATE_AND_TIME.format(at)}</time>
}

function untilWords(ms: number): string {
  if (ms >= 2 * DAY) return RELATIVE.format(Math.round(ms / DAY), 'day')
  if (ms >= 1.5 * HOUR) return RELATIVE.format(Math.round(ms / HOUR), 'hour')
  return RELATIVE.format(Math.max(0, Math.ceil(ms / MINUTE)), 'minute')
}
