import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { albumId, directoryId, type SongId, songId } from '../../../server/ids.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../../support/music-door.ts'
import { openFilesBelow, requestRaw, until } from '../../support/raw-request.ts'
import { problemsOf } from '../../support/schema.ts'
import { createStoredSongs, type StoredSongs } from '../../support/stored-songs.ts'

let door: TestDoor
let library: StoredSongs
let dir: string
let small: SongId
let large: SongId
let hidden: SongId
const SMALL = randomBytes(1000)
const LARGE = randomBytes(3_500_000)

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-media-'))
  door = await openMusicDoor()
  library = createStoredSongs(door.db, dir)
  small = library.addSong({
    path: 'Ärtist/Album/01 Søng "1".mp3',
    bytes: SMALL,
    durationSec: 61,
    title: 'Søng 1',
  })
  large = library.addSong({ path: 'Ärtist/Album/02 Large.flac', bytes: LARGE })
  hidden = library.addSong({ folder: 2, path: 'Secret/x.mp3' })
  await door.users.update(door.users.getByName(LISTENER.user).id, { folders: [1], roles: { download: true } })
})
afterAll(async () => {
  await door.close()
  fs.rmSync(dir, { recursive: true, force: true })
})

const listener = () => door.as(LISTENER)

describe('stream', () => {
  test('sends the original with everything a player wants to know', async () => {
    const { status, headers, bytes } = await door.client.call('stream', { id: songId(small) })
    expect(status).toBe(200)
    expect(bytes.equals(SMALL)).toBe(true)
    expect(headers.get('content-type')).toBe('audio/mpeg')
    expect(headers.get('content-length')).toBe('1000')
    expect(headers.get('accept-ranges')).toBe('bytes')
    expect(headers.get('x-content-duration')).toBe('61.0')
    expect(headers.get('etag')).toMatch(/^"[\w-]+"$/)
    expect(Date.parse(headers.get('last-modified')!)).toBeGreaterThan(0)
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  test('sends a large file byte for byte', async () => {
    const { bytes, headers } = await door.client.call('stream', { id: songId(large) })
    expect(bytes.equals(LARGE)).toBe(true)
    expect(headers.get('content-type')).toBe('audio/flac')
  })

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-65635', 100, 65_635],
    ['bytes=1000000-', 1_000_000, LARGE.length - 1],
    ['bytes=-524289', LARGE.length - 524_289, LARGE.length - 1],
    ['bytes=0-524287', 0, 524_287],
    ['bytes=3499999-9999999', 3_499_999, 3_499_999],
  ])('%s is a part', async (range, start, end) => {
    const { status, headers, bytes } = await door.client.call(
      'stream',
      { id: songId(large) },
      { headers: { Range: range } },
    )
    expect(status).toBe(206)
    expect(headers.get('content-range')).toBe(`bytes ${start}-${end}/${LARGE.length}`)
    expect(headers.get('content-length')).toBe(String(end - start + 1))
    expect(bytes.equals(LARGE.subarray(start, end + 1))).toBe(true)
  })

  test.each(['bytes=0-1,5-6', 'bytes=x-y', 'bytes=9-3', 'chunks=1-2'])(
    '%s is the whole file',
    async (range) => {
      const { status, bytes } = await door.client.call(
        'stream',
        { id: songId(small) },
        { headers: { Range: range } },
      )
      expect(status).toBe(200)
      expect(bytes).toHaveLength(1000)
    },
  )

  test('a range behind the end is 416 with the size', async () => {
    const { status, headers, bytes } = await door.client.call(
      'stream',
      { id: songId(small) },
      { headers: { Range: 'bytes=1000-' } },
    )
    expect(status).toBe(416)
    expect(headers.get('content-range')).toBe('bytes */1000')
    expect(bytes).toHaveLength(0)
  })

  test('HEAD has the headers of GET and no body', async () => {
    for (const headers of [{}, { Range: 'bytes=10-19' }] as Record<string, string>[]) {
      const got = await door.client.call('stream', { id: songId(large) }, { headers })
      const head = await door.client.call('stream', { id: songId(large) }, { headers, method: 'HEAD' })
      expect(head.status).toBe(got.status)
      expect(head.bytes).toHaveLength(0)
      for (const name of [
        'content-length',
        'content-type',
        'content-range',
        'etag',
        'accept-ranges',
        'x-content-duration',
      ]) {
        expect(head.headers.get(name)).toBe(got.headers.get(name))
      }
    }
  })

  test('a POST form gets the same bytes', async () => {
    const { bytes } = await door.client.call('stream', { id: songId(small) }, { form: true })
    expect(bytes.equals(SMALL)).toBe(true)
  })

  test('answers 304 to who has it already', async () => {
    const first = await door.client.call('stream', { id: songId(small) })
    for (const headers of [
      { 'If-None-Match': first.headers.get('etag')! },
      { 'If-Modified-Since': first.headers.get('last-modified')! },
    ] as Record<string, string>[]) {
      const again = await door.client.call('stream', { id: songId(small) }, { headers })
      expect(again.status).toBe(304)
      expect(again.bytes).toHaveLength(0)
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    }
  })

  test('If-Range of another version gives the whole file', async () => {
    const first = await door.client.call('stream', { id: songId(small) })
    const part = (condition: string) =>
      door.client.call(
        'stream',
        { id: songId(small) },
        { headers: { Range: 'bytes=0-9', 'If-Range': condition } },
      )
    expect((await part(first.headers.get('etag')!)).status).toBe(206)
    expect((await part(first.headers.get('last-modified')!)).status).toBe(206)
    expect((await part('"older"')).status).toBe(200)
    expect((await part('Mon, 01 Jan 2001 00:00:00 GMT')).status).toBe(200)
  })

  test('the tag changes with the file', async () => {
    const id = library.addSong({ path: 'changing.mp3', bytes: Buffer.from('one') })
    const before = await door.client.call('stream', { id: songId(id) })
    fs.writeFileSync(path.join(library.musicDir, 'changing.mp3'), 'two2')
    const after = await door.client.call(
      'stream',
      { id: songId(id) },
      { headers: { 'If-None-Match': before.headers.get('etag')! } },
    )
    expect(after.status).toBe(200)
    expect(after.text).toBe('two2')
  })

  test('accepts wishes for another format and sends the original', async () => {
    const wishes = { maxBitRate: 96, format: 'opus', timeOffset: 30, estimateContentLength: true }
    const { bytes, headers } = await door.client.call('stream', { id: songId(small), ...wishes })
    expect(bytes.equals(SMALL)).toBe(true)
    expect(headers.get('content-type')).toBe('audio/mpeg')
  })

  test('never counts as a play', async () => {
    await door.client.call('stream', { id: songId(small) })
    expect(door.db.prepare('SELECT count(*) FROM plays').pluck().get()).toBe(0)
    expect(door.db.prepare('SELECT count(*) FROM song_annotations').pluck().get()).toBe(0)
  })

  test('an empty file is an answer without bytes', async () => {
    const id = library.addSong({ path: 'empty.mp3', bytes: Buffer.alloc(0) })
    const { status, bytes, headers } = await door.client.call('stream', { id: songId(id) })
    expect([status, bytes.length, headers.get('content-length')]).toEqual([200, 0, '0'])
  })

  test('failures are envelopes in the format asked for, without headers of a file', async () => {
    const gone = library.addSong({ path: 'gone.mp3' })
    fs.rmSync(path.join(library.musicDir, 'gone.mp3'))
    const folder = library.addSong({ path: 'folder.mp3' })
    fs.rmSync(path.join(library.musicDir, 'folder.mp3'))
    fs.mkdirSync(path.join(library.musicDir, 'folder.mp3'))
    const missing = library.addSong({ path: 'missing.mp3' })
    library.markMissing(missing)

    for (const id of [
      songId(gone),
      songId(folder),
      songId(missing),
      'so-9999',
      albumId(1),
      'nonsense',
      '../x',
    ]) {
      expect(await door.client.code('stream', { id })).toBe(70)
      const xml = await door.client.call('stream', { id }, { format: 'xml' })
      expect(xml.status).toBe(200)
      expect(xml.type).toMatch(/^text\/xml/)
      expect(xml.headers.get('accept-ranges')).toBeNull()
      expect(xml.headers.get('etag')).toBeNull()
      expect(xml.text).not.toContain(library.musicDir)
    }
    expect(await door.client.code('stream')).toBe(10)
  })

  test('refuses songs of folders the caller may not use', async () => {
    expect(await listener().code('stream', { id: songId(hidden) })).toBe(70)
    expect((await door.client.call('stream', { id: songId(hidden) })).text).toBe('bytes of Secret/x.mp3')
  })

  test('refuses a file that a link leads out of the music folder to', async () => {
    fs.writeFileSync(path.join(dir, 'outside.mp3'), 'private')
    const id = library.addSong({ path: 'link.mp3' })
    const file = path.join(library.musicDir, 'link.mp3')
    fs.rmSync(file)
    fs.symlinkSync('../outside.mp3', file)
    expect(await door.client.code('stream', { id: songId(id) })).toBe(70)

    const below = library.addSong({ path: 'linked/song.mp3' })
    fs.rmSync(path.join(library.musicDir, 'linked'), { recursive: true })
    fs.mkdirSync(path.join(dir, 'elsewhere'))
    fs.writeFileSync(path.join(dir, 'elsewhere', 'song.mp3'), 'private')
    fs.symlinkSync('../elsewhere', path.join(library.musicDir, 'linked'))
    expect(await door.client.code('stream', { id: songId(below) })).toBe(70)
  })

  test('follows a link inside the music folder, and a music folder that is a link', async () => {
    const id = library.addSong({ path: 'inner.mp3' })
    const file = path.join(library.musicDir, 'inner.mp3')
    fs.rmSync(file)
    fs.symlinkSync('changing.mp3', file)
    expect((await door.client.call('stream', { id: songId(id) })).text).toBe('two2')

    const before = library.addSong({ path: 'before.mp3' })
    const after = library.addSong({ path: 'after.mp3' })
    const moved = path.join(dir, 'moved')
    fs.renameSync(library.musicDir, moved)
    fs.symlinkSync(moved, library.musicDir)
    expect((await door.client.call('stream', { id: songId(before) })).text).toBe('bytes of before.mp3')
    fs.rmSync(library.musicDir)
    fs.renameSync(moved, library.musicDir)
    expect((await door.client.call('stream', { id: songId(after) })).text).toBe('bytes of after.mp3')
  })

  test('a client that goes away leaves no file open', async () => {
    const id = library.addSong({ path: 'away.wav', bytes: Buffer.alloc(16 * 1024 * 1024, 1) })
    for (let time = 0; time < 10; time++) {
      const socket = await requestRaw(door.client.url('stream', { id: songId(id) }))
      await new Promise((resolve) => socket.once('readable', resolve))
      socket.destroy()
    }
    await until(() => !openFilesBelow(dir).some((file) => file.includes('away')))
  })

  test('a file that becomes shorter while it is sent ends in a cut connection', async () => {
    const bytes = Buffer.alloc(32 * 1024 * 1024, 1)
    const id = library.addSong({ path: 'shrinking.wav', bytes })
    const socket = await requestRaw(door.client.url('stream', { id: songId(id) }))
    await new Promise((resolve) => socket.once('readable', resolve))
    fs.truncateSync(path.join(library.musicDir, 'shrinking.wav'), 1024)
    let received = 0
    socket.on('error', () => {})
    for await (const chunk of socket) received += (chunk as Buffer).length
    expect(received).toBeLessThan(bytes.length)
    await until(() => !openFilesBelow(dir).some((file) => file.includes('shrinking')))
  })
})

