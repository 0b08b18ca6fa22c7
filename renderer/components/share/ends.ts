// When a link ends, as it is chosen.
const DAY_MS = 24 * 60 * 60 * 1000
const USUAL = [1, 7, 30, 0]

export interface Ends {
  /** From now on, 0 is never; or the day that is typed; or what it was before. */
  readonly choice: number | 'date' | 'keep'
  /** `2026-11-28` */
  readonly date: string
}

/** @param usualDays the setting of this server, which may be none of the others */
export function daysToChoose(usualDays: number): number[] {
  const days = new Set([...USUAL, usualDays])
  return [...days].toSorted((a, b) => (a || Infinity) - (b || Infinity))
}

/** Null is never, undefined that nothing changes; `missing` where no day is typed, or one that is over. */
export function endsAtOf({ choice, date }: Ends, now: number): number | null | undefined | 'missing' {
  if (choice === 'keep') return undefined
  if (choice !== 'date') return choice === 0 ? null : now + choice * DAY_MS
  // The whole of that day, where it is typed.
  const end = new Date(`${date}T23:59:59`).getTime()
  return end > now ? end : 'missing'
}

/** `2026-11-28`, of this computer's day. */
export function dayOf(at: number): string {
  const day = new Date(at)
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}
