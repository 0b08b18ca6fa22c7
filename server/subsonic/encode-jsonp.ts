import type { Document } from './encode-json.ts'

/** What a callback may look like: names joined by dots (CONTRACT.md FMT-18). Anything else would be a script of strangers. */
const CALLBACK = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/
const LONGEST_CALLBACK = 128

export function isCallback(name: string | undefined): name is string {
  return name !== undefined && name.length <= LONGEST_CALLBACK && CALLBACK.test(name)
}

/** A script that hands the document to the callback. U+2028 and U+2029 end a line in older JavaScript: escaped. */
export function wrapJsonp(json: Document, callback: string): string {
  const whole = typeof json === 'string' || Buffer.isBuffer(json) ? json : Buffer.concat(json)
  const text = whole
    .toString()
    .replace(/[\u2028\u2029]/g, (end) => (end === '\u2028' ? '\\u2028' : '\\u2029'))
  return `${callback}(${text});`
}
