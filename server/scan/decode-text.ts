// Text files of unknown origin: lyrics and playlists. UTF-8 or UTF-16, with or without a mark, else Windows' Latin-1.
import { closeSync, fstatSync, readSync } from 'node:fs'
import { openForReading } from './open-for-reading.ts'

/** Reads and decodes a file, or its beginning when it is longer than `mostBytes`. @throws as node:fs does */
export function readTextFile(path: string, mostBytes: number): string {
  const file = openForReading(path)
  try {
    const bytes = Buffer.allocUnsafe(Math.min(fstatSync(file).size, mostBytes))
    return decodeText(bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0)))
  } finally {
    closeSync(file)
  }
}

/** Clean text: line ends are '\n', no control characters besides tab and line end, NFC. */
export function decodeText(bytes: Buffer): string {
  return decode(bytes)
    .replace(/\r\n?|\u0085|\u2028|\u2029/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\ufeff]/g, '')
    .toWellFormed()
    .normalize('NFC')
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const order = zeroBytes(bytes)
  if (order) return new TextDecoder(order).decode(bytes)
  try {
    // Not `fatal` for the last character: a file that was cut may end within one.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** UTF-16 without a mark has a zero in nearly every second byte of western text and line ends. */
function zeroBytes(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, 512)
  let even = 0
  let odd = 0
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (index % 2 === 0) even++
    else odd++
  }
  if (even + odd < sample.length / 8) return undefined
  return odd > even ? 'utf-16le' : 'utf-16be'
}
