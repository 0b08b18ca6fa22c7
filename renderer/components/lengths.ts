// Lengths and sizes as people say them.
import { MUSIC } from '../text/library.ts'

/** `3:07`, `1:02:03`. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** `48 min`, `1 h 12 min`. */
export function lengthWords(seconds: number): string {
  if (seconds < 60) return MUSIC.seconds(Math.round(seconds))
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? MUSIC.minutes(minutes) : MUSIC.hours(Math.floor(minutes / 60), minutes % 60)
}

const MEGABYTES = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const KILO = 1000

export function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${MEGABYTES.format(bytes / KILO ** step)} ${units[step]}`
}
