// Whatever a file holds, reading it gives a song or an UnreadableSong with a sentence, and nothing else.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { songBytes } from '../../../build/audio/write-song.ts'
import { type ReadSong, UnreadableSong } from '../../../server/library/song-tags.ts'
import { readPicture } from '../../../server/scan/tags/read-picture.ts'
import { readSong } from '../../../server/scan/tags/read-song.ts'
import { comments, frame4, id3, item, m4a, mp3Frames, oggPage, oggPages, opusHead } from './bytes.ts'
import { pathOf, readBytesAnyhow } from './read-bytes.ts'
import { fullFields, jpegOfSize } from './song-samples.ts'

const tags = { ...fullFields(3), lyrics: [{ lang: 'eng', body: '', synced: [[1, 'la']] as const }] }
const picture = { mime: 'image/jpeg', data: jpegOfSize(3000) }

const seeds: readonly (readonly [string, Buffer])[] = [
  ['24.mp3', songBytes({ format: 'mp3', tags, picture, id3: { extendedHeader: true, v1: true } })],
  ['23.mp3', songBytes({ format: 'mp3', tags, picture, id3: { version: 3, unsynchronised: true } })],
  ['22.mp3', songBytes({ format: 'mp3', tags, picture, id3: { version: 2 } })],
  ['bare.mp3', Buffer.concat([id3(4, frame4('TIT2', '\x03T')), mp3Frames([128, 64, 320, 128])])],
  ['a.flac', songBytes({ format: 'flac', tags, picture })],
  ['a.m4a', songBytes({ format: 'm4a', tags, picture })],
  ['lossless.m4a', songBytes({ format: 'm4a', codec: 'alac', tags, picture })],
  ['last.m4a', m4a([item('\xa9nam', 1, 'T')], { moovLast: true })],
  ['a.ogg', songBytes({ format: 'ogg', tags, picture })],
  ['a.opus', songBytes({ format: 'opus', tags, picture })],
  [
    'pages.opus',
    Buffer.concat([
      oggPage(opusHead(), [19]),
      oggPages(comments(['TITLE=T', `LYRICS=${'la'.repeat(2000)}`]), 1),
      oggPage(Buffer.alloc(200), [200], { granule: 96_000n }),
    ]),
  ],
]

