import { type SongFile, uint32be } from './song-file.ts'

export interface Atom {
  readonly name: number
  readonly body: number
  readonly end: number
}

/** On one level; sample tables and the like count as one. */
const MAX_ATOMS = 1024

/** Visits the atoms between two offsets, on one level. One that says it ends outside is cut off there. */
export function eachAtom(
  file: SongFile,
  start: number,
  end: number,
  visit: (name: number, body: number, end: number) => void,
): void {
  for (let offset = start, count = 0; offset + 8 <= end && count < MAX_ATOMS; count++) {
    const at = file.load(offset, Math.min(16, end - offset))
    let size = uint32be(file.bytes, at)
    const name = uint32be(file.bytes, at + 4)
    let body = offset + 8
    if (size === 1 && offset + 16 <= end) {
      size = uint32be(file.bytes, at + 8) * 2 ** 32 + uint32be(file.bytes, at + 12)
      body += 8
    } else if (size === 0) {
      size = end - offset
    }
    if (size < body - offset) return
    visit(name, body, Math.min(offset + size, end))
    offset += size
  }
}

export function listAtoms(file: SongFile, start: number, end: number): Atom[] {
  const found: Atom[] = []
  eachAtom(file, start, end, (name, body, atomEnd) => {
    found.push({ name, body, end: atomEnd })
  })
  return found
}

export function childAtom(file: SongFile, start: number, end: number, name: number): Atom | undefined {
  return listAtoms(file, start, end).find((atom) => atom.name === name)
}
