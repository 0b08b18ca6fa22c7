// Query strings and form bodies, parsed once, by us: Koa's ctx.query costs quadratic time in repeated names
// (CONTRACT.md NODE-2) and answers bad escapes with an exception.

/** Every value of every parameter, in order of appearance. */
export type ParameterMap = Map<string, string[]>

/** Above this many `name=value` pairs parsing alone would hold up everybody else. Clients send some 20,000 (TRN-6). */
export const MOST_PAIRS = 100_000

/** More pairs than MOST_PAIRS. The face decides whether that is a 413 or a 414. */
export class TooManyPairs extends Error {
  constructor() {
    super(`expected at most ${MOST_PAIRS} parameters`)
    this.name = 'TooManyPairs'
  }
}

/**
 * Adds the pairs of a query or form to `into`. `+` and `%20` are a space, an invalid escape stays as it is, invalid
 * UTF-8 becomes U+FFFD (CONTRACT.md PAR-10).
 * @param text one character per byte (latin1), as Node gives `req.url`: unescaped UTF-8 is put together here
 */
export function parsePairs(text: string, into: ParameterMap): void {
  let pairs = 0
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('&', start)
    if (end === -1) end = text.length
    if (end > start) {
      if (++pairs > MOST_PAIRS) throw new TooManyPairs()
      addPair(text.slice(start, end), into)
    }
    start = end + 1
  }
}

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

/** A request target as a log may show it: no query, and cut where something else than a plain path begins (AUTH-13). */
export function loggablePath(target: string): string {
  return /^[\w./-]{0,80}/.exec(pathOf(target))![0]
}

function addPair(pair: string, into: ParameterMap): void {
  const equals = pair.indexOf('=')
  const name = decode(equals === -1 ? pair : pair.slice(0, equals))
  const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
  const values = into.get(name)
  if (values) values.push(value)
  else into.set(name, [value])
}

const NEEDS_DECODING = /[%+\x80-\xff]/

/** Without decodeURIComponent: a megabyte of bad escapes would be a million exceptions. */
function decode(text: string): string {
  if (!NEEDS_DECODING.test(text)) return text
  const bytes = Buffer.allocUnsafe(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    let byte = text.charCodeAt(at)
    if (byte === 0x2b) byte = 0x20
    else if (byte === 0x25) {
      const escaped = hexByte(text.charCodeAt(at + 1), text.charCodeAt(at + 2))
      if (escaped >= 0) {
        byte = escaped
        at += 2
      }
    }
    bytes[length++] = byte
  }
  return bytes.toString('utf8', 0, length)
}

const HEX_DIGIT = new Int8Array(256).fill(-1)
for (let digit = 0; digit < 16; digit++) {
  HEX_DIGIT[digit.toString(16).charCodeAt(0)] = digit
  HEX_DIGIT[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}

/** -1 unless both are hex digits; NaN, from beyond the end of the text, is none. */
function hexByte(high: number, low: number): number {
  const first = HEX_DIGIT[high] ?? -1
  const second = HEX_DIGIT[low] ?? -1
  return first < 0 || second < 0 ? -1 : first * 16 + second
}
