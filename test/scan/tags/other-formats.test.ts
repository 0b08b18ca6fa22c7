// Everything that goes through music-metadata: made by ffmpeg where it can, by hand where it cannot.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { writeSong } from '../../../build/audio/write-song.ts'
import type { ReadSong } from '../../../server/library/song-tags.ts'
import { isMusicFile } from '../../../server/scan/tags/music-files.ts'
import { readPicture } from '../../../server/scan/tags/read-picture.ts'
import { readSong } from '../../../server/scan/tags/read-song.ts'
import { readWithMusicMetadata } from '../../../server/scan/tags/with-music-metadata.ts'
import { lacks } from '../../support/requires.ts'
import { apeItem, apeTag, frame4, id3 } from './bytes.ts'
import { pathOf, readBytesAnyhow } from './read-bytes.ts'
import { jpegOfSize } from './song-samples.ts'

const noFfmpeg = lacks('ffmpeg') !== false

function withFfmpeg(name: string, options: readonly string[] = []): string {
  const said = {
    title: 'Tïtle',
    artist: 'Artist',
    album: 'Album',
    album_artist: 'Somebody',
    track: '3/12',
    date: '2011',
    genre: 'Rock',
    comment: 'hello',
  }
  const metadata = Object.entries(said).flatMap(([key, value]) => ['-metadata', `${key}=${value}`])
  const source = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=3:sample_rate=48000']
  const args = ['-hide_banner', '-loglevel', 'error', '-y', ...source, ...options, ...metadata, pathOf(name)]
  execFileSync('ffmpeg', args)
  return pathOf(name)
}

function read(songPath: string): ReadSong | Promise<ReadSong> {
  return readSong(songPath, fs.statSync(songPath).size)
}

const basics = {
  title: 'Tïtle',
  artist: 'Artist',
  album: 'Album',
  track: 3,
  date: { year: 2011 },
  genres: ['Rock'],
}

