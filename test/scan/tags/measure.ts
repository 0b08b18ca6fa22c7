// CPU a file, our readers against music-metadata. Not a test: `node test/scan/tags/measure.ts [files per format]`.
// The files are written with covers and full tags, as in a tidy collection, and are in the page cache when read.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type SongFormat, writeSong } from '../../../build/audio/write-song.ts'
import { readSong } from '../../../server/scan/tags/read-song.ts'
import { readWithMusicMetadata } from '../../../server/scan/tags/with-music-metadata.ts'
import { fullFields, jpegOfSize } from './song-samples.ts'

const count = Number(process.argv[2] ?? 2000)
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-measure-'))
const kinds: readonly (readonly [string, SongFormat, object])[] = [
  ['mp3', 'mp3', {}],
  ['mp3, ID3v2.3', 'mp3', { id3: { version: 3, v1: true } }],
  ['flac', 'flac', { padding: 8192 }],
  ['m4a, AAC', 'm4a', {}],
  ['m4a, ALAC', 'm4a', { codec: 'alac' }],
  ['ogg', 'ogg', {}],
  ['opus', 'opus', {}],
]

interface Sample {
  readonly songPath: string
  readonly size: number
}

try {
  console.log('format        cover    µs a file, ours    music-metadata    times')
  for (const [name, format, options] of kinds) {
    for (const coverSize of [0, 80_000]) {
      const picture = coverSize === 0 ? undefined : { mime: 'image/jpeg', data: jpegOfSize(coverSize) }
      const samples: Sample[] = []
      for (let i = 0; i < count; i++) {
        const songPath = path.join(dir, `${name}-${coverSize}-${i}.${format}`)
        writeSong(songPath, { format, seconds: 4, tags: fullFields(i), picture, ...options })
        samples.push({ songPath, size: fs.statSync(songPath).size })
      }
      const ours = await cpuOf(samples, readSong)
      const others = await cpuOf(samples.slice(0, Math.ceil(count / 5)), readWithMusicMetadata)
      const cells = [
        ours.toFixed(1).padStart(18),
        others.toFixed(0).padStart(17),
        (others / ours).toFixed(1).padStart(8),
      ]
      console.log(name.padEnd(13), (coverSize ? '80 KB' : 'none').padStart(5), ...cells)
      for (const { songPath } of samples) fs.unlinkSync(songPath)
    }
  }
} finally {
  fs.rmSync(dir, { recursive: true })
}

/** Microseconds of user and system time; the first fifth warms up. */
async function cpuOf(
  samples: readonly Sample[],
  read: (path: string, size: number) => unknown,
): Promise<number> {
  for (const { songPath, size } of samples.slice(0, samples.length / 5)) await read(songPath, size)
  const before = process.cpuUsage()
  for (const { songPath, size } of samples) {
    const song = read(songPath, size)
    if (song instanceof Promise) await song
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / samples.length
}