/** Sizes and counts that hurt: none, all, the sign bit. */
const nasty = fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xff)
const damage = fc.record({
  kind: fc.constantFrom('byte', 'word', 'cut', 'drop', 'insert'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  byte: nasty,
})

/** Squared, as the headers are at the beginning. */
function damaged(bytes: Buffer, { kind, at, byte }: { kind: string; at: number; byte: number }): Buffer {
  const position = Math.floor(at * at * bytes.length)
  const copy = Buffer.from(bytes)
  if (kind === 'byte') copy.fill(byte, position, Math.min(position + 1, copy.length))
  if (kind === 'word') copy.fill(byte, position, Math.min(position + 4, copy.length))
  if (kind === 'cut') return copy.subarray(0, position)
  if (kind === 'drop') return Buffer.concat([copy.subarray(0, position), copy.subarray(position + byte)])
  if (kind === 'insert')
    return Buffer.concat([copy.subarray(0, position), Buffer.alloc(5, byte), copy.subarray(position)])
  return copy
}

function expectGood({ tags, audio, identity }: ReadSong): void {
  expect(audio.durationSec).toBeGreaterThanOrEqual(0)
  expect(Number.isFinite(audio.durationSec)).toBe(true)
  expect(Number.isInteger(audio.bitRate)).toBe(true)
  expect(identity).toMatch(/^[0-9a-f]{32}$/)
  const text = JSON.stringify(tags)
  expect(text.isWellFormed()).toBe(true)
  expect(text).not.toMatch(/[\0-\x1f]|\\u00[01]/)
  expect(text.length).toBeLessThan(2_000_000)
}

function expectUnreadable(error: unknown): void {
  expect(error).toBeInstanceOf(UnreadableSong)
  // The sentence for what no reader expected: its cause would be a bug here.
  expect((error as UnreadableSong).message).not.toBe('The file cannot be read')
  expect((error as UnreadableSong).message).toMatch(/^The file /)
}

async function expectSongOrReason(read: () => ReadSong | Promise<ReadSong>): Promise<void> {
  try {
    expectGood(await read())
  } catch (error) {
    expectUnreadable(error)
  }
}

describe.each(seeds)('%s', (name, bytes) => {
  test('is readable to begin with', async () => {
    expectGood(await readBytesAnyhow(bytes, name))
  })

  test('damaged anywhere gives a song or a reason', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (list) => {
        await expectSongOrReason(() => readBytesAnyhow(list.reduce(damaged, bytes), name))
        await readPicture(pathOf(name))
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  test('cut off anywhere in its first 300 bytes gives a song or a reason', async () => {
    for (let length = 0; length < 300; length++) {
      await expectSongOrReason(() => readBytesAnyhow(bytes.subarray(0, length), name))
    }
  })
})

test('noise behind a beginning that looks right gives a song or a reason', async () => {
  const starts = [
    'ID3\x03\0\0\0\0\x7f\x7f',
    'ID3\x04\0\x80\0\x7f\x7f\x7f',
    'fLaC',
    'OggS\0\x02',
    '\0\0\0\x18ftyp',
    '\xff\xfb\x90\x40',
    '',
  ]
  const endings = fc.constantFrom('mp3', 'flac', 'ogg', 'opus', 'm4a')
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 600 }),
      endings,
      async (start, noise, ending) => {
        const bytes = Buffer.concat([Buffer.from(start, 'latin1'), noise])
        await expectSongOrReason(() => readBytesAnyhow(bytes, `noise.${ending}`))
      },
    ),
    { seed: 12, numRuns: 500 },
  )
})

describe('a file that', () => {
  const reason = (songPath: string, size: number) => {
    try {
      return readSong(songPath, size)
    } catch (error) {
      return (error as Error).message
    }
  }

  test('is empty, gone, a folder or shorter than its size refuses with a sentence', async () => {
    fs.writeFileSync(pathOf('empty.mp3'), '')
    fs.mkdirSync(pathOf('folder.mp3'), { recursive: true })
    fs.writeFileSync(pathOf('short.flac'), seeds[4]![1].subarray(0, 60))
    expect(reason(pathOf('empty.mp3'), 0)).toBe('The file is empty')
    expect(reason(pathOf('gone.mp3'), 10)).toBe('The file cannot be opened')
    expect(reason(pathOf('folder.mp3'), 4096)).toBe('The file cannot be opened')
    expect(reason(pathOf('short.flac'), 10_000)).toBe('The file is cut off')
    expect(await readPicture(pathOf('gone.mp3'))).toBeUndefined()
  })

  test('may not be read says so', () => {
    // A double, as everything may be read by root.
    const { openSync } = fs
    fs.openSync = () => {
      throw Object.assign(new Error('denied'), { code: 'EACCES' })
    }
    syncBuiltinESMExports()
    try {
      expect(reason(pathOf('secret.mp3'), 1)).toBe('The file may not be read by this user')
    } finally {
      fs.openSync = openSync
      syncBuiltinESMExports()
    }
  })

  test('is refused leaves no descriptor open', async () => {
    const open = () => fs.readdirSync('/proc/self/fd').length
    const hasProc = fs.existsSync('/proc/self/fd')
    const before = hasProc ? open() : 0
    for (const [name, bytes] of seeds) {
      for (const length of [10, 100, bytes.length]) {
        await expectSongOrReason(() => readBytesAnyhow(bytes.subarray(0, length), name))
      }
      await readPicture(pathOf(name))
    }
    expect(hasProc ? open() : 0).toBe(before)
  })
})
