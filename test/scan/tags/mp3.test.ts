import { describe, expect, test } from 'vitest'
import { UnreadableSong } from '../../../server/library/song-tags.ts'
import { apeItem, apeTag, frame4, id3, mp3Frames } from './bytes.ts'
import { readBytes } from './read-bytes.ts'

const tag = id3(4, frame4('TIT2', '\x03Title'))

function id3v1(fields: Readonly<Record<number, string>>, genre = 255): Buffer {
  const bytes = Buffer.alloc(128)
  bytes.write('TAG', 0, 'latin1')
  for (const [at, text] of Object.entries(fields)) bytes.write(text, Number(at), 'latin1')
  bytes[127] = genre
  return bytes
}

describe('tags at the end', () => {
  test('ID3v1 fills what ID3v2 does not say', () => {
    const old = id3v1({ 3: 'Old title', 33: 'Artist', 93: '1999', 97: 'Comment', 126: '\x07' }, 17)
    const { tags } = readBytes(Buffer.concat([tag, mp3Frames(), old]), 'v1.mp3')
    expect(tags).toMatchObject({
      title: 'Title',
      artist: 'Artist',
      date: { year: 1999 },
      comment: 'Comment',
      track: 7,
      genres: ['Rock'],
    })
  })

  test('ID3v1.0 has thirty characters of comment and no track', () => {
    const old = id3v1({ 97: 'c'.repeat(30) })
    expect(readBytes(Buffer.concat([mp3Frames(), old]), 'v1.mp3').tags).toMatchObject({
      comment: 'c'.repeat(30),
      track: undefined,
      genres: [],
    })
  })

  test.each([true, false])('APEv2 counts between ID3v2 and ID3v1 (with header: %s)', (header) => {
    const ape = apeTag(
      [
        apeItem('Title', Buffer.from('Ape title')),
        apeItem('Artist', Buffer.from('One\0Two')),
        apeItem('replaygain_track_gain', Buffer.from('-3.00 dB')),
        apeItem(
          'Cover Art (Front)',
          Buffer.concat([Buffer.from('cover.jpg\0'), Buffer.of(0xff, 0xd8, 0xff), Buffer.alloc(50)]),
          1,
        ),
      ],
      { header },
    )
    const song = readBytes(Buffer.concat([tag, mp3Frames(), ape, id3v1({ 33: 'Old' })]), 'ape.mp3')
    expect(song.tags).toMatchObject({
      title: 'Title',
      artists: ['One', 'Two'],
      replayGain: { trackGain: -3 },
    })
    expect(song.picture).toMatchObject({ mime: 'image/jpeg', range: { length: 53 } })
  })

  test('an APEv2 tag with impossible sizes is left alone', () => {
    for (const options of [{ size: 0xffff_ffff }, { size: 5 }, { count: 0xffff_ffff }]) {
      const ape = apeTag([apeItem('Title', Buffer.from('T'))], { header: false, ...options })
      expect(readBytes(Buffer.concat([tag, mp3Frames(), ape]), 'ape.mp3').tags.title).toBe('Title')
    }
    const outside = apeTag([
      Buffer.concat([Buffer.of(255, 255, 255, 127, 0, 0, 0, 0), Buffer.from('Title\0x')]),
    ])
    expect(readBytes(Buffer.concat([mp3Frames(), outside]), 'ape.mp3').tags.title).toBeUndefined()
  })

  test('none of them is audio', () => {
    const frames = mp3Frames()
    const ape = apeTag([apeItem('Title', Buffer.from('T'))])
    const lyrics = Buffer.from('LYRICSBEGINLYR00002la000021LYRICS200')
    const plain = readBytes(frames, 'plain.mp3')
    for (const end of [[id3v1({})], [ape], [ape, id3v1({})], [ape, lyrics, id3v1({})], [lyrics, id3v1({})]]) {
      const song = readBytes(Buffer.concat([tag, frames, ...end]), 'end.mp3')
      expect(song.identity).toBe(plain.identity)
      expect(song.audio).toEqual(plain.audio)
    }
  })
})

