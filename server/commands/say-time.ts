/** In this computer's time zone, as people read it: `2026-11-21 04:28`. */
export function localTime(at: number, to: 'day' | 'minute' | 'second'): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, LENGTHS[to]).replace('T', ' ')
}

const LENGTHS = { day: 10, minute: 16, second: 19 } as const
