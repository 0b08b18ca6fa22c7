// LRC, the text format of synchronised lyrics (CONTRACT.md LYRICS-6): `[01:02.30]line`, several stamps before one line
// where it is sung again, and in the enhanced form `<01:02.30>` before each word.

/** All times in milliseconds. `byteStart` and `byteEnd` are inclusive UTF-8 offsets into the line's text. */
export interface Cue {
  readonly start: number
  readonly end?: number
  readonly byteStart: number
  readonly byteEnd: number
  readonly value: string
}

export interface LyricsLine {
  /** Absent in lyrics without times. */
  readonly start?: number
  readonly value: string
  readonly cues?: readonly Cue[]
}

export interface ParsedLyrics {
  readonly synced: boolean
  readonly lines: readonly LyricsLine[]
  readonly artist?: string
  readonly title?: string
  readonly lang?: string
  /** Positive: the lines come earlier. Passed on, not applied (LYRICS-2). */
  readonly offset?: number
}

const STAMP = String.raw`(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.:,](\d{1,3}))?`
const LINE_STAMP = new RegExp(String.raw`^\s*\[${STAMP}\]`)
const WORD_STAMP = new RegExp(`<${STAMP}>`)
const WORD_STAMPS = new RegExp(`<${STAMP}>`, 'g')
const TAG = /^\s*\[([a-z#][a-z0-9_-]*):([^\]]*)\]\s*$/i

/** Reads LRC. Text without a single time stamp comes back as unsynced lines. */
export function parseLrc(text: string): ParsedLyrics {
  const tags = new Map<string, string>()
  const timed: Required<Pick<LyricsLine, 'start' | 'value'>>[] = []
  const plain: string[] = []

  for (const raw of splitLines(text)) {
    const tag = TAG.exec(raw)
    if (tag) {
      tags.set(tag[1]!.toLowerCase(), tag[2]!.trim())
      continue
    }
    const { starts, rest } = takeStamps(raw)
    if (starts.length === 0) {
      plain.push(rest.trim())
      // A line without a stamp below one with: its second half.
      const before = timed[timed.length - 1]
      if (before && rest.trim() !== '') timed.push({ start: before.start, value: rest.trim() })
    }
    const first = starts[0]
    if (first === undefined) continue
    const line = toLine(first, rest, starts.length === 1)
    for (const start of starts) timed.push({ ...line, start })
  }

  const synced = timed.length > 0
  // Stable: lines of the same time keep the file's order.
  const lines = synced ? timed.sort((a, b) => a.start - b.start) : plain.map((value) => ({ value }))
  return {
    synced,
    lines,
    artist: tags.get('ar') || undefined,
    title: tags.get('ti') || undefined,
    lang: tags.get('la') || tags.get('lang') || undefined,
    offset: readOffset(tags.get('offset')),
  }
}

/** Lines of a text, CRLF and CR read, without the blank ones at both ends: those between are verses. */
export function splitLines(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  let end = lines.length
  while (end > 0 && lines[end - 1]!.trim() === '') end--
  let start = 0
  while (start < end && lines[start]!.trim() === '') start++
  // Not one by one with shift(), which moves all the others each time.
  return lines.slice(start, end)
}

/** No line is sung more often. A file of stamps before one long line would otherwise become gigabytes. */
const MOST_STAMPS = 50

function takeStamps(raw: string): { starts: number[]; rest: string } {
  const starts: number[] = []
  let rest = raw
  for (let match = LINE_STAMP.exec(rest); match; match = LINE_STAMP.exec(rest)) {
    if (starts.length < MOST_STAMPS) starts.push(toMs(match))
    rest = rest.slice(match[0].length)
  }
  return { starts, rest }
}

/** Word times are of one moment, so a line that is sung at several has none. */
function toLine(start: number, rest: string, keepCues: boolean): LyricsLine & { start: number } {
  if (!WORD_STAMP.test(rest)) return { start, value: rest.trim() }
  const { value, cues } = readWords(start, rest)
  return keepCues && cues.length > 0 ? { start, value, cues } : { start, value }
}

/**
 * `<t1>Hel<t2>lo <t3>you<t4>`: the text without stamps, and when each piece of it is sung. A stamp after the last word
 * says when that ends; only then all pieces have an end (LYRICS-4: all or none).
 */
function readWords(lineStart: number, rest: string): { value: string; cues: Cue[] } {
  const pieces: { start: number; text: string }[] = []
  let start = lineStart
  let from = 0
  for (const match of rest.matchAll(WORD_STAMPS)) {
    pieces.push({ start, text: rest.slice(from, match.index) })
    start = toMs(match)
    from = match.index + match[0].length
  }
  pieces.push({ start, text: rest.slice(from) })

  const joined = pieces.map((piece) => piece.text).join('')
  const value = joined.trim()
  const leading = joined.length - joined.trimStart().length
  const hasEnds = pieces[pieces.length - 1]!.text.trim() === ''
  const cues: Cue[] = []
  let at = 0
  // Counted on from word to word: counting from the beginning each time takes seconds for a file that is one line.
  let bytesBefore = 0
  let countedTo = 0
  for (const [index, piece] of pieces.entries()) {
    // Offsets are of the trimmed line and of the piece without the blanks around it.
    const word = piece.text.trim()
    const wordAt = at + (piece.text.length - piece.text.trimStart().length) - leading
    at += piece.text.length
    if (word === '') continue
    bytesBefore += Buffer.byteLength(value.slice(countedTo, wordAt))
    countedTo = wordAt
    const byteStart = bytesBefore
    const byteEnd = byteStart + Buffer.byteLength(word) - 1
    const end = hasEnds ? { end: Math.max(piece.start, pieces[index + 1]!.start) } : {}
    cues.push({ start: piece.start, ...end, byteStart, byteEnd, value: word })
  }
  return { value, cues: cues.sort((a, b) => a.start - b.start) }
}

function toMs([, hours = '0', minutes = '0', seconds = '0', fraction = '']: readonly (
  | string
  | undefined
)[]): number {
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return whole * 1000 + Number(fraction.padEnd(3, '0'))
}

function readOffset(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d{1,7}$/.test(text)) return undefined
  return Number(text)
}
