import { describe, expect, test } from 'vitest'
import { readPicture } from '../../../server/scan/tags/read-picture.ts'
import { comments, frame4, id3, uint32 } from './bytes.ts'
import { pathOf, readBytes } from './read-bytes.ts'
import { jpegOfSize } from './song-samples.ts'

const audio = Buffer.alloc(9000, 9)

function block(kind: number, body: Buffer, { last = false, length = body.length } = {}): Buffer {
  const head = uint32(length)
  head[0] = kind | (last ? 0x80 : 0)
  return Buffer.concat([head, body])
}

/** 44.1 kHz, two channels, 24 bits. */
function streamInfo(samples = 441_000n): Buffer {
  const body = Buffer.alloc(34)
  body.writeBigUInt64BE((44_100n << 44n) | (1n << 41n) | (23n << 36n) | samples, 10)
  return block(0, body)
}

function picture(type: number, data: Buffer, { mime = 'image/jpeg', length = data.length } = {}): Buffer {
  const text = Buffer.from(mime)
  return Buffer.concat([uint32(type, text.length), text, uint32(0, 0, 0, 0, 0, length), data])
}

const flac = (...blocks: readonly Buffer[]) =>
  Buffer.concat([
    Buffer.from('fLaC'),
    streamInfo(),
    ...blocks,
    block(1, Buffer.alloc(10), { last: true }),
    audio,
  ])
const said = (list: readonly string[], options = {}) => block(4, comments(list, { magic: '', ...options }))

describe('audio', () => {
  test('is told by the stream information', () => {
    expect(readBytes(flac(), 'a.flac').audio).toEqual({
      codec: 'flac',
      durationSec: 10,
      bitRate: 7,
      sampleRate: 44100,
      bitDepth: 24,
      channels: 2,
    })
  })

  test('is the same behind other tags, in front and at the end', () => {
    const plain = readBytes(flac(), 'a.flac')
    const old = Buffer.alloc(128)
    old.write('TAG')
    old.write('Old', 33)
    const tagged = readBytes(
      Buffer.concat([id3(4, frame4('TALB', '\x03Album')), flac(said(['TITLE=T'])), old]),
      'b.flac',
    )
    expect(tagged.identity).toBe(plain.identity)
    expect(tagged.tags).toMatchObject({ title: 'T', album: 'Album', artist: 'Old' })
  })

  test('must be there', () => {
    const empty = Buffer.concat([
      Buffer.from('fLaC'),
      streamInfo(),
      block(1, Buffer.alloc(9), { last: true }),
    ])
    expect(() => readBytes(empty, 'e.flac')).toThrow('The file holds no audio')
    expect(() => readBytes(empty.subarray(0, 50), 'e.flac')).toThrow(
      'The file ends in the middle of its tags',
    )
    expect(() => readBytes(Buffer.from('fLaC'), 'e.flac')).toThrow('The file is cut off')
    const wrong = Buffer.concat([Buffer.from('fLaC'), block(1, Buffer.alloc(40), { last: true }), audio])
    expect(() => readBytes(wrong, 'e.flac')).toThrow('The file is no FLAC file')
  })
})

