// The bytes of one file: a tag reader asks for the bytes it needs, and neighbouring ones come along, so that most files
// cost three or four reads. The memory is shared by all files, hence used synchronously and for one file at a time.
import { closeSync, readSync } from 'node:fs'
import { openForReading } from '../open-for-reading.ts'

/** Where a parser gets bytes from: a file, or something already in memory. */
export interface ByteSource {
  /** Valid from the position `load` gave, for the length asked for, until the next `load`: take it after, not before. */
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

const HEAD = 16 * 1024
const WINDOW = 68 * 1024
const READ_AHEAD = 4 * 1024
/** No reader needs more than this in one piece while scanning; a cover for the cover endpoint may be as large. */
export const MAX_PIECE = 32 * 1024 * 1024

const sharedHead = Buffer.allocUnsafeSlow(HEAD)
const sharedWindow = Buffer.allocUnsafeSlow(WINDOW)

/** The beginning of the file stays at hand; a second window moves. */
export class SongFile implements ByteSource {
  readonly size: number
  bytes: Buffer = sharedHead
  readonly #descriptor: number
  readonly #headLength: number
  #window: Buffer = sharedWindow
  #start = 0
  #length = 0

  constructor(path: string, size: number) {
    this.#descriptor = openForReading(path)
    this.size = size
    try {
      this.#headLength = readSync(this.#descriptor, sharedHead, 0, Math.min(HEAD, size), 0)
    } catch (error) {
      this.close()
      throw error
    }
  }

  load(offset: number, length: number): number {
    if (offset >= 0 && length >= 0 && offset + length <= this.#headLength) {
      this.bytes = sharedHead
      return offset
    }
    const position = offset - this.#start
    if (position < 0 || length < 0 || position + length > this.#length) {
      this.#move(offset, length)
      this.bytes = this.#window
      return 0
    }
    this.bytes = this.#window
    return position
  }

  #move(offset: number, length: number): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size && length <= MAX_PIECE))
      throw new EndOfFile()
    const wanted = Math.min(Math.max(length, READ_AHEAD), this.size - offset)
    if (wanted > this.#window.length) this.#window = Buffer.allocUnsafe(wanted)
    this.#start = offset
    this.#length = readSync(this.#descriptor, this.#window, 0, wanted, offset)
    // Shorter than when its size was taken: somebody is writing to it.
    if (this.#length < length) throw new EndOfFile()
  }

  /** Past the windows, into memory of the caller's. */
  readInto(target: Buffer, at: number, offset: number, length: number): void {
    if (offset + length > this.size || readSync(this.#descriptor, target, at, length, offset) < length) {
      throw new EndOfFile()
    }
  }

  /** A copy that outlives the windows. */
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

// The same at an offset of a source, for a number that stands alone.

export function uint16beAt(source: ByteSource, offset: number): number {
  const at = source.load(offset, 2)
  return uint16be(source.bytes, at)
}

export function uint24beAt(source: ByteSource, offset: number): number {
  const at = source.load(offset, 3)
  return uint24be(source.bytes, at)
}

export function uint32beAt(source: ByteSource, offset: number): number {
  const at = source.load(offset, 4)
  return uint32be(source.bytes, at)
}

export function uint32leAt(source: ByteSource, offset: number): number {
  const at = source.load(offset, 4)
  return uint32le(source.bytes, at)
}

/** The same as uint32be of the four characters; for comparing with what a file holds. */
export function fourCharacters(name: string): number {
  return uint32be(Buffer.from(name, 'latin1'), 0)
}
