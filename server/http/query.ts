// Query strings and form bodies, parsed once, by us: Koa's ctx.query costs quadratic time in repeated names
// (CONTRACT.md NODE-2) and answers bad escapes with an exception.

/** Every value of every parameter, in order of appearance. */
export type ParameterMap = Map<string, string[]>

/** Above this many `name=value` pairs parsing alone would hold up everybody else. Clients send some 20,000 (TRN-6). */
export const MOST_PAIRS = 50_000

/** More pairs than MOST_PAIRS. The face decides whether that is a 413 or a 414. */
export class TooManyPairs extends Error {
  constructor() {
    super(`expected at most ${MOST_PAIRS} parameters`)
    this.name = 'TooManyPairs'
  }
}

export interface PairReader {
  /** How many were read so far. */
  readonly pairs: number
  /** The next bytes, which are decoded in place. */
  push(bytes: Buffer): void
  end(): void
}

/**
 * Adds the pairs of a query or form to `into` as they arrive: a form of 10 MB in one go would hold up everybody else.
 * `+` and `%20` are a space, an invalid escape stays as it is, invalid UTF-8 becomes U+FFFD (CONTRACT.md PAR-10). No
 * decodeURIComponent: a megabyte of bad escapes would be a million exceptions.
 */
export function createPairReader(into: ParameterMap): PairReader {
  let pairs = 0
  let name: string | undefined
  /** Decoded beginning of the name or value that is being read, from bytes pushed before. */
  let begun: Buffer[] = []
  /** The beginning of an escape that was cut by the end of the bytes. */
  let cut: Buffer | undefined

  function take(bytes: Buffer, start: number, end: number): string {
    if (begun.length === 0) return bytes.toString('utf8', start, end)
    const text = Buffer.concat([...begun, bytes.subarray(start, end)]).toString()
    begun = []
    return text
  }

  function endPair(bytes: Buffer, start: number, end: number): void {
    if (name === undefined && start === end && begun.length === 0) return
    if (++pairs > MOST_PAIRS) throw new TooManyPairs()
    const text = take(bytes, start, end)
    const [key, value] = name === undefined ? [text, ''] : [name, text]
    name = undefined
    const values = into.get(key)
    if (values) values.push(value)
    else into.set(key, [value])
  }

  function read(bytes: Buffer, isLast: boolean): void {
    let start = 0
    let end = 0
    for (let at = 0; at < bytes.length; at++) {
      const plain = movePlainBytes(bytes, at, end)
      at += plain
      end += plain
      const byte = bytes[at]
      if (byte === AMPERSAND) {
        endPair(bytes, start, end)
        start = end = at + 1
      } else if (byte === EQUALS && name === undefined) {
        name = take(bytes, start, end)
        start = end = at + 1
      } else if (byte === PERCENT) {
        if (at + 2 >= bytes.length && !isLast) {
          cut = bytes.subarray(at)
          break
        }
        const escaped = hexByte(bytes[at + 1], bytes[at + 2])
        bytes[end++] = escaped < 0 ? PERCENT : escaped
        if (escaped >= 0) at += 2
      } else if (byte !== undefined) bytes[end++] = byte === PLUS ? SPACE : byte
    }
    if (isLast) endPair(bytes, start, end)
    else if (end > start) begun.push(bytes.subarray(start, end))
  }

  function withCut(bytes: Buffer): Buffer {
    if (!cut) return bytes
    const whole = Buffer.concat([cut, bytes])
    cut = undefined
    return whole
  }

  return {
    get pairs() {
      return pairs
    },
    push: (bytes) => read(withCut(bytes), false),
    end: () => read(withCut(EMPTY), true),
  }
}

/**
 * As createPairReader, for a text that is there at once.
 * @param text one character per byte (latin1), as Node gives `req.url`: unescaped UTF-8 is put together here
 */
export function parsePairs(text: string, into: ParameterMap): void {
  if (text === '') return
  const reader = createPairReader(into)
  reader.push(Buffer.from(text, 'latin1'))
  reader.end()
}

const IS_PLAIN = new Uint8Array(256).fill(1)
for (const special of ['&', '=', '%', '+']) IS_PLAIN[special.charCodeAt(0)] = 0

/** Moves the bytes up to the next special one from `from` to `to`, and counts them: the loop nearly all time is spent in. */
function movePlainBytes(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let byte = bytes[from]; byte !== undefined && IS_PLAIN[byte] === 1; byte = bytes[from + count]) {
    bytes[to + count++] = byte
  }
  return count
}

const EMPTY = Buffer.alloc(0)
const AMPERSAND = 0x26
const EQUALS = 0x3d
const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20

/** What stands behind the `?` of a request target, '' when nothing does. A fragment has no business there and is cut. */
export function queryOf(target: string): string {
  const mark = target.indexOf('?')
  if (mark === -1) return ''
  const fragment = target.indexOf('#', mark)
  return target.slice(mark + 1, fragment === -1 ? undefined : fragment)
}

/** The path of a request target, as it was sent; of `http://host/path`, as proxies send it, only the path. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/)
  const path = end === -1 ? target : target.slice(0, end)
  if (path.startsWith('/')) return path
  const authority = /^[a-z]+:\/\/[^/]*/i.exec(path)
  return authority ? path.slice(authority[0].length) || '/' : path
}

const LOGGED_LETTERS = 80
/** Links of people who mistyped them, or whose proxy cuts `/share` off: no path of ours has a word that long. */
const LIKE_A_TOKEN = /[\w-]{32,}/g

/**
 * A request target as a log may show it: no query, and cut where something else than a plain path begins (AUTH-13). What
 * follows `/share/` is a credential, and what looks like one elsewhere may be.
 */
export function loggablePath(target: string): string {
  // One that begins among the letters shown is seen to its end.
  const plain = /^[\w./-]{0,112}/.exec(pathOf(target))![0]
  const path = plain.replace(LIKE_A_TOKEN, '[hidden]').slice(0, LOGGED_LETTERS)
  return /^.*?\/share\//i.exec(path)?.[0] ?? path
}

const HEX_DIGIT = new Int8Array(256).fill(-1)
for (let digit = 0; digit < 16; digit++) {
  HEX_DIGIT[digit.toString(16).charCodeAt(0)] = digit
  HEX_DIGIT[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}

/** -1 unless both are hex digits; undefined, from beyond the end, is none. */
function hexByte(high: number | undefined, low: number | undefined): number {
  const first = HEX_DIGIT[high ?? 0]!
  const second = HEX_DIGIT[low ?? 0]!
  return first < 0 || second < 0 ? -1 : first * 16 + second
}
