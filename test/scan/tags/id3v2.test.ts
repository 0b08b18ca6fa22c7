import { describe, expect, test } from 'vitest'
import type { SongTags } from '../../../server/library/song-tags.ts'
import { readPicture } from '../../../server/scan/tags/read-picture.ts'
import { frame2, frame3, frame4, id3, mp3Frames, syncSafe, uint32 } from './bytes.ts'
import { pathOf, readBytes } from './read-bytes.ts'
import { jpegOfSize } from './song-samples.ts'

function tagsOf(...parts: readonly Buffer[]): SongTags {
  return readBytes(Buffer.concat([...parts, mp3Frames()]), 'id3.mp3').tags
}

const v4 = (...frames: readonly Buffer[]) => tagsOf(id3(4, Buffer.concat(frames)))
const v3 = (...frames: readonly Buffer[]) => tagsOf(id3(3, Buffer.concat(frames)))
const v2 = (...frames: readonly Buffer[]) => tagsOf(id3(2, Buffer.concat(frames)))
const utf16 = (text: string) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')])

describe('text', () => {
  test('zero bytes separate several values, also before 2.4 where some programs write them', () => {
    expect(v4(frame4('TPE1', '\x03One\0Two\0')).artists).toEqual(['One', 'Two'])
    expect(v3(frame3('TPE1', '\0One\0Two')).artists).toEqual(['One', 'Two'])
  })

  test('each value may have a byte order mark of its own', () => {
    const body = Buffer.concat([Buffer.of(1), utf16('One'), Buffer.alloc(2), utf16('Zwölf')])
    expect(v4(frame4('TPE1', body)).artists).toEqual(['One', 'Zwölf'])
  })

  test('UTF-16 may be big-endian or have no mark', () => {
    const big = Buffer.concat([Buffer.of(1, 0xfe, 0xff), Buffer.from('Große', 'utf16le').swap16()])
    expect(v3(frame3('TIT2', big)).title).toBe('Große')
    expect(v3(frame3('TIT2', Buffer.concat([Buffer.of(1), Buffer.from('Größe', 'utf16le')]))).title).toBe(
      'Größe',
    )
  })

  test('UTF-16 with an odd byte at the end loses only that', () => {
    const big = Buffer.concat([Buffer.of(2), Buffer.from('ab', 'utf16le').swap16(), Buffer.of(0)])
    expect(v4(frame4('TIT2', big)).title).toBe('ab')
  })

  test('what calls itself Latin-1 is read as Windows-1252', () => {
    expect(v3(frame3('TIT2', '\0Don\x92t \x96 \x80')).title).toBe('Don’t – €')
  })

  test('an unknown encoding is taken for UTF-8, and bad UTF-8 gives replacement characters', () => {
    expect(v4(frame4('TIT2', Buffer.from('\x09Größe', 'utf8'))).title).toBe('Größe')
    expect(v4(frame4('TIT2', '\x03a\xffb')).title).toBe('a\ufffdb')
  })

  test('empty values are absent', () => {
    expect(v4(frame4('TIT2', '\x03'), frame4('TALB', '\x03\0\0'), frame4('TPE1', '\x03 '))).toMatchObject({
      title: undefined,
      album: undefined,
      artists: [],
    })
  })
})

