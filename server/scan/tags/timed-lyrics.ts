import type { RawLyrics, TimedText } from './raw-tags.ts'

/** SYLT's kinds of content that are words to sing along: other, lyrics, transcription. */
const WORDS = 2
const MILLISECONDS = 2

/**
 * What a SYLT frame holds, as lines. Entries are lines in most files and syllables in karaoke ones, where a line begins
 * with a newline. Times counted in MPEG frames are not converted: such lyrics become plain text.
 */
export function timedLyrics(
  entries: readonly TimedText[],
  frame: { readonly lang: string; readonly timeFormat: number; readonly content: number },
): RawLyrics | undefined {
  if (frame.content > WORDS || entries.length === 0) return undefined
  const lines = isKaraoke(entries) ? joinSyllables(entries) : entries
  if (frame.timeFormat === MILLISECONDS) return { lang: frame.lang, body: lines }
  return { lang: frame.lang, body: lines.map((line) => line.value.trim()).join('\n') }
}

function isKaraoke(entries: readonly TimedText[]): boolean {
  const breaks = entries.filter((entry) => /^[\r\n]/.test(entry.value)).length
  return breaks > 0 && breaks < entries.length - 1
}

function joinSyllables(entries: readonly TimedText[]): TimedText[] {
  const lines: { start: number; value: string }[] = []
  for (const { start, value } of entries) {
    const line = lines.at(-1)
    if (!line || /^[\r\n]/.test(value)) lines.push({ start, value: value.replace(/^[\r\n]+/, '') })
    else line.value += value
  }
  return lines
}
