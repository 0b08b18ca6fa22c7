// What is written into a file comes back, in every format, and the known deviations of the oracle as they should be.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SongFields } from '../../../build/audio/song-fields.ts'
import { type Song, writeSong } from '../../../build/audio/write-song.ts'
import type { ReadSong, SongTags } from '../../../server/library/song-tags.ts'
import { readPicture } from '../../../server/scan/tags/read-picture.ts'
import { readSong } from '../../../server/scan/tags/read-song.ts'
import { anyFields, fullFields, jpegOfSize, uuid } from './song-samples.ts'

const formats = ['mp3', 'flac', 'm4a', 'ogg', 'opus'] as const

let dir: string
beforeAll(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-tags-'))
})
afterAll(() => fs.rmSync(dir, { recursive: true }))

function readWritten(song: Song, name = `song.${song.format}`): ReadSong {
  const songPath = path.join(dir, name)
  writeSong(songPath, song)
  const read = readSong(songPath, fs.statSync(songPath).size)
  if (read instanceof Promise) throw new Error('was left to music-metadata')
  return read
}

describe.each(formats)('%s', (format) => {
  test('gives back a full set of tags', () => {
    const fields: SongFields = {
      ...fullFields(5),
      albumVersion: 'Deluxe',
      albumSort: 'Album, The',
      albumArtistSort: 'Artist, Some',
      composerSort: 'Composer, A.',
      discSubtitle: 'The second half',
      releaseDate: '2012-01',
      compilation: true,
      moods: ['Calm'],
      groupings: ['Summer'],
      explicit: 'explicit',
      work: 'A Work',
      movement: { name: 'Allegro', number: 2, count: 4 },
      lyrics: '[00:01.00]la la',
    }
    expect(readWritten({ format, tags: fields }).tags).toEqual({
      title: 'Song number 5',
      titleSort: 'Song number 5',
      album: 'The Album 0',
      albumSort: 'Album, The',
      albumVersion: 'Deluxe',
      artist: 'Some Artist feat. Guest 5',
      artistSort: 'Artist, Some feat. Guest 5',
      artists: ['Some Artist', 'Guest 5'],
      albumArtist: 'Some Artist',
      albumArtistSort: 'Artist, Some',
      albumArtists: ['Some Artist'],
      contributors: [
        { role: 'composer', name: 'A. Composer' },
        { role: 'lyricist', name: 'B. Lyricist' },
        { role: 'performer', subRole: 'guitar', name: 'D. Player' },
        { role: 'producer', name: 'C. Producer' },
      ],
      composerSort: 'Composer, A.',
      track: 6,
      disc: 1,
      discTotal: 2,
      discSubtitle: 'The second half',
      date: { year: 2011, month: 5, day: 4 },
      releaseDate: { year: 2012, month: 1 },
      originalDate: { year: 1999 },
      genres: ['Rock', 'Jazz'],
      compilation: true,
      releaseTypes: ['album', 'live'],
      labels: ['A Label'],
      moods: ['Calm'],
      groupings: ['Summer'],
      isrc: ['USRC17000005'],
      bpm: 120,
      comment: 'A comment of some length, as they are.',
      explicit: 'explicit',
      works: [{ name: 'A Work' }],
      movements: [{ name: 'Allegro', number: 2, count: 4 }],
      replayGain: { trackGain: -6.5, trackPeak: 0.98, albumGain: -7.25, albumPeak: 1 },
      musicBrainz: {
        recordingId: uuid(5),
        albumId: uuid(0),
        releaseGroupId: uuid(1),
        artistIds: [uuid(2), uuid(8)],
        albumArtistIds: [uuid(2)],
      },
      lyrics: [{ lang: 'und', format: 'lrc', body: '[00:01.00]la la' }],
    } satisfies SongTags)
  })

  test('gives back any text in any script', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const { tags } = readWritten({ format, tags: fields })
        expect(tags.title).toBe(asRead(fields.title))
        expect(tags.album).toBe(asRead(fields.album))
        expect(tags.labels).toEqual([...new Set(fields.labels?.map(asRead))].filter(Boolean))
        expect(tags.musicBrainz.artistIds).toEqual(fields.musicBrainz?.artistIds ?? [])
        expect(tags.replayGain.trackGain).toBe(fields.replayGain?.trackGain)
      }),
      { seed: 7, numRuns: 30 },
    )
  })

  test('gives the picture, and the same hash for the same picture in another format', async () => {
    const data = jpegOfSize(100_000)
    const song = readWritten({ format, tags: { title: 'x' }, picture: { mime: 'image/jpeg', data } })
    const other = readWritten(
      { format: 'flac', tags: {}, picture: { mime: 'image/jpeg', data } },
      'other.flac',
    )
    expect(song.picture?.mime).toBe('image/jpeg')
    expect(song.picture?.hash).toBe(other.picture?.hash)
    expect(await readPicture(path.join(dir, `song.${format}`))).toEqual({ mime: 'image/jpeg', data })
    if (format !== 'ogg' && format !== 'opus') {
      const { offset, length } = song.picture!.range!
      expect(fs.readFileSync(path.join(dir, `song.${format}`)).subarray(offset, offset + length)).toEqual(
        data,
      )
    }
  })

  test('knows the audio again under another name and with other tags', () => {
    const picture = { mime: 'image/jpeg', data: jpegOfSize(200_000) }
    const before = readWritten({ format, tags: { title: 'a' }, seed: 1, seconds: 5 })
    const retagged = readWritten({ format, tags: fullFields(1), picture, seed: 1, seconds: 5 }, `b.${format}`)
    const another = readWritten({ format, tags: { title: 'a' }, seed: 2, seconds: 5 }, `c.${format}`)
    expect(retagged.identity).toBe(before.identity)
    expect(before.identity).toMatch(/^[0-9a-f]{32}$/)
    expect(another.identity).not.toBe(before.identity)
  })

  test('gives one artist for a text with separators, and several for a repeated tag', () => {
    const texts = ['A & B', 'AC/DC', 'a; b', 'One / Two', 'Smith, Jr.']
    for (const artist of texts) {
      expect(readWritten({ format, tags: { artist } }).tags).toMatchObject({ artist, artists: [artist] })
    }
    const several = readWritten({ format, tags: { artists: ['One', 'Two'] } }).tags
    expect(several).toMatchObject({ artist: undefined, artists: ['One', 'Two'] })
  })

  test('keeps a gain of 0', () => {
    const { replayGain } = readWritten({ format, tags: { replayGain: { trackGain: 0, trackPeak: 0 } } }).tags
    expect(replayGain).toEqual({ trackGain: 0, trackPeak: 0 })
  })

  test('reads a file without tags', () => {
    const { tags, picture } = readWritten({ format, tags: {} })
    expect(tags).toMatchObject({
      title: undefined,
      artist: undefined,
      artists: [],
      genres: [],
      replayGain: {},
    })
    expect(picture).toBeUndefined()
  })
})