describe('frames', () => {
  test('genres come as numbers, in parentheses, as text and as all of it', () => {
    expect(v3(frame3('TCON', '\0(17)(18)')).genres).toEqual(['Rock', 'Techno'])
    expect(v3(frame3('TCON', '\0(17)Rock')).genres).toEqual(['Rock'])
    expect(v4(frame4('TCON', '\x0317\0Krautrock\0RX')).genres).toEqual(['Rock', 'Krautrock', 'Remix'])
    expect(v3(frame3('TCON', '\0((weird) sort')).genres).toEqual(['(weird) sort'])
    expect(v3(frame3('TCON', '\0(255)')).genres).toEqual([])
  })

  test('a slash separates genres only where all parts are known ones', () => {
    expect(v3(frame3('TCON', '\0Rock/Jazz')).genres).toEqual(['Rock', 'Jazz'])
    expect(v3(frame3('TCON', '\0Folk/Rock')).genres).toEqual(['Folk/Rock'])
    expect(v3(frame3('TCON', '\0Duo Cello/Piano')).genres).toEqual(['Duo Cello/Piano'])
    expect(v3(frame3('TCON', '\0House (deep)')).genres).toEqual(['House (deep)'])
  })

  test('2.3 keeps year and day apart', () => {
    expect(v3(frame3('TYER', '\x002011'), frame3('TDAT', '\x000405')).date).toEqual({
      year: 2011,
      month: 5,
      day: 4,
    })
    expect(v3(frame3('TYER', '\x002011'), frame3('TDAT', '\x009999')).date).toEqual({ year: 2011 })
    expect(v3(frame3('TORY', '\x001969')).originalDate).toEqual({ year: 1969 })
  })

  test('the comment without a description counts, iTunes data does not', () => {
    const normal = frame3('COMM', '\0eng\0fine')
    const gain = frame3('COMM', '\0engiTunNORM\0 00000 00000')
    const other = frame3('COMM', '\0engID3v1 Comment\0old')
    expect(v3(gain, other, normal).comment).toBe('fine')
    expect(v3(gain, other).comment).toBe('old')
    expect(v3(gain).comment).toBeUndefined()
  })

  test('lyrics have their language, or none', () => {
    expect(v3(frame3('USLT', '\0DEU\0Zeile'), frame3('USLT', '\0XXX\0line')).lyrics).toEqual([
      { lang: 'deu', format: 'text', body: 'Zeile' },
      { lang: 'und', format: 'text', body: 'line' },
    ])
  })

  test('timed syllables become lines', () => {
    const entries: [string, number][] = [
      ['Hel', 1],
      ['lo', 2],
      ['\nwor', 3],
      ['ld', 4],
    ]
    const body = entries.flatMap(([text, time]) => [Buffer.from(`${text}\0`), uint32(time)])
    const head = Buffer.from('\0eng\x02\x01\0', 'latin1')
    expect(v3(frame3('SYLT', Buffer.concat([head, ...body]))).lyrics).toEqual([
      { lang: 'eng', format: 'synced', body: '[{"start":1,"value":"Hello"},{"start":3,"value":"world"}]' },
    ])
  })

  test('lyrics timed in MPEG frames become plain ones, and chords none', () => {
    const lines = Buffer.concat([Buffer.from('one\0'), uint32(10), Buffer.from('two\0'), uint32(20)])
    const frames = Buffer.concat([Buffer.from('\0eng\x01\x01\0', 'latin1'), lines])
    expect(v3(frame3('SYLT', frames)).lyrics).toEqual([{ lang: 'eng', format: 'text', body: 'one\ntwo' }])
    const chords = Buffer.concat([Buffer.from('\0eng\x02\x05\0', 'latin1'), lines])
    expect(v3(frame3('SYLT', chords)).lyrics).toEqual([])
  })

  test('people are functions or instruments', () => {
    const people = frame4('TIPL', '\x03producer\0P\0DJ-mix\0D\0mix\0M\0odd')
    expect(v4(people, frame4('TMCL', '\x03bass\0B')).contributors).toEqual([
      { role: 'performer', subRole: 'bass', name: 'B' },
      { role: 'producer', name: 'P' },
      { role: 'mixer', name: 'M' },
      { role: 'djmixer', name: 'D' },
    ])
    expect(v3(frame3('IPLS', '\0engineer/E/violin/V')).contributors).toEqual([
      { role: 'performer', subRole: 'violin', name: 'V' },
      { role: 'engineer', name: 'E' },
    ])
  })

  test('with iTunes’ grouping the old one is the work', () => {
    const tags = v4(frame4('TIT1', '\x03Symphony 5'), frame4('GRP1', '\x03Morning'))
    expect(tags).toMatchObject({ groupings: ['Morning'], works: [{ name: 'Symphony 5' }] })
    expect(v4(frame4('TIT1', '\x03Morning'))).toMatchObject({ groupings: ['Morning'], works: [] })
  })

  test('FFmpeg’s TXXX frames with frame names are understood', () => {
    expect(v4(frame4('TXXX', '\x03TCMP\x001'), frame4('TXXX', '\x03USLT\0la'))).toMatchObject({
      compilation: true,
      lyrics: [{ lang: 'und', format: 'text', body: 'la' }],
    })
  })

  test('2.2 has user text with a byte order mark in both parts', () => {
    const body = Buffer.concat([Buffer.of(1), utf16('MOOD'), Buffer.alloc(2), utf16('Calm')])
    expect(v2(frame2('TXX', body), frame2('TT2', '\0T'))).toMatchObject({ moods: ['Calm'], title: 'T' })
  })

  test('2.2 frames in a 2.3 tag, as old iTunes left them, are read', () => {
    expect(v3(frame3('TT2\0', '\0Title'), frame3('TIT3', '\0-')).title).toBe('Title')
  })

  test('ids that are none are left out', () => {
    expect(v4(frame4('TXXX', '\x03MusicBrainz Album Id\0not an id')).musicBrainz.albumId).toBeUndefined()
    expect(v4(frame4('UFID', 'http://www.cddb.com\0abc')).musicBrainz.recordingId).toBeUndefined()
  })
})

