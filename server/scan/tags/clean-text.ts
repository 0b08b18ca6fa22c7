// Every text of a tag passes here once, when it is scanned, so that no listing has to look again (CONTRACT.md FMT-10).

/** Longest text kept of any tag but lyrics, in UTF-16 units. A longer one is cut, not refused. */
export const MAX_TEXT = 4096
export const MAX_LYRICS = 65_536
/** Values kept of one tag, and looked at: nobody has more, and a hostile file could hold a million. */
export const MAX_VALUES = 256
export const MAX_VALUES_SEEN = 1024

// Below U+0300 everything is NFC already; what is left out are the control characters.
const CLEAN = /^[\t\n\x20-\x7e\xa0-\u02ff]*$/
const FORBIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/g

/** NFC, well-formed, no control characters but tab and newline, trimmed, bounded. May give ''. */
export function cleanText(text: string, limit = MAX_TEXT): string {
  const bounded = text.length > limit ? cutText(text, limit) : text
  return (CLEAN.test(bounded) ? bounded : repairText(bounded)).trim()
}

/** The clean values in order, without empty ones and repetitions. */
export function cleanList(values: readonly string[] | undefined): string[] {
  const clean: string[] = []
  if (!values) return clean
  const seen = Math.min(values.length, MAX_VALUES_SEEN)
  for (let i = 0; i < seen && clean.length < MAX_VALUES; i++) {
    const text = cleanText(values[i]!)
    if (text && !clean.includes(text)) clean.push(text)
  }
  return clean
}

/** The first value that has any text. */
export function firstText(values: readonly string[] | undefined): string | undefined {
  if (!values) return undefined
  const seen = Math.min(values.length, MAX_VALUES_SEEN)
  for (let i = 0; i < seen; i++) {
    const text = cleanText(values[i]!)
    if (text) return text
  }
  return undefined
}

function repairText(text: string): string {
  // In this order, as removing a character can bring a letter and its accent together.
  return text.replace(/\r\n?/g, '\n').replace(FORBIDDEN, '').toWellFormed().normalize('NFC')
}

/** Never cuts a surrogate pair in two. */
function cutText(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit)
}