describe('duration', () => {
  /** A first frame with a table at Xing's place. */
  const withTable = (table: Buffer) => {
    const first = mp3Frames([128])
    table.copy(first, 36)
    return first
  }
  const xing = (name: string, frames: number, bytes: number, encoder = '', delay = 0, padding = 0) => {
    const table = Buffer.alloc(156)
    table.write(name, 0, 'latin1')
    table.writeUInt32BE(encoder ? 15 : 3, 4)
    table.writeUInt32BE(frames, 8)
    table.writeUInt32BE(bytes, 12)
    if (encoder) {
      table.write(encoder, 120, 'latin1')
      table.writeUIntBE((delay << 12) | padding, 141, 3)
    }
    return table
  }

  test('is that of the Xing table, less the encoder’s delay and padding', () => {
    const plain = Buffer.concat([withTable(xing('Xing', 1000, 400_000)), mp3Frames()])
    expect(readBytes(plain, 'x.mp3').audio.durationSec).toBeCloseTo((1000 * 1152) / 44100, 5)
    const lame = Buffer.concat([withTable(xing('Info', 1000, 400_000, 'LAME3.100', 576, 1000)), mp3Frames()])
    expect(readBytes(lame, 'x.mp3').audio.durationSec).toBeCloseTo((1000 * 1152 - 1576) / 44100, 5)
  })

  test('is that of Fraunhofer’s table', () => {
    const table = Buffer.alloc(26)
    table.write('VBRI', 0, 'latin1')
    table.writeUInt32BE(400_000, 10)
    table.writeUInt32BE(500, 14)
    const { audio } = readBytes(Buffer.concat([withTable(table), mp3Frames()]), 'v.mp3')
    expect(audio.durationSec).toBeCloseTo((500 * 1152) / 44100, 5)
  })

  test('comes from the size where the bit rate is constant', () => {
    const { audio } = readBytes(mp3Frames(Array(1000).fill(192)), 'c.mp3')
    expect(audio.bitRate).toBe(192)
    expect(audio.durationSec).toBeCloseTo((1000 * 1152) / 44100, 1)
  })

  test('comes from counting where it varies without a table, even late in the file', () => {
    const rates = [...Array(500).fill(128), ...Array(500).fill(320)]
    const { audio } = readBytes(mp3Frames(rates), 'v.mp3')
    expect(audio.durationSec).toBeCloseTo((1000 * 1152) / 44100, 3)
    expect(audio.bitRate).toBe(224)
  })

  test('an impossible one refuses the file', () => {
    const bytes = Buffer.concat([withTable(xing('Xing', 0xffff_ffff, 1)), mp3Frames()])
    expect(() => readBytes(bytes, 'x.mp3')).toThrow('The file declares an impossible duration')
  })
})

describe('frames', () => {
  test('are found behind junk', () => {
    const junk = Buffer.alloc(30_000, 0xff)
    const song = readBytes(Buffer.concat([tag, junk, mp3Frames()]), 'junk.mp3')
    expect(song.identity).toBe(readBytes(mp3Frames(), 'plain.mp3').identity)
  })

  test('must be there', () => {
    for (const bytes of [
      Buffer.from('not music at all'),
      tag,
      Buffer.alloc(100_000),
      Buffer.from('<html>'.repeat(9999)),
    ]) {
      expect(() => readBytes(bytes, 'none.mp3')).toThrow(UnreadableSong)
    }
  })

  test('of layer II are named so', () => {
    const frame = Buffer.alloc(626)
    frame.set([0xff, 0xfd, 0xa4, 0x00])
    expect(readBytes(Buffer.concat(Array(10).fill(frame)), 'a.mp2').audio).toMatchObject({
      codec: 'mp2',
      bitRate: 192,
    })
  })

  test('are looked for by content, not by name', () => {
    expect(readBytes(Buffer.concat([tag, mp3Frames()]), 'wrong.flac')).toMatchObject({
      audio: { codec: 'mp3' },
    })
  })

  test('that only look like headers are not all tried', () => {
    // Each of 75,000 says that the next is 417 bytes behind it, where none is.
    const bytes = Buffer.alloc(300_000)
    for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32BE(0xfffb9040, i)
    bytes[0] = 0
    expect(() => readBytes(bytes, 'headers.mp3')).not.toThrow(RangeError)
  })
})