describe('structure', () => {
  test('format flags of 2.4 frames are honoured', () => {
    const indicated = Buffer.concat([syncSafe(4), Buffer.from('\x03abc')])
    expect(v4(frame4('TIT2', indicated, { flags: 0x01 })).title).toBe('abc')
    expect(v4(frame4('TIT2', '\x05\x03abc', { flags: 0x40 })).title).toBe('abc')
    const stuffed = Buffer.concat([Buffer.of(1, 0xff, 0x00, 0xfe), Buffer.from('ab', 'utf16le')])
    expect(v4(frame4('TIT2', stuffed, { flags: 0x02 })).title).toBe('ab')
  })

  test('compressed and encrypted frames are stepped over', () => {
    const album = frame4('TALB', '\x03kept')
    expect(
      v4(frame4('TIT2', 'xxxx', { flags: 0x08 }), frame4('TPE1', 'x', { flags: 0x04 }), album),
    ).toMatchObject({
      title: undefined,
      artist: undefined,
      album: 'kept',
    })
    expect(v3(frame3('TIT2', 'xxxx', { flags: 0x80 }), frame3('TALB', '\0kept')).album).toBe('kept')
  })

  test('2.4 sizes with eight bits a byte, as old iTunes wrote them, are recognised', () => {
    const long = frame3('TIT2', `\x03${'t'.repeat(299)}`)
    expect(v4(long, frame4('TALB', '\x03behind'))).toMatchObject({ title: 't'.repeat(299), album: 'behind' })
  })

  test('a frame that ends outside, and all behind it, is dropped', () => {
    expect(v3(frame3('TALB', '\0kept'), frame3('TIT2', '\0x', { size: 0xffff_ffff }))).toMatchObject({
      album: 'kept',
      title: undefined,
    })
  })

  test('a tag that says it is larger than the file gives its frames, and the file is refused for want of audio', () => {
    const bytes = id3(4, frame4('TIT2', '\x03x'), { size: 0x0fff_ffff })
    expect(() => readBytes(bytes, 'large.mp3')).toThrow('The file holds no MPEG audio')
  })

  test('of two tags in a row the first counts more', () => {
    const first = id3(3, frame3('TIT2', '\0first'))
    const second = id3(4, Buffer.concat([frame4('TIT2', '\x03second'), frame4('TALB', '\x03album')]))
    expect(tagsOf(first, second)).toMatchObject({ title: 'first', album: 'album' })
  })

  test('a footer belongs to the tag', () => {
    const body = frame4('TIT2', '\x03x')
    const footer = Buffer.concat([Buffer.from('3DI\x04\0\x10', 'latin1'), syncSafe(body.length)])
    const bytes = Buffer.concat([id3(4, body, { flags: 0x10 }), footer, mp3Frames()])
    const plain = Buffer.concat([id3(4, body), mp3Frames()])
    expect(readBytes(bytes, 'footer.mp3').identity).toBe(readBytes(plain, 'plain.mp3').identity)
  })

  test('an unknown version is stepped over', () => {
    expect(tagsOf(id3(9, frame4('TIT2', '\x03x'))).title).toBeUndefined()
  })

  test('millions of empty frames are not all looked at', () => {
    const frames = Buffer.alloc(10 * 500_000, frame4('TIT2', ''))
    const last = frame4('TALB', '\x03never seen')
    expect(v4(frames, last).album).toBeUndefined()
  })
})

