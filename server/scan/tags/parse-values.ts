// Numbers, dates and ids as tags really hold them. Nothing here throws: what cannot be read is absent.
import type { ItemDate } from '../../library/song-tags.ts'

/**
 * `2011`, `2011-05`, `2011-05-04T10:00`, `20110504`, `2011/5/4`; of anything else with four digits in a row, the year.
 * A month or day that cannot be (`2011-00-00`, `2011-13`) is left out, with all that follows.
 */
export function parseDate(text: string | undefined): ItemDate | undefined {
  if (!text) return undefined
  const parts =
    /^(\d{4})(?:[-/. ]?(\d{1,2})(?:[-/. ]?(\d{1,2}))?)?/.exec(text) ?? /(?:^|\D)(\d{4})(?!\d)/.exec(text)
  const year = Number(parts?.[1] ?? 0)
  if (year === 0) return undefined
  const month = Number(parts?.[2] ?? 0)
  if (month < 1 || month > 12) return { year }
  const day = Number(parts?.[3] ?? 0)
  if (day < 1 || day > daysIn(year, month)) return { year, month }
  return { year, month, day }
}

/** ID3v2.3 keeps the year (TYER) and the day and month (TDAT, `DDMM`) apart. */
export function parseYearAndDay(
  year: string | undefined,
  dayMonth: string | undefined,
): ItemDate | undefined {
  const date = parseDate(year)
  if (!date || date.month !== undefined || !dayMonth || !/^\d{4}$/.test(dayMonth)) return date
  return parseDate(`${String(date.year).padStart(4, '0')}-${dayMonth.slice(2)}-${dayMonth.slice(0, 2)}`)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** A positive whole number at the start: `3`, `03/12`, `3 of 12`. 0 says "not known" in every tag format. */
export function parseCount(text: string | undefined): number | undefined {
  const digits = text && /^\s*(\d{1,6})(?!\d)/.exec(text)
  return (digits && Number(digits[1])) || undefined
}

/** The second number of `3/12`. */
export function parseTotal(text: string | undefined): number | undefined {
  const digits = text && /^\s*\d*\s*(?:\/|of)\s*(\d{1,6})(?!\d)/i.exec(text)
  return (digits && Number(digits[1])) || undefined
}

export function parseBpm(text: string | undefined): number | undefined {
  const bpm = Math.round(parseDecimal(text) ?? 0)
  return bpm > 0 && bpm < 10_000 ? bpm : undefined
}

/** dB: `-6.50 dB`, `+3`, `-6,5`. 0 is a value (CONTRACT.md FMT-9). */
export function parseGain(text: string | undefined): number | undefined {
  const gain = parseDecimal(text)
  return gain !== undefined && Math.abs(gain) <= 150 ? gain : undefined
}

/** Linear, 1 is full scale. */
export function parsePeak(text: string | undefined): number | undefined {
  const peak = parseDecimal(text)
  return peak !== undefined && peak >= 0 && peak <= 1000 ? peak : undefined
}

/** Q7.8 fixed point relative to -23 LUFS (RFC 7845), as ReplayGain, which is relative to -18 LUFS. */
export function parseR128Gain(text: string | undefined): number | undefined {
  const digits = text && /^\s*([+-]?\d{1,5})\s*$/.exec(text)
  if (!digits) return undefined
  const gain = Number(digits[1])
  return gain >= -32768 && gain <= 32767 ? round(gain / 256 + 5) : undefined
}

export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function parseDecimal(text: string | undefined): number | undefined {
  if (!text) return undefined
  const value = Number.parseFloat(text.trim().replace(',', '.').replace('\u2212', '-'))
  return Number.isFinite(value) ? value + 0 : undefined
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/** The UUIDs in the values, whatever stands between them (ID3v2.3 has `a/b`); anything else is no MusicBrainz id. */
export function parseMusicBrainzIds(values: readonly string[] | undefined): string[] {
  const ids: string[] = []
  if (!values) return ids
  for (const value of values) {
    if (value.length < 36) continue
    for (const id of value.slice(0, 4096).match(UUID) ?? []) {
      const lower = id.toLowerCase()
      if (!ids.includes(lower)) ids.push(lower)
    }
  }
  return ids
}

export function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:1|true|yes)$/i.test(text)
}