describe.skipIf(noFfmpeg)('made by ffmpeg', () => {
  test.each([
    ['a.wav', [], 'pcm', basics],
    ['a.aiff', ['-write_id3v2', '1'], 'pcm', { ...basics, albumArtist: 'Somebody' }],
    ['a.wma', [], 'wma', { ...basics, albumArtist: 'Somebody' }],
    ['a.wv', [], 'wavpack', { ...basics, albumArtist: 'Somebody' }],
    ['a.mka', ['-c:a', 'libvorbis'], 'vorbis', { title: 'Tïtle', artist: 'Artist', album: 'Album' }],
    ['a.webm', ['-c:a', 'libopus'], 'opus', { title: 'Tïtle', artist: 'Artist', album: 'Album' }],
    ['a.spx', ['-c:a', 'libspeex', '-ar', '16000', '-f', 'ogg'], 'speex', basics],
    ['a.oga', ['-c:a', 'flac', '-f', 'ogg'], 'flac', {}],
    ['a.aac', ['-write_id3v2', '1'], 'aac', basics],
    ['fragments.m4a', ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'], 'aac', basics],
  ] as const)('%s is read by music-metadata', async (name, options, codec, tags) => {
    const song = read(withFfmpeg(name, options))
    expect(song).toBeInstanceOf(Promise)
    const { audio, tags: found, identity } = await song
    expect(found).toMatchObject(tags)
    expect(audio.codec).toBe(codec)
    expect(audio.durationSec).toBeGreaterThan(2.9)
    expect(audio.durationSec).toBeLessThan(3.2)
    expect(audio.bitRate).toBeGreaterThan(0)
    expect(identity).toMatch(/^[0-9a-f]{32}$/)
    expect(isMusicFile(name)).toBe(true)
  })

  test.each([
    ['a.mp3', [], 'mp3'],
    ['old.mp3', ['-id3v2_version', '3', '-write_id3v1', '1'], 'mp3'],
    ['vbr.mp3', ['-q:a', '2'], 'mp3'],
    ['bare.mp3', ['-write_xing', '0'], 'mp3'],
    ['a.flac', [], 'flac'],
    ['a.ogg', ['-c:a', 'libvorbis'], 'vorbis'],
    ['a.opus', [], 'opus'],
    ['a.m4a', [], 'aac'],
    ['start.m4a', ['-movflags', '+faststart'], 'aac'],
    ['lossless.m4a', ['-c:a', 'alac'], 'alac'],
  ] as const)('%s of a real encoder gives what music-metadata gives', async (name, options, codec) => {
    const songPath = withFfmpeg(name, options)
    const song = read(songPath)
    expect(song).not.toBeInstanceOf(Promise)
    const theirs = await readWithMusicMetadata(songPath, fs.statSync(songPath).size)
    const { tags, audio } = await song
    expect(tags).toEqual(theirs.tags)
    expect(tags).toMatchObject({ ...basics, albumArtist: 'Somebody', comment: 'hello' })
    expect(audio).toMatchObject({
      codec,
      sampleRate: theirs.audio.sampleRate,
      channels: theirs.audio.channels,
    })
    // Encoder delay and padding are not music; music-metadata counts them in mp3 files.
    expect(Math.abs(audio.durationSec - theirs.audio.durationSec)).toBeLessThan(0.08)
    expect(Math.abs(audio.durationSec - 3)).toBeLessThan(
      codec === 'aac' || name === 'bare.mp3' ? 0.06 : 0.001,
    )
  })

  test('a film is refused', async () => {
    const picture = [
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=64x64:rate=5:duration=1',
      '-c:v',
      'libvpx',
      '-shortest',
    ]
    await expect(read(withFfmpeg('film.webm', picture))).rejects.toThrow('The file holds video, not music')
  })
})

describe('made by hand', () => {
  const said = [
    apeItem('Title', Buffer.from('Tïtle')),
    apeItem('Artist', Buffer.from('One\0Two')),
    apeItem('Year', Buffer.from('2011')),
    apeItem('Track', Buffer.from('3/12')),
    apeItem('Cover Art (Front)', Buffer.concat([Buffer.from('cover.jpg\0'), jpegOfSize(100)]), 1),
  ]
  const expected = { title: 'Tïtle', artists: ['One', 'Two'], date: { year: 2011 }, track: 3 }
  const numbers = (...values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer)

  test('wav with an ID3 chunk', async () => {
    writeSong(pathOf('id3.wav'), {
      format: 'wav',
      seconds: 2,
      tags: { title: 'Tïtle', artists: ['One', 'Two'], lyrics: 'la' },
      picture: { mime: 'image/jpeg', data: jpegOfSize(100) },
    })
    const song = await read(pathOf('id3.wav'))
    expect(song.tags).toMatchObject({ title: 'Tïtle', artists: ['One', 'Two'] })
    expect(song.tags.lyrics).toEqual([{ lang: 'und', format: 'text', body: 'la' }])
    expect(song.audio).toMatchObject({ codec: 'pcm', durationSec: 2 })
    expect(song.picture).toMatchObject({ mime: 'image/jpeg' })
    expect(song.picture?.range).toBeUndefined()
    expect(await readPicture(pathOf('id3.wav'))).toEqual({ mime: 'image/jpeg', data: jpegOfSize(100) })
  })

  test('ape', async () => {
    const descriptor = Buffer.concat([
      Buffer.from('MAC '),
      numbers(3990, 52, 24, 0, 0, 1000, 0, 0),
      Buffer.alloc(16),
    ])
    const header = Buffer.alloc(24)
    for (const [at, value] of [
      [4, 73_728],
      [8, 1000],
      [12, 3],
      [20, 44_100],
    ] as const)
      header.writeUInt32LE(value, at)
    header.writeUInt16LE(16, 16)
    header.writeUInt16LE(2, 18)
    const bytes = Buffer.concat([descriptor, header, Buffer.alloc(1000, 1), apeTag(said)])
    const song = await readBytesAnyhow(bytes, 'a.ape')
    expect(song.tags).toMatchObject(expected)
    expect(song.audio).toMatchObject({ codec: 'ape', sampleRate: 44100, bitDepth: 16, channels: 2 })
    expect(song.audio.durationSec).toBeCloseTo((2 * 73_728 + 1000) / 44_100, 3)
    expect(await readPicture(pathOf('a.ape'))).toEqual({ mime: 'image/jpeg', data: jpegOfSize(100) })
  })

  test('Musepack', async () => {
    const head = Buffer.concat([Buffer.from('MP+\x07'), numbers(1, 0, 0, 0, 0), Buffer.alloc(400)])
    const song = await readBytesAnyhow(Buffer.concat([head, apeTag(said)]), 'a.mpc')
    expect(song.tags).toMatchObject(expected)
    expect(song.audio).toMatchObject({ codec: 'musepack', sampleRate: 44100 })
  })

  test('dsf', async () => {
    const tag = id3(4, frame4('TIT2', Buffer.from('\x03Tïtle')))
    const chunk = (name: string, body: Buffer) => {
      const head = Buffer.alloc(12)
      head.write(name, 'latin1')
      head.writeUInt32LE(12 + body.length, 4)
      return Buffer.concat([head, body])
    }
    const format = chunk('fmt ', numbers(1, 0, 2, 2, 2_822_400, 1, 2_822_400 * 3, 0, 4096, 0))
    const data = chunk('data', Buffer.alloc(8192, 0x69))
    const before = 28 + format.length + data.length
    const dsd = chunk('DSD ', numbers(before + tag.length, 0, before, 0))
    const song = await readBytesAnyhow(Buffer.concat([dsd, format, data, tag]), 'a.dsf')
    expect(song.tags.title).toBe('Tïtle')
    expect(song.audio).toMatchObject({ codec: 'dsd', durationSec: 3, channels: 2, sampleRate: 2_822_400 })
  })

  test.each(['wav', 'aiff', 'wma', 'ape', 'wv', 'mpc', 'dsf', 'dff', 'mka', 'webm', 'aac', 'spx'])(
    'noise called .%s is refused with a sentence',
    async (suffix) => {
      const noise = Buffer.from('this is not music, whatever it is called. '.repeat(50))
      await expect(async () => readBytesAnyhow(noise, `noise.${suffix}`)).rejects.toThrow(/^The file /)
      expect(await readPicture(pathOf(`noise.${suffix}`))).toBeUndefined()
    },
  )
})

describe('isMusicFile', () => {
  test.each(['a.mp3', 'A.FLAC', 'x.y.Opus', 'a.m4a', 'a.M4B', 'a.dsf', '.a.mp3', "a'\n%.wav"])(
    '%j is one',
    (name) => {
      expect(isMusicFile(name)).toBe(true)
    },
  )

  test.each(['mp3', '.mp3', 'a.mp3.part', 'a.txt', 'a.mp4', 'a.', '', 'cover.jpg', 'list.m3u'])(
    '%j is none',
    (name) => {
      expect(isMusicFile(name)).toBe(false)
    },
  )
})