describe('pictures', () => {
  const data = jpegOfSize(3000)
  const picture = (type: number, image: Buffer, mime = 'image/png') =>
    frame4(
      'APIC',
      Buffer.concat([Buffer.from(`\x00${mime}\0`, 'latin1'), Buffer.of(type), Buffer.from('d\0'), image]),
    )

  test('the front cover counts more than what comes before', async () => {
    const bytes = Buffer.concat([
      id3(4, Buffer.concat([picture(4, jpegOfSize(99, 2)), picture(3, data)])),
      mp3Frames(),
    ])
    const song = readBytes(bytes, 'front.mp3')
    const { offset, length } = song.picture!.range!
    expect(bytes.subarray(offset, offset + length)).toEqual(data)
    expect(await readPicture(pathOf('front.mp3'))).toEqual({ mime: 'image/jpeg', data })
  })

  test('what the bytes say counts more than the declared type', () => {
    const song = readBytes(Buffer.concat([id3(4, picture(3, data, 'image/png')), mp3Frames()]), 'sniff.mp3')
    expect(song.picture?.mime).toBe('image/jpeg')
    const other = readBytes(
      Buffer.concat([id3(4, picture(3, Buffer.alloc(20, 1), 'PNG')), mp3Frames()]),
      'sniff.mp3',
    )
    expect(other.picture?.mime).toBe('image/png')
    const html = readBytes(
      Buffer.concat([id3(4, picture(3, Buffer.alloc(20, 1), 'text/html')), mp3Frames()]),
      'sniff.mp3',
    )
    expect(html.picture?.mime).toBe('application/octet-stream')
  })

  test('links and empty pictures are none', () => {
    const frames = Buffer.concat([
      picture(3, Buffer.from('http://x/y.jpg'), '-->'),
      picture(3, Buffer.alloc(0)),
    ])
    expect(readBytes(Buffer.concat([id3(4, frames), mp3Frames()]), 'link.mp3').picture).toBeUndefined()
  })

  test('a picture in an unsynchronised 2.4 frame is given as it was', async () => {
    const image = Buffer.concat([data, Buffer.of(0xff, 0x00, 0xff, 0xe0)])
    const raw = Buffer.concat([Buffer.from('\0image/jpeg\0\x03\0', 'latin1'), image])
    const stuffed: number[] = []
    for (const [i, byte] of raw.entries()) {
      stuffed.push(byte)
      if (byte === 0xff && (raw[i + 1] === undefined || raw[i + 1] === 0 || raw[i + 1]! >= 0xe0))
        stuffed.push(0)
    }
    const tag = id3(4, frame4('APIC', Buffer.from(stuffed), { flags: 0x02 }))
    expect(readBytes(Buffer.concat([tag, mp3Frames()]), 'stuffed.mp3').picture?.range).toBeUndefined()
    expect(await readPicture(pathOf('stuffed.mp3'))).toEqual({ mime: 'image/jpeg', data: image })
  })
})
