// Dates of music: tags often know only the year.
import type { ItemDate } from '../../../server/contract/music.ts'

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' })
const MONTH = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'long', timeZone: 'UTC' })
const LOCAL_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

export function dateWords({ year, month, day }: ItemDate): string {
  if (year === undefined) return ''
  if (month === undefined || month < 1 || month > 12) return String(year)
  const date = new Date(Date.UTC(year, month - 1, day ?? 1))
  return (day === undefined ? MONTH : DAY).format(date)
}

export function DateWords({ date }: { date: ItemDate }) {
  return <>{dateWords(date)}</>
}

export function Moment({ at }: { at: number | string }) {
  const date = new Date(at)
  return <time dateTime={date.toISOString()}>{LOCAL_DAY.format(date)}</time>
}
