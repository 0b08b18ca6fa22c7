import { describe, expect, test } from 'vitest'
import { box, item, m4a, uint32 } from './bytes.ts'
import { readBytes, readBytesAnyhow } from './read-bytes.ts'
import { jpegOfSize } from './song-samples.ts'

const tags = (...items: readonly Buffer[]) => readBytes(m4a(items), 'a.m4a').tags
const freeform = (name: string, values: readonly string[], mean = 'com.apple.iTunes') =>
  box(
    '----',
    box('mean', uint32(0), Buffer.from(mean)),
    box('name', uint32(0), Buffer.from(name)),
    ...values.map((value) => box('data', uint32(1, 0), Buffer.from(value))),
  )

describe('items', () => {
  test('are text, numbers, places and freeform', () => {
    expect(
      tags(
        item('\xa9nam', 1, 'Tïtle'),
        item('trkn', 0, Buffer.of(0, 0, 1, 44, 1, 45, 0, 0)),
        item('disk', 0, Buffer.of(0, 0, 0, 2)),
        item('cpil', 21, Buffer.of(1)),
        item('tmpo', 21, Buffer.of(0, 128)),
        item('rtng', 21, Buffer.of(4)),
        item('gnre', 0, Buffer.of(0, 18)),
        freeform('artists', ['One', 'Two']),
        freeform('replaygain_track_gain', ['-1.5 dB'], 'org.hydrogenaudio.replaygain'),
      ),
    ).toMatchObject({
      title: 'Tïtle',
      track: 300,
      disc: 2,
      discTotal: undefined,
      compilation: true,
      bpm: 128,
      explicit: 'explicit',
      genres: ['Rock'],
      artists: ['One', 'Two'],
      replayGain: { trackGain: -1.5 },
    })
  })

  test('may be UTF-16 and have no values or odd ones', () => {
    const empty = [
      box('\xa9ART'),
      box('\xa9alb', box('data')),
      item('trkn', 0, ''),
      item('gnre', 0, Buffer.of(9)),
      box('----'),
    ]
    const big = item('\xa9nam', 2, Buffer.from('Größe', 'utf16le').swap16())
    expect(tags(...empty, item('tmpo', 21, Buffer.alloc(20, 1)), big)).toMatchObject({
      title: 'Größe',
      genres: [],
    })
  })

  test('the first of several covers counts', () => {
    const [first, second] = [jpegOfSize(500, 1), jpegOfSize(600, 2)]
    const covers = box('covr', box('data', uint32(13, 0), first), box('data', uint32(14, 0), second))
    const bytes = m4a([covers])
    const { offset, length } = readBytes(bytes, 'c.m4a').picture!.range!
    expect(bytes.subarray(offset, offset + length)).toEqual(first)
  })
})

describe('structure', () => {
  test('moov may come before or after the audio', () => {
    const before = readBytes(m4a([item('\xa9nam', 1, 'T')]), 'a.m4a')
    const after = readBytes(m4a([item('\xa9nam', 1, 'T')], { moovLast: true }), 'a.m4a')
    expect(after).toEqual(before)
    expect(after.audio).toMatchObject({
      codec: 'aac',
      durationSec: 1,
      bitRate: 40,
      sampleRate: 44100,
      channels: 2,
    })
  })

  test('the clock may have 64 bits', () => {
    const clock = uint32(0x0100_0000, 0, 0, 0, 0, 48_000, 0, 96_000, 0)
    expect(readBytes(m4a([], { clock }), 'a.m4a').audio.durationSec).toBe(2)
  })

  test('atoms that end outside are cut off, atoms smaller than themselves end the list', () => {
    const bytes = m4a([item('\xa9nam', 1, 'T'), item('\xa9alb', 1, 'A')])
    const title = bytes.indexOf('\xa9nam', 0, 'latin1')
    bytes.writeUInt32BE(0xffff_fff0, title - 4)
    expect(readBytes(bytes, 'a.m4a').tags).toMatchObject({ title: 'T', album: undefined })
    bytes.writeUInt32BE(3, title - 4)
    expect(readBytes(bytes, 'a.m4a').tags).toMatchObject({ title: undefined, album: undefined })
  })

  test('deep and wide trees cost nothing', () => {
    let deep = box('meta')
    for (let i = 0; i < 1000; i++) deep = box('udta', deep)
    const wide = box('free', ...Array(20_000).fill(box('free')))
    expect(readBytes(m4a([item('\xa9nam', 1, 'T')], { extra: [deep, wide] }), 'a.m4a').tags.title).toBe('T')
  })

  test('without an index, audio or a sound track the file is refused', () => {
    const type = box('ftyp', Buffer.from('M4A \0\0\0\0'))
    const mdat = box('mdat', Buffer.alloc(10))
    expect(() => readBytes(Buffer.concat([type, mdat]), 'a.m4a')).toThrow('The file has no MPEG-4 index')
    expect(() => readBytes(Buffer.concat([type, box('moov')]), 'a.m4a')).toThrow('The file holds no audio')
    expect(() => readBytes(Buffer.concat([type, box('moov'), mdat]), 'a.m4a')).toThrow('no sound track')
  })

  test('a fragmented file is left to music-metadata', async () => {
    const read = readBytesAnyhow(m4a([item('\xa9nam', 1, 'T')], { extra: [box('mvex')] }), 'a.m4a')
    expect(read).toBeInstanceOf(Promise)
    expect((await read).tags.title).toBe('T')
  })
})