test.each([
  ['mp3', {}, { codec: 'mp3', sampleRate: 44100, channels: 2, bitRate: 128 }],
  ['mp3', { mp3: { header: 'none', kbps: 192 } }, { codec: 'mp3', bitRate: 192 }],
  ['flac', {}, { codec: 'flac', sampleRate: 44100, channels: 2, bitDepth: 16 }],
  ['m4a', {}, { codec: 'aac', sampleRate: 44100, channels: 2 }],
  ['m4a', { codec: 'alac' }, { codec: 'alac', sampleRate: 44100, channels: 2, bitDepth: 16 }],
  ['ogg', {}, { codec: 'vorbis', sampleRate: 44100, channels: 2 }],
  ['opus', {}, { codec: 'opus', sampleRate: 48000, channels: 2 }],
] as const)('%s %j tells its duration and kind', (format, options, expected) => {
  const { audio } = readWritten({ format, seconds: 12, tags: {}, ...options })
  expect(audio).toMatchObject(expected)
  expect(audio.durationSec).toBeCloseTo(12, 1)
})

describe('ID3v2.2', () => {
  test('has people, the recording and timed lyrics', () => {
    const { tags } = readWritten({
      format: 'mp3',
      id3: { version: 2 },
      tags: {
        contributors: [
          { role: 'producer', name: 'P' },
          { role: 'performer', subRole: 'flute', name: 'F' },
        ],
        musicBrainz: { recordingId: uuid(9) },
        lyrics: [
          {
            lang: 'eng',
            body: '',
            synced: [
              [1000, 'one'],
              [2000, 'two'],
            ],
          },
        ],
      },
    })
    expect(tags.contributors).toEqual([
      { role: 'performer', subRole: 'flute', name: 'F' },
      { role: 'producer', name: 'P' },
    ])
    expect(tags.musicBrainz.recordingId).toBe(uuid(9))
    const body = '[{"start":1000,"value":"one"},{"start":2000,"value":"two"}]'
    expect(tags.lyrics).toEqual([{ lang: 'eng', format: 'synced', body }])
  })
})