describe('download', () => {
  test('a song comes under its name, byte for byte, with ranges', async () => {
    const { bytes, headers } = await door.client.call('download', { id: songId(small) })
    expect(bytes.equals(SMALL)).toBe(true)
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="01 S_ng '1'.mp3"; filename*=UTF-8''01%20S%C3%B8ng%20%221%22.mp3`,
    )
    const part = await door.client.call(
      'download',
      { id: songId(small) },
      { headers: { Range: 'bytes=5-9' } },
    )
    expect(part.status).toBe(206)
    expect(part.bytes.equals(SMALL.subarray(5, 10))).toBe(true)
  })

  test('needs the role', async () => {
    const id = door.users.getByName(LISTENER.user).id
    await door.users.update(id, { roles: { download: false } })
    expect(await listener().code('download', { id: songId(small) })).toBe(50)
    await door.users.update(id, { roles: { download: true } })
    expect((await listener().call('download', { id: songId(small) })).bytes.equals(SMALL)).toBe(true)
  })

  test('unknown and hidden things are not found', async () => {
    for (const id of ['al-999', 'ar-999', 'di-999', 'pl-999', 'so-999', 'x']) {
      expect(await door.client.code('download', { id })).toBe(70)
    }
    expect(await listener().code('download', { id: songId(hidden) })).toBe(70)
    expect(await listener().code('download', { id: albumId(library.albumOf(hidden)) })).toBe(70)
    expect(await listener().code('download', { id: directoryId(library.directoryOf(hidden)) })).toBe(70)
  })
})

describe('getLyricsBySongId', () => {
  const LRC = '[ar:Singer]\n[offset:120]\n[00:02.00]two\n[00:01.00]<00:01.00>one <00:01.50>Ö<00:01.90>'

  test('lists every source; what version 2 knows only when asked for', async () => {
    const song = library.addSong({ path: 'sung.mp3', title: 'Sung', artist: 'By Me' })
    library.addLyrics(song, 'text', 'plain\r\n\r\nlines', 'eng')
    library.addLyrics(song, 'lrc', LRC)
    library.addLyrics(song, 'synced', '[{"start":900,"value":"b"},{"start":100,"value":"a"}]', 'deu')

    const plain = await door.client.json('getLyricsBySongId', { id: songId(song) })
    const layers = [
      {
        ...{ lang: 'eng', synced: false, displayArtist: 'By Me', displayTitle: 'Sung', offset: 0 },
        line: [{ value: 'plain' }, { value: '' }, { value: 'lines' }],
      },
      {
        ...{ lang: 'und', synced: true, displayArtist: 'Singer', displayTitle: 'Sung', offset: 120 },
        line: [
          { start: 1000, value: 'one Ö' },
          { start: 2000, value: 'two' },
        ],
      },
      {
        ...{ lang: 'deu', synced: true, displayArtist: 'By Me', displayTitle: 'Sung', offset: 0 },
        line: [
          { start: 100, value: 'a' },
          { start: 900, value: 'b' },
        ],
      },
    ]
    expect(plain['lyricsList']).toEqual({ structuredLyrics: layers })

    const enhanced = await door.client.json('getLyricsBySongId', { id: songId(song), enhanced: true })
    const cue = [
      { start: 1000, end: 1500, byteStart: 0, byteEnd: 2, value: 'one' },
      { start: 1500, end: 1900, byteStart: 4, byteEnd: 5, value: 'Ö' },
    ]
    expect(enhanced['lyricsList']).toEqual({
      structuredLyrics: [
        { ...layers[0], kind: 'main' },
        { ...layers[1], kind: 'main', cueLine: [{ index: 0, start: 1000, end: 1900, value: 'one Ö', cue }] },
        { ...layers[2], kind: 'main' },
      ],
    })
    for (const envelope of [plain, enhanced]) {
      expect(problemsOf('getLyricsBySongId', { 'subsonic-response': envelope })).toEqual([])
    }
  })

  test('a song without lyrics has an empty list, an unknown or hidden one is not found', async () => {
    const { lyricsList } = await door.client.json('getLyricsBySongId', { id: songId(small) })
    expect(lyricsList).toEqual({ structuredLyrics: [] })
    expect(await door.client.code('getLyricsBySongId', { id: 'so-9999' })).toBe(70)
    expect(await door.client.code('getLyricsBySongId')).toBe(10)
    library.addLyrics(hidden, 'text', 'secret')
    expect(await listener().code('getLyricsBySongId', { id: songId(hidden) })).toBe(70)
  })
})

describe('getLyrics', () => {
  test('finds by title and artist however they are written', async () => {
    const other = library.addSong({ path: 'l1.mp3', title: 'Jóga', artist: 'Somebody Else' })
    const right = library.addSong({ path: 'l2.mp3', title: 'Jóga', artist: 'Björk' })
    library.addLyrics(other, 'text', 'other words')
    library.addLyrics(right, 'lrc', '[00:01.00]<00:01.00>All <00:02.00>these\n[00:03.00]accidents')

    const found = await door.client.json('getLyrics', { artist: 'bjork', title: 'JOGA' })
    expect(found['lyrics']).toEqual({ artist: 'Björk', title: 'Jóga', value: 'All these\naccidents' })
    expect(problemsOf('getLyrics', { 'subsonic-response': found })).toEqual([])
    expect((await door.client.json('getLyrics', { title: 'joga' }))['lyrics'].artist).toBe('Somebody Else')
    expect((await door.client.json('getLyrics', { artist: 'Nobody', title: 'Jóga' }))['lyrics']).toEqual({
      value: '',
    })
  })

  test('takes the plain layer before the synchronised one', async () => {
    const song = library.addSong({ path: 'l3.mp3', title: 'Two Layers', artist: 'X' })
    library.addLyrics(song, 'lrc', '[00:01.00]synced')
    library.addLyrics(song, 'text', 'plain\n\nverse')
    expect((await door.client.json('getLyrics', { artist: 'x', title: 'two layers' }))['lyrics'].value).toBe(
      'plain\n\nverse',
    )
  })

  test('nothing found, nothing asked and nothing visible are empty texts', async () => {
    for (const asked of [
      {},
      { artist: 'Björk' },
      { title: '' },
      { artist: 'a', title: 'none such' },
      { title: '%' },
    ]) {
      expect((await door.client.json('getLyrics', asked))['lyrics']).toEqual({ value: '' })
    }
    library.addLyrics(hidden, 'text', 'secret')
    expect((await listener().json('getLyrics', { title: 'x.mp3' }))['lyrics']).toEqual({ value: '' })
    expect((await door.client.json('getLyrics', { title: 'x.mp3' }))['lyrics'].value).toBe('secret')
  })
})

describe('getAvatar', () => {
  test('draws one for every user, the same every time', async () => {
    const first = await listener().call('getAvatar', { username: 'SØREN' })
    expect(first.type).toBe('image/png')
    expect(first.bytes.length).toBeGreaterThan(200)
    const again = await door.client.call('getAvatar', { username: 'Søren' })
    expect(again.bytes.equals(first.bytes)).toBe(true)
    const known = await door.client.call(
      'getAvatar',
      { username: 'Søren' },
      { headers: { 'If-None-Match': first.headers.get('etag')! } },
    )
    expect(known.status).toBe(304)
  })

  test('an unknown user is not found, none is a missing parameter', async () => {
    expect(await door.client.code('getAvatar', { username: 'nobody' })).toBe(70)
    expect(await door.client.code('getAvatar')).toBe(10)
  })
})