describe('comments', () => {
  const tags = (list: readonly string[], options = {}) => readBytes(flac(said(list, options)), 'c.flac').tags

  test('have names in any case, values in any script and any number', () => {
    expect(
      tags(['title=Кино', 'Artist=A', 'ARTIST=B', 'ALBUM ARTIST=AA', 'nonsense', '=x', 'X=', 'GENRE=']),
    ).toMatchObject({
      title: 'Кино',
      artist: undefined,
      artists: ['A', 'B'],
      albumArtist: 'AA',
      genres: [],
    })
  })

  test('are clean: composed, without control characters, trimmed, bounded', () => {
    expect(tags([`TITLE= e\u0301\u0000\u0007t\u200d\ufffe `, `ALBUM=${'x'.repeat(100_000)}`])).toMatchObject({
      title: '\u00e9t\u200d',
      album: 'x'.repeat(4096),
    })
    expect(tags([`COMMENT=${'x'.repeat(4095)}🎸`]).comment).toBe('x'.repeat(4095))
    expect(tags(['COMMENT=a\r\nb\rc\td']).comment).toBe('a\nb\nc\td')
  })

  test('performers have their instrument behind the name', () => {
    expect(tags(['PERFORMER=Jo (guitar, bass)', 'PERFORMER=Al', 'WRITER=W']).contributors).toEqual([
      { role: 'composer', name: 'W' },
      { role: 'performer', subRole: 'guitar, bass', name: 'Jo' },
      { role: 'performer', name: 'Al' },
    ])
  })

  test('ids of contributors and works go with the names when there are as many', () => {
    const id = '00000001-1111-4222-8333-444455556666'
    const named = [
      'COMPOSER=C',
      `MUSICBRAINZ_COMPOSERID=${id.toUpperCase()}`,
      'WORK=W',
      `MUSICBRAINZ_WORKID=${id}`,
    ]
    expect(tags(named)).toMatchObject({
      contributors: [{ role: 'composer', name: 'C', musicBrainzId: id }],
      works: [{ name: 'W', musicBrainzId: id }],
    })
    expect(tags(['WORK=W', 'WORK=V', `MUSICBRAINZ_WORKID=${id}`]).works).toEqual([
      { name: 'W' },
      { name: 'V' },
    ])
  })

  test('lyrics are LRC when they have time stamps', () => {
    expect(tags(['LYRICS=la\nla', 'SYNCEDLYRICS=[00:01.00]la', 'UNSYNCEDLYRICS=la\nla']).lyrics).toEqual([
      { lang: 'und', format: 'text', body: 'la\nla' },
      { lang: 'und', format: 'lrc', body: '[00:01.00]la' },
    ])
    expect(tags(['LYRICS=[Chorus]\nla [1:23]']).lyrics[0]?.format).toBe('text')
  })

  test('the movement is a number with a name beside it, or a name', () => {
    expect(tags(['MOVEMENTNAME=Adagio', 'MOVEMENT=2', 'MOVEMENTTOTAL=4']).movements).toEqual([
      { name: 'Adagio', number: 2, count: 4 },
    ])
    expect(tags(['MOVEMENT=Adagio']).movements).toEqual([{ name: 'Adagio' }])
    expect(tags(['MOVEMENT=2']).movements).toEqual([])
  })

  test('dates and numbers may be nonsense', () => {
    const { date, originalDate, track, disc, discTotal, bpm } = tags([
      'DATE=0000',
      'YEAR=2011',
      'ORIGINALDATE=2011-00-00',
      'TRACKNUMBER=A1',
      'DISCNUMBER=2/3',
      'BPM=127.6',
    ])
    expect({ date, originalDate, track, disc, discTotal, bpm }).toEqual({
      date: { year: 2011 },
      originalDate: { year: 2011 },
      track: undefined,
      disc: 2,
      discTotal: 3,
      bpm: 128,
    })
  })

  test('lengths that point outside end the reading, not the scan', () => {
    expect(tags(['TITLE=T'], { count: 0xffff_ffff }).title).toBe('T')
    const broken = block(4, Buffer.concat([uint32(0, 0x02000000, 0xff00_0000), Buffer.from('TITLE=T')]))
    expect(readBytes(flac(broken), 'c.flac').tags.title).toBeUndefined()
    const vendor = block(4, uint32(0xffff_ffff, 0, 0))
    expect(readBytes(flac(vendor), 'c.flac').tags.title).toBeUndefined()
  })
})

describe('pictures', () => {
  const data = jpegOfSize(20_000)

  test('have their place in the file', async () => {
    const bytes = flac(block(6, picture(4, jpegOfSize(10))), block(6, picture(3, data)), said(['TITLE=T']))
    const song = readBytes(bytes, 'p.flac')
    const { offset, length } = song.picture!.range!
    expect(bytes.subarray(offset, offset + length)).toEqual(data)
    expect(song.tags.title).toBe('T')
    expect(await readPicture(pathOf('p.flac'))).toEqual({ mime: 'image/jpeg', data })
  })

  test('may also be comments, in base64', async () => {
    const base64 = picture(3, data).toString('base64')
    const song = readBytes(flac(said([`metadata_block_picture=${base64}`, 'TITLE=T'])), 'p.flac')
    expect(song.picture).toEqual({
      mime: 'image/jpeg',
      hash: readBytes(flac(block(6, picture(3, data))), 'q.flac').picture?.hash,
    })
    expect(song.tags.title).toBe('T')
    expect(await readPicture(pathOf('p.flac'))).toEqual({ mime: 'image/jpeg', data })
  })

  test('that contradict themselves are none', async () => {
    const wrong = [
      picture(3, data, { length: 0xffff_ffff }),
      picture(3, data, { mime: '-->' }),
      picture(3, Buffer.alloc(0)),
      uint32(3, 0xffff_ffff),
      Buffer.alloc(0),
    ]
    for (const body of wrong) {
      expect(readBytes(flac(block(6, body)), 'w.flac').picture).toBeUndefined()
      const comment = said([`METADATA_BLOCK_PICTURE=${body.toString('base64')}`])
      expect(readBytes(flac(comment), 'w.flac').picture).toBeUndefined()
      expect(await readPicture(pathOf('w.flac'))).toBeUndefined()
    }
  })
})
