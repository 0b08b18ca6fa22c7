// The four text encodings of ID3v2, and ID3v1's. What calls itself Latin-1 was nearly always written by Windows
// programs: 80-9F are control characters in Latin-1, and curly quotes, dashes and the euro sign in Windows-1252.
import { MAX_VALUES_SEEN } from './clean-text.ts'

const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178'

export function decodeLatin1(bytes: Buffer, start: number, end: number): string {
  return asWindows1252(bytes.toString('latin1', start, end))
}

export function asWindows1252(text: string): string {
  return /[\x80-\x9f]/.test(text)
    ? text.replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!)
    : text
}

/** `encoding` is the frame's first byte. An unknown one is taken for UTF-8. */
export function decodeText(bytes: Buffer, encoding: number, start: number, end: number): string {
  if (start >= end) return ''
  if (encoding === 0) return decodeLatin1(bytes, start, end)
  if (encoding === 1) return decodeUtf16(bytes, start, end)
  if (encoding === 2) return decodeUtf16be(bytes, start, end)
  return bytes.toString('utf8', start, end)
}

/** Several values with a zero between; a terminator at the end gives one empty value more. */
export function decodeTexts(bytes: Buffer, encoding: number, start: number, end: number): string[] {
  const text = decodeText(bytes, encoding, start, end)
  return text.includes('\0') ? text.split('\0', MAX_VALUES_SEEN) : [text]
}

/** Where the text that begins at `start` ends; `end` without a terminator. */
export function endOfText(bytes: Buffer, encoding: number, start: number, end: number): number {
  if (encoding === 1 || encoding === 2) {
    for (let at = start; at + 1 < end; at += 2) if (bytes[at] === 0 && bytes[at + 1] === 0) return at
    return end
  }
  for (let at = start; at < end; at++) if (bytes[at] === 0) return at
  return end
}

export function terminatorSize(encoding: number): number {
  return encoding === 1 || encoding === 2 ? 2 : 1
}

function decodeUtf16(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] === 0xfe && bytes[start + 1] === 0xff) return decodeUtf16be(bytes, start + 2, end)
  const marked = bytes[start] === 0xff && bytes[start + 1] === 0xfe
  return bytes.toString('utf16le', marked ? start + 2 : start, end)
}

function decodeUtf16be(bytes: Buffer, start: number, end: number): string {
  const even = end - ((end - start) % 2)
  const swapped = Buffer.from(bytes.subarray(start, even)).swap16()
  return swapped.toString('utf16le')
}
