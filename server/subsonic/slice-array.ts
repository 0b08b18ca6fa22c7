const SLICE_BYTES = 64 * 1024
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c

/**
 * The items of a long JSON array, parsed in slices of about 64 KiB: parsing it in one go would hold up every other
 * request. The text must be valid JSON without blanks, as our own writers make it.
 */
export function* sliceArray(json: string | Buffer): Generator<readonly unknown[]> {
  const bytes = typeof json === 'string' ? Buffer.from(json) : json
  const end = bytes.length - 1
  let start = 1
  let depth = 0
  for (let at = 1; at < end; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (byte === COMMA) {
      if (depth > 0 || at - start < SLICE_BYTES) continue
      yield parseItems(bytes, start, at)
      start = at + 1
    } else if (byte === 0x7b || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  if (end > start) yield parseItems(bytes, start, end)
}

function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

function parseItems(bytes: Buffer, start: number, end: number): readonly unknown[] {
  return JSON.parse(`[${bytes.toString('utf8', start, end)}]`) as unknown[]
}
