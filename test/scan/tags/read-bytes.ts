// Reads bytes as if they were a file.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { ReadSong } from '../../../server/library/song-tags.ts'
import { readSong } from '../../../server/scan/tags/read-song.ts'

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-bytes-'))
afterAll(() => fs.rmSync(dir, { recursive: true }))

/** With the reader of ours; throws what it throws. */
export function readBytes(bytes: Buffer, name: string): ReadSong {
  const read = readBytesAnyhow(bytes, name)
  if (read instanceof Promise) throw new Error('was left to music-metadata')
  return read
}

export function readBytesAnyhow(bytes: Buffer, name: string): ReadSong | Promise<ReadSong> {
  const songPath = path.join(dir, name)
  fs.writeFileSync(songPath, bytes)
  return readSong(songPath, bytes.length)
}

export function pathOf(name: string): string {
  return path.join(dir, name)
}
