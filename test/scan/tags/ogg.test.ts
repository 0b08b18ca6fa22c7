import { describe, expect, test } from 'vitest'
import { UnreadableSong } from '../../../server/library/song-tags.ts'
import { comments, oggPage, oggPages, opusHead } from './bytes.ts'
import { readBytes, readBytesAnyhow } from './read-bytes.ts'

const head = oggPage(opusHead(), [19], { flags: 2 })
const sound = (granule: bigint, size = 1000, options = {}) =>
  oggPage(Buffer.alloc(size, Number(granule % 251n)), lacing(size), { granule, ...options })

function lacing(size: number): number[] {
  return [...Array(Math.floor(size / 255)).fill(255), size % 255]
}

/** Ten seconds. */
const audio = Buffer.concat([sound(240_000n), sound(480_312n)])

describe('packets', () => {
  test.each([1, 2, 100, 255])('of comments are put together from pages of %i segments', (segments) => {
    const packet = comments(['ARTIST=A', `LYRICS=${'la '.repeat(9000)}`, 'TITLE=behind'])
    const { tags, audio: properties } = readBytes(
      Buffer.concat([head, oggPages(packet, segments), audio]),
      'a.opus',
    )
    expect(tags).toMatchObject({ artist: 'A', title: 'behind' })
    expect(tags.lyrics[0]?.body).toHaveLength(26_999)
    expect(properties).toMatchObject({ codec: 'opus', durationSec: 10, sampleRate: 48000, channels: 2 })
  })

  test.each([254, 255, 256, 510, 65_025, 65_026])('of %i bytes end where they end', (size) => {
    const packet = comments(['TITLE=T'])
    const padded = Buffer.concat([packet, Buffer.alloc(size)]).subarray(0, Math.max(size, packet.length))
    expect(readBytes(Buffer.concat([head, oggPages(padded, 255), audio]), 'a.opus').tags.title).toBe('T')
  })

  test('of other streams in between are stepped over', () => {
    const other = oggPage(Buffer.alloc(100), [100], { serial: 99 })
    const bytes = Buffer.concat([head, other, oggPages(comments(['TITLE=T']), 2), other, audio])
    expect(readBytes(bytes, 'a.opus').tags.title).toBe('T')
  })

  test('that end nowhere, or are missing, refuse the file', () => {
    const endless = Buffer.concat([head, ...Array(50).fill(oggPage(Buffer.alloc(255), [255]))])
    expect(() => readBytes(endless, 'a.opus')).toThrow(UnreadableSong)
    expect(() => readBytes(head, 'a.opus')).toThrow('The file is broken: an Ogg page is missing')
    expect(() => readBytes(Buffer.concat([head, head, audio]), 'a.opus')).toThrow('no comment header')
    expect(() => readBytes(Buffer.from('OggS but then nothing that is Ogg'), 'a.ogg')).toThrow(
      'The file is no Ogg file',
    )
  })
})

describe('duration', () => {
  const tagged = Buffer.concat([head, oggPages(comments([]), 255)])

  test('is that of the last page on which a packet ends', () => {
    const open = oggPage(Buffer.alloc(255), [255], { granule: -1n })
    expect(readBytes(Buffer.concat([tagged, audio, open]), 'a.opus').audio.durationSec).toBe(10)
  })

  test('is found when the last page is as large as pages get, and when junk follows', () => {
    const large = oggPage(Buffer.alloc(65_025), Array(255).fill(255), { granule: 960_312n })
    expect(readBytes(Buffer.concat([tagged, audio, large]), 'a.opus').audio.durationSec).toBe(20)
    expect(readBytes(Buffer.concat([tagged, audio, Buffer.alloc(5000)]), 'a.opus').audio.durationSec).toBe(10)
  })

  test('is not that of another stream', () => {
    const other = sound(9_999_999n, 10, { serial: 99 })
    expect(readBytes(Buffer.concat([tagged, audio, other]), 'a.opus').audio.durationSec).toBe(10)
  })

  test('is never negative', () => {
    expect(readBytes(Buffer.concat([tagged, sound(100n)]), 'a.opus').audio.durationSec).toBe(0)
  })
})

describe('identity', () => {
  test('stays when longer tags move and renumber the pages', () => {
    const numbered = (first: number) =>
      Buffer.concat([
        sound(240_000n, 1000, { sequence: first }),
        sound(480_312n, 1000, { sequence: first + 1 }),
      ])
    const short = readBytes(Buffer.concat([head, oggPages(comments([]), 255), numbered(2)]), 'a.opus')
    const packet = comments([`LYRICS=${'la '.repeat(9000)}`])
    const long = readBytes(Buffer.concat([head, oggPages(packet, 10), numbered(12)]), 'a.opus')
    expect(long.identity).toBe(short.identity)
  })
})

test('what is neither Vorbis nor Opus is left to music-metadata', async () => {
  const bytes = Buffer.concat([oggPage(Buffer.from('Speex   and so on'), [17], { flags: 2 }), audio])
  const read = readBytesAnyhow(bytes, 'a.spx')
  expect(read).toBeInstanceOf(Promise)
  await expect(read).rejects.toThrow(UnreadableSong)
})
