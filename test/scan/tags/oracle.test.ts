// music-metadata is the oracle: on every file of a generated corpus our readers give what it gives. Both go through the
// same to-song-tags.ts; that this one is right is shown by written-and-read.test.ts.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Song, songBytes } from '../../../build/audio/write-song.ts'
import type { ReadSong } from '../../../server/library/song-tags.ts'
import { readPicture } from '../../../server/scan/tags/read-picture.ts'
import { readSong } from '../../../server/scan/tags/read-song.ts'
import {
  readPictureWithMusicMetadata,
  readWithMusicMetadata,
} from '../../../server/scan/tags/with-music-metadata.ts'
import { deviations, latin1Only } from './known-deviations.ts'
import { anyFields, jpegOfSize } from './song-samples.ts'

const variants: Readonly<Record<string, Omit<Song, 'tags'>>> = {
  'mp3 ID3v2.4 UTF-8': { format: 'mp3' },
  'mp3 ID3v2.4 UTF-16': { format: 'mp3', id3: { encoding: 'utf16' } },
  'mp3 ID3v2.4 UTF-16BE, padding': { format: 'mp3', id3: { encoding: 'utf16be', padding: 1000 } },
  'mp3 ID3v2.3 UTF-16': { format: 'mp3', id3: { version: 3 } },
  'mp3 ID3v2.3 Latin-1': { format: 'mp3', id3: { version: 3, encoding: 'latin1' } },
  'mp3 ID3v2.3 UTF-16, ID3v1': { format: 'mp3', id3: { version: 3, v1: true, v1Genre: 40, padding: 77 } },
  'mp3 ID3v2.2 UTF-16': { format: 'mp3', id3: { version: 2 } },
  'mp3 ID3v2.2 Latin-1': { format: 'mp3', id3: { version: 2, encoding: 'latin1' } },
  'mp3 ID3v1': { format: 'mp3', id3: { v1: true, v2: false, v1Genre: 80 } },
  'mp3 variable bit rate': { format: 'mp3', mp3: { header: 'xing', kbps: 320 } },
  'mp3 without Xing or Info': { format: 'mp3', mp3: { header: 'none', kbps: 64 }, seconds: 3 },
  flac: { format: 'flac' },
  'flac with padding': { format: 'flac', padding: 5000 },
  'm4a AAC': { format: 'm4a' },
  'm4a ALAC': { format: 'm4a', codec: 'alac' },
  ogg: { format: 'ogg' },
  opus: { format: 'opus' },
}

let dir: string
beforeAll(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-oracle-'))
})
afterAll(() => fs.rmSync(dir, { recursive: true }))

describe.each(Object.entries(variants))('%s', (_name, variant) => {
  const known = deviations.filter((one) => one.applies(variant))

  test('gives what music-metadata gives', { timeout: 60_000 }, async () => {
    const coverSizes = fc.constantFrom(0, 0, 10, 900, 150_000)
    await fc.assert(
      fc.asyncProperty(anyFields, coverSizes, async (fields, coverSize) => {
        const writable = variant.id3?.encoding === 'latin1' ? latin1Only(fields) : fields
        const tags = known.reduce((kept, one) => one.without(kept), writable)
        const picture = coverSize ? { mime: 'image/jpeg', data: jpegOfSize(coverSize) } : undefined
        const { songPath, ours, theirs } = await readBoth({ seed: 1, ...variant, tags, picture })
        expect(ours.tags).toEqual(theirs.tags)
        expectSameAudio(ours, theirs)
        expect(ours.picture?.hash).toBe(theirs.picture?.hash)
        expect(ours.picture?.mime).toBe(theirs.picture?.mime)
        expect(await readPicture(songPath)).toEqual(await readPictureWithMusicMetadata(songPath))
      }),
      { seed: 42, numRuns: 25 },
    )
  })
})

test.each(deviations)('a known deviation still is one: $why', async ({ example }) => {
  const { ours, theirs } = await readBoth(example)
  expect(ours.tags).not.toEqual(theirs.tags)
})

async function readBoth(song: Song): Promise<{ songPath: string; ours: ReadSong; theirs: ReadSong }> {
  const songPath = path.join(dir, `song.${song.format}`)
  fs.writeFileSync(songPath, songBytes(song))
  const { size } = fs.statSync(songPath)
  const ours = readSong(songPath, size)
  if (ours instanceof Promise) throw new Error('was left to music-metadata')
  return { songPath, ours, theirs: await readWithMusicMetadata(songPath, size) }
}

/**
 * music-metadata counts the frames of mp3 files roughly; gives Vorbis' nominal bit rate; and for Opus counts the headers in.
 */
function expectSameAudio({ audio: ours }: ReadSong, { audio: theirs }: ReadSong): void {
  const { durationSec, bitRate, ...rest } = ours
  expect(rest).toEqual({
    codec: theirs.codec,
    sampleRate: theirs.sampleRate,
    channels: theirs.channels,
    ...('bitDepth' in rest && { bitDepth: theirs.bitDepth }),
  })
  expect(Math.abs(durationSec - theirs.durationSec)).toBeLessThan(0.06)
  if (ours.codec === 'vorbis' || ours.codec === 'opus') return
  expect(Math.abs(bitRate - theirs.bitRate)).toBeLessThanOrEqual(1 + theirs.bitRate * 0.02)
}
