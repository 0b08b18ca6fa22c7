// The item list iTunes made and everybody writes: an atom per tag, its values in `data` atoms.
import { ID3_GENRES } from './genres.ts'
import { type Atom, eachAtom } from './mp4-atoms.ts'
import { type Field, pictureAt, type RawTags } from './raw-tags.ts'
import { fourCharacters, type SongFile, uint16be, uint16beAt, uint24beAt } from './song-file.ts'
import { MP4_NUMBER_ATOMS, MP4_TEXT_ATOMS, NAMED_FIELDS } from './tag-names.ts'

const DATA = fourCharacters('data')
const NAME = fourCharacters('name')
const FREEFORM = fourCharacters('----')

const MAX_VALUE = 200 * 1024
const UTF16 = 2

const textAtoms = new Map<number, Field>()
for (const [name, field] of MP4_TEXT_ATOMS) textAtoms.set(fourCharacters(name), field)
const numberAtoms = new Map<number, Field>()
for (const [name, field] of MP4_NUMBER_ATOMS) numberAtoms.set(fourCharacters(name), field)

export function readItemList(file: SongFile, list: Atom, raw: RawTags): void {
  eachAtom(file, list.body, list.end, (name, body, end) => readItem(file, { name, body, end }, raw))
}

function readItem(file: SongFile, item: Atom, raw: RawTags): void {
  if (item.name === FREEFORM) {
    readFreeform(file, item, raw)
    return
  }
  const text = textAtoms.get(item.name)
  const number = text ? undefined : numberAtoms.get(item.name)
  const other = text || number ? undefined : otherAtoms.get(item.name)
  if (!text && !number && !other) return
  eachAtom(file, item.body, item.end, (name, body, end) => {
    const value = name === DATA ? valueAt(file, body, end) : undefined
    if (!value) return
    if (text) addText(file, text, value, raw)
    if (number) raw.add(number, `${wholeNumber(file, value)}`)
    other?.(file, value, raw)
  })
}

const otherAtoms = new Map<number, (file: SongFile, value: Value, raw: RawTags) => void>([
  [fourCharacters('covr'), addCover],
  [fourCharacters('gnre'), addGenre],
  [fourCharacters('trkn'), (file, value, raw) => addPlace(file, 'track', value, raw)],
  [fourCharacters('disk'), (file, value, raw) => addPlace(file, 'disc', value, raw)],
])

interface Value {
  /** 0 unsaid, 1 UTF-8, 2 UTF-16, 13 JPEG, 14 PNG, 21 a whole number … */
  readonly type: number
  readonly offset: number
  readonly length: number
}

function valueAt(file: SongFile, body: number, end: number): Value | undefined {
  return end - body < 8
    ? undefined
    : { type: uint24beAt(file, body + 1), offset: body + 8, length: end - body - 8 }
}

function addText(file: SongFile, field: Field, value: Value, raw: RawTags): void {
  const length = Math.min(value.length, MAX_VALUE)
  const at = file.load(value.offset, length)
  const { bytes } = file
  if (value.type === UTF16) {
    const even = length - (length % 2)
    raw.add(
      field,
      Buffer.from(bytes.subarray(at, at + even))
        .swap16()
        .toString('utf16le'),
    )
    return
  }
  raw.add(field, bytes.toString('utf8', at, at + length))
}

/** `----`: a domain, a name, and values. The domain says who invented the name and is of no interest. */
function readFreeform(file: SongFile, item: Atom, raw: RawTags): void {
  let field: Field | undefined
  eachAtom(file, item.body, item.end, (name, body, end) => {
    if (name === NAME) field = freeformField(file, body, end)
    const value = field && name === DATA ? valueAt(file, body, end) : undefined
    if (field && value) addText(file, field, value, raw)
  })
}

function freeformField(file: SongFile, body: number, end: number): Field | undefined {
  const length = Math.min(end - body - 4, 64)
  if (length < 1) return undefined
  const at = file.load(body + 4, length)
  const field = NAMED_FIELDS.get(file.bytes.toString('utf8', at, at + length).toUpperCase())
  return field === 'picture' ? undefined : field
}

function addCover(file: SongFile, { type, offset, length }: Value, raw: RawTags): void {
  const mime = type === 13 ? 'image/jpeg' : type === 14 ? 'image/png' : type === 27 ? 'image/bmp' : ''
  // The list has no kinds of pictures; the first is the front.
  if (length > 0) raw.offerPicture(pictureAt(file, { front: true, mime, offset, length, inFile: true }))
}

/** Two bytes of nothing, the number, how many there are. */
function addPlace(file: SongFile, field: 'track' | 'disc', value: Value, raw: RawTags): void {
  if (value.length < 4) return
  const length = Math.min(value.length, 6)
  const at = file.load(value.offset, length)
  const total = length < 6 ? 0 : uint16be(file.bytes, at + 4)
  raw.add(field, total ? `${uint16be(file.bytes, at + 2)}/${total}` : `${uint16be(file.bytes, at + 2)}`)
}

/** ID3v1's number plus one. */
function addGenre(file: SongFile, value: Value, raw: RawTags): void {
  if (value.length < 2) return
  const genre = ID3_GENRES[uint16beAt(file, value.offset) - 1]
  if (genre) raw.add('genre', genre)
}

function wholeNumber(file: SongFile, { offset, length }: Value): number {
  if (length < 1 || length > 6) return 0
  const at = file.load(offset, length)
  return file.bytes.readUIntBE(at, length)
}