describe('ID3v2.3', () => {
  const old = { format: 'mp3', id3: { version: 3 } } as const

  test('has lists of single artists only where the MusicBrainz ids say so', () => {
    const artists = ['One', 'Two']
    const counted = { artist: 'One with Two', artists, musicBrainz: { artistIds: [uuid(1), uuid(2)] } }
    expect(readWritten({ ...old, tags: counted }).tags.artists).toEqual(artists)
    const slash = { artist: 'AC/DC live', artists: ['AC/DC'], musicBrainz: { artistIds: [uuid(1)] } }
    expect(readWritten({ ...old, tags: slash }).tags.artists).toEqual(['AC/DC'])
  })

  test('has lists of ids, ISRCs and release types', () => {
    const { tags } = readWritten({
      ...old,
      tags: {
        releaseTypes: ['Album', 'Live'],
        isrc: ['USRC17000001', 'USRC17000002'],
        musicBrainz: { albumArtistIds: [uuid(1), uuid(2)] },
      },
    })
    expect(tags.releaseTypes).toEqual(['Album', 'Live'])
    expect(tags.isrc).toEqual(['USRC17000001', 'USRC17000002'])
    expect(tags.musicBrainz.albumArtistIds).toEqual([uuid(1), uuid(2)])
    const types = readWritten({ ...old, tags: { releaseTypes: ['Mixtape/Street'] } }).tags.releaseTypes
    expect(types).toEqual(['Mixtape/Street'])
  })

  test.each([2, 3] as const)('2.%i reads unsynchronised tags, with the picture in them', async (version) => {
    const data = jpegOfSize(50_000)
    data.set([0xff, 0x00, 0xff, 0xe0, 0xff, 0x00, 0x00], 1000)
    const id3 = { version, unsynchronised: true, encoding: 'utf16' } as const
    const picture = { mime: 'image/jpeg', data }
    const song = readWritten({ format: 'mp3', id3, tags: { title: 'ÿ\u0100ÿ', album: 'behind' }, picture })
    const plain = readWritten({ format: 'mp3', tags: {}, picture }, 'plain.mp3')
    expect(song.tags).toMatchObject({ title: 'ÿ\u0100ÿ', album: 'behind' })
    expect(song.picture).toEqual({ mime: 'image/jpeg', hash: plain.picture?.hash })
    expect(await readPicture(path.join(dir, 'song.mp3'))).toEqual({ mime: 'image/jpeg', data })
  })

  test.each([3, 4] as const)('2.%i steps over an extended header', (version) => {
    const tags = { title: 'first', album: 'second' }
    const song = readWritten({ format: 'mp3', id3: { version, extendedHeader: true }, tags })
    expect(song.tags).toMatchObject(tags)
  })
})

test('a name with a comma in a list of people stays one name', () => {
  const contributors = [{ role: 'producer', name: 'Smith, Jr.' }]
  expect(readWritten({ format: 'mp3', tags: { contributors } }).tags.contributors).toEqual(contributors)
})

test('the output gain of an Opus header is the base gain', () => {
  const { replayGain } = readWritten({ format: 'opus', tags: { replayGain: { baseGain: -3.5 } } }).tags
  expect(replayGain).toEqual({ baseGain: -3.5 })
})

test('R128 gains become ReplayGain, and count more', () => {
  const custom = { R128_TRACK_GAIN: '-1280', R128_ALBUM_GAIN: '0' }
  const { replayGain } = readWritten({ format: 'opus', tags: { custom, replayGain: { trackGain: -9 } } }).tags
  expect(replayGain).toEqual({ trackGain: 0, albumGain: 5 })
})

function asRead(text: string | undefined): string | undefined {
  return text?.normalize('NFC').trim() || undefined
}
