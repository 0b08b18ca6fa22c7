// The bytes of one file, read through one window: a tag reader asks for the bytes it needs, and neighbouring ones come
// along, so that most files cost three or four reads. The window is shared by all files, hence used synchronously only.
import { closeSync, openSync, readSync } from 'node:fs'

/** Where a parser gets bytes from: a file, or something already in memory. */
export interface ByteSource {
  /** Valid from the position `load` gave, for the length asked for, until the next `load`. */
  readonly bytes: Buffer
  readonly size: number
  /** Makes `length` bytes from `offset` on available in `bytes`; gives their position there. Throws EndOfFile. */
  load(offset: number, length: number): number
}

/** A length in the file points behind its end. */
export class EndOfFile extends Error {
  constructor() {
    super('the file ends too early')
    this.name = 'EndOfFile'
  }
}

const WINDOW = 64 * 1024
const FIRST_READ = 16 * 1024
const READ_AHEAD = 4 * 1024
/** No reader needs more than this in one piece while scanning; a cover for the cover endpoint may be larger. */
export const MAX_PIECE = 32 * 1024 * 1024

const sharedWindow = Buffer.allocUnsafeSlow(WINDOW)

export class SongFile implements ByteSource {
  readonly size: number
  bytes: Buffer = sharedWindow
  readonly #descriptor: number
  #start = 0
  #length = 0

  constructor(path: string, size: number) {
    this.#descriptor = openSync(path, 'r')
    this.size = size
  }

  load(offset: number, length: number): number {
    const position = offset - this.#start
    if (position >= 0 && position + length <= this.#length) return position
    return this.#read(offset, length)
  }

  #read(offset: number, length: number): number {
    if (offset < 0 || length < 0 || offset + length > this.size || length > MAX_PIECE) throw new EndOfFile()
    const wanted = Math.max(length, offset === 0 ? FIRST_READ : READ_AHEAD)
    if (wanted > this.bytes.length) this.bytes = Buffer.allocUnsafe(wanted)
    this.#start = offset
    this.#length = readSync(this.#descriptor, this.bytes, 0, Math.min(wanted, this.size - offset), offset)
    // Shorter than when its size was taken: somebody is writing to it.
    if (this.#length < length) throw new EndOfFile()
    return 0
  }

  /** A copy that outlives the window. */
  copy(offset: number, length: number): Buffer {
    const position = this.load(offset, length)
    return Buffer.from(this.bytes.subarray(position, position + length))
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

export class MemoryBytes implements ByteSource {
  readonly bytes: Buffer
  readonly size: number

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.size = bytes.length
  }

  load(offset: number, length: number): number {
    if (offset < 0 || length < 0 || offset + length > this.size) throw new EndOfFile()
    return offset
  }
}

export function uint16be(bytes: Buffer, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

export function uint24be(bytes: Buffer, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
}

export function uint32be(bytes: Buffer, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

export function uint32le(bytes: Buffer, at: number): number {
  return ((bytes[at + 3]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 1]! << 8) | bytes[at]!) >>> 0
}

/** The same as uint32be of the four characters; for comparing with what a file holds. */
export function fourCharacters(name: string): number {
  return uint32be(Buffer.from(name, 'latin1'), 0)
}
