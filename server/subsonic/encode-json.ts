// The tree as JSON. Entities are mostly RawJson, text that was written at scan time: it is copied, as bytes, never
// parsed (SPEED.md T5). What a handler made itself is small and goes through here value by value.
import { RawJson } from '../raw-json.ts'
import { cleanText } from './clean-text.ts'

/** Pieces of one document, in order. */
export type Parts = (string | Buffer)[]

/**
 * Appends `value` to `parts`. Undefined and null members are left out (CONTRACT.md FMT-6: never null), and so are
 * numbers that JSON does not know.
 */
export function writeJson(value: unknown, parts: Parts): void {
  switch (typeof value) {
    case 'string':
      append(parts, JSON.stringify(cleanText(value)))
      return
    case 'number':
    case 'boolean':
    case 'bigint':
      append(parts, String(value))
      return
  }
  if (value instanceof RawJson) {
    for (const piece of value.pieces) {
      if (typeof piece === 'string') append(parts, piece)
      else parts.push(piece)
    }
  } else if (Array.isArray(value)) writeArray(value, parts)
  else writeObject(value as object, parts)
}

/** A document: as a text, as bytes, or as the bytes in pieces where putting them together would take long. */
export type Document = string | Buffer | readonly Buffer[]

/** Copying more than this costs more than handing the pieces to the socket, and its garbage is collected at once. */
const MOST_COPIED_BYTES = 32 * 1024

/** One value of the parts; a string as long as no part is bytes. */
export function joinParts(parts: Parts): string | Buffer {
  return asText(parts) ?? Buffer.concat(asBytes(parts))
}

/** As joinParts, for a whole answer, which may be too long for that. */
export function toDocument(parts: Parts): Document {
  return asText(parts) ?? joinBytes(asBytes(parts))
}

function asText(parts: Parts): string | undefined {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined
}

function asBytes(parts: Parts): Buffer[] {
  return parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
}

export function joinBytes(pieces: readonly Buffer[]): Buffer | readonly Buffer[] {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return length > MOST_COPIED_BYTES ? pieces : Buffer.concat(pieces, length)
}

/** Whether a member of this value is sent at all. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'number' && !Number.isFinite(value))
}

function writeArray(items: readonly unknown[], parts: Parts): void {
  append(parts, '[')
  let first = true
  for (const item of items) {
    if (!isPresent(item)) continue
    if (!first) append(parts, ',')
    first = false
    writeJson(item, parts)
  }
  append(parts, ']')
}

function writeObject(object: object, parts: Parts): void {
  let separator = '{'
  for (const [name, value] of Object.entries(object)) {
    if (!isPresent(value)) continue
    append(parts, `${separator}${JSON.stringify(name)}:`)
    separator = ','
    writeJson(value, parts)
  }
  append(parts, separator === '{' ? '{}' : '}')
}

function append(parts: Parts, text: string): void {
  const last = parts.length - 1
  if (typeof parts[last] === 'string') parts[last] += text
  else parts.push(text)
}
