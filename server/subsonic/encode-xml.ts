// The same tree as XML. RawJson is parsed here and only here. Long lists are written in slices with a pause between
// them, so that a client that asks for the whole library in XML holds up nobody (SPEED.md T22).
import { setImmediate as nextTurn } from 'node:timers/promises'
import { RawJson } from '../raw-json.ts'
import { cleanText } from './clean-text.ts'
import { type Document, isPresent, joinBytes } from './encode-json.ts'
import { sliceArray } from './slice-array.ts'
import {
  CHILD_ORDER,
  CLASSIC_ELEMENTS,
  ELEMENT_NAMES,
  SCALARS_AS_ELEMENTS,
  TEXT_ELEMENTS,
} from './xml-shape.ts'

export interface XmlOptions {
  /** Leave out elements that only OpenSubsonic knows. */
  readonly classic?: boolean
}

/** A list too long for one turn of the event loop; its elements stand at this place of the document. */
interface LongList {
  readonly name: string
  readonly items: readonly unknown[] | RawJson
}

type Pieces = (string | LongList)[]

const LONG_LIST_ITEMS = 200
const LONG_LIST_BYTES = 128 * 1024
const TURN_MS = 5

/** The document, or a promise of it where it holds a long list. `root` is the content of `subsonic-response`. */
export function encodeXml(root: object, options: XmlOptions = {}): string | Promise<Document> {
  const pieces: Pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
  writeElement('subsonic-response', { xmlns: 'http://subsonic.org/restapi', ...root }, 0, pieces, options)
  if (pieces.length === 1) return pieces[0] as string
  return writeLongLists(pieces, options)
}

async function writeLongLists(pieces: Pieces, options: XmlOptions): Promise<Document> {
  const done: Buffer[] = []
  let turnEnds = performance.now() + TURN_MS

  async function write(piece: string | LongList): Promise<void> {
    if (typeof piece === 'string') {
      done.push(Buffer.from(piece))
      return
    }
    const slices = piece.items instanceof RawJson ? sliceArray(piece.items.json) : inSlices(piece.items)
    for (const slice of slices) {
      const ofSlice: Pieces = ['']
      for (const item of slice) writeItem(piece.name, item, ofSlice, options)
      for (const inner of ofSlice) await write(inner)
      if (performance.now() > turnEnds) {
        await nextTurn()
        turnEnds = performance.now() + TURN_MS
      }
    }
  }

  for (const piece of pieces) await write(piece)
  return joinBytes(done)
}

function* inSlices(items: readonly unknown[]): Generator<readonly unknown[]> {
  for (let start = 0; start < items.length; start += LONG_LIST_ITEMS) {
    yield items.slice(start, start + LONG_LIST_ITEMS)
  }
}

/** `depth` 0 is the envelope, 1 the payload, which is there even when empty. */
function writeElement(
  name: string,
  object: object,
  depth: number,
  pieces: Pieces,
  options: XmlOptions,
): void {
  let attributes = ''
  let text: string | undefined
  let children: [string, unknown][] | undefined

  for (const [member, value] of Object.entries(object)) {
    if (!isPresent(value)) continue
    if (typeof value === 'object' || SCALARS_AS_ELEMENTS.has(name)) {
      if (!isWritten(member, value, depth, options)) continue
      children ??= []
      children.push([member, value])
    } else if (member === 'value' && TEXT_ELEMENTS.has(name)) text = escapeText(String(value))
    else attributes += ` ${member}="${escapeAttribute(String(value))}"`
  }

  append(pieces, `<${name}${attributes}`)
  if (!children && !text) {
    append(pieces, '/>')
    return
  }
  append(pieces, `>${text ?? ''}`)
  for (const [member, value] of inOrder(name, children ?? [])) {
    writeMember(member, value, depth, pieces, options)
  }
  append(pieces, `</${name}>`)
}

/** Empty containers are not; the payload always is. */
function isWritten(member: string, value: unknown, depth: number, { classic }: XmlOptions): boolean {
  if (depth === 0) return true
  if (classic && !CLASSIC_ELEMENTS.has(member)) return false
  if (value instanceof RawJson) return value.length > '[]'.length
  return typeof value !== 'object' || Object.keys(value!).length > 0
}

function writeMember(
  member: string,
  value: unknown,
  depth: number,
  pieces: Pieces,
  options: XmlOptions,
): void {
  const name = ELEMENT_NAMES[member] ?? member
  if (value instanceof RawJson) {
    if (value.length > LONG_LIST_BYTES && startsArray(value)) pieces.push({ name, items: value }, '')
    else writeMember(member, value.parse(), depth, pieces, options)
  } else if (Array.isArray(value)) {
    if (value.length > LONG_LIST_ITEMS) pieces.push({ name, items: value }, '')
    else for (const item of value) writeItem(name, item, pieces, options)
  } else if (typeof value !== 'object') writeScalar(name, value, pieces)
  else writeElement(name, value!, depth + 1, pieces, options)
}

/** An item of a list: never left out, even if it is an empty object, and never the payload itself. */
function writeItem(name: string, item: unknown, pieces: Pieces, options: XmlOptions): void {
  if (!isPresent(item)) return
  const value = item instanceof RawJson ? item.parse() : item
  if (typeof value === 'object') writeElement(name, value!, 2, pieces, options)
  else writeScalar(name, value, pieces)
}

function writeScalar(name: string, value: unknown, pieces: Pieces): void {
  append(pieces, `<${name}>${escapeText(String(value))}</${name}>`)
}

function inOrder(name: string, children: [string, unknown][]): [string, unknown][] {
  const order = CHILD_ORDER[name]
  if (!order) return children
  const place = (member: string) => (order.includes(member) ? order.indexOf(member) : order.length)
  return children.sort(([one], [other]) => place(one) - place(other))
}

function startsArray({ json }: RawJson): boolean {
  return typeof json === 'string' ? json.startsWith('[') : json[0] === 0x5b
}

function append(pieces: Pieces, text: string): void {
  const last = pieces.length - 1
  if (typeof pieces[last] === 'string') pieces[last] += text
  else pieces.push(text)
}

const SPECIAL_IN_TEXT = /[&<>\r]/
const SPECIAL_IN_ATTRIBUTE = /[&<>"\t\n\r]/
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** CR would be read back as LF. */
function escapeText(text: string): string {
  const clean = cleanText(text)
  return SPECIAL_IN_TEXT.test(clean) ? clean.replace(/[&<>\r]/g, (character) => ESCAPES[character]!) : clean
}

/** Tabs and line ends would be read back as blanks. */
function escapeAttribute(text: string): string {
  const clean = cleanText(text)
  return SPECIAL_IN_ATTRIBUTE.test(clean)
    ? clean.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character]!)
    : clean
}
