// ZIPs through the real door, looked into with our own eyes: the central directory is read and every entry compared.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { albumId, artistId, directoryId, type SongId, songId } from '../../server/ids.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../support/music-door.ts'
import { openFilesBelow, requestRaw, until } from '../support/raw-request.ts'
import { createStoredSongs, type StoredSongs } from '../support/stored-songs.ts'

let door: TestDoor
let library: StoredSongs
let dir: string
const songs: Record<string, SongId> = {}

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-zip-'))
  door = await openMusicDoor()
  library = createStoredSongs(door.db, dir)
  const add = (name: string, where: string, album: string, artist = 'Wörld: Band?') => {
    songs[name] = library.addSong({ path: where, album, artist, bytes: randomBytes(5000) })
  }
  add('one', 'World/Double/CD 1/01 a.mp3', 'Double/Album')
  add('two', 'World/Double/CD 2/01 a.mp3', 'Double/Album')
  add('three', 'World/Other/x.flac', 'Other')
  add('alone', 'Else/Alone/alone.mp3', 'Alone', 'Else')
  await door.users.update(door.users.getByName(LISTENER.user).id, { folders: [1], roles: { download: true } })
})
afterAll(async () => {
  await door.close()
  fs.rmSync(dir, { recursive: true, force: true })
})

test('an album comes with the folders of its discs', async () => {
  const { headers, bytes } = await door.client.call('download', {
    id: albumId(library.albumOf(songs['one']!)),
  })
  expect(headers.get('content-type')).toBe('application/zip')
  expect(headers.get('content-disposition')).toContain(
    "filename*=UTF-8''W%C3%B6rld_%20Band_%20-%20Double_Album.zip",
  )
  expect(headers.get('accept-ranges')).toBe('none')
  expect(Number(headers.get('content-length'))).toBe(bytes.length)
  expect(namesIn(bytes)).toEqual([
    'Wörld_ Band_ - Double_Album/CD 1/01 a.mp3',
    'Wörld_ Band_ - Double_Album/CD 2/01 a.mp3',
  ])
  expectBytesOf(bytes, ['one', 'two'])
})

test('an artist comes with a folder for each album', async () => {
  const { bytes } = await door.client.call('download', { id: artistId(library.artist('Wörld: Band?')) })
  expect(namesIn(bytes).sort()).toEqual([
    'Wörld_ Band_/Double_Album/CD 1/01 a.mp3',
    'Wörld_ Band_/Double_Album/CD 2/01 a.mp3',
    'Wörld_ Band_/Other/x.flac',
  ])
})

test('a folder of the disk comes as it lies there', async () => {
  const cd1 = library.directoryOf(songs['one']!)
  const world = door.db.prepare("SELECT id FROM directories WHERE path = 'World'").pluck().get() as number
  const root = door.db
    .prepare("SELECT id FROM directories WHERE path = '' AND folder_id = 1")
    .pluck()
    .get() as number
  const named = async (id: number) =>
    namesIn((await door.client.call('download', { id: directoryId(id) })).bytes)
  expect(await named(cd1)).toEqual(['CD 1/01 a.mp3'])
  expect(await named(world)).toEqual([
    'World/Double/CD 1/01 a.mp3',
    'World/Double/CD 2/01 a.mp3',
    'World/Other/x.flac',
  ])
  expect(await named(root)).toContain('Folder 1/Else/Alone/alone.mp3')
})

test('a playlist keeps its order and its repetitions', async () => {
  const songId_ = ['three', 'one', 'three'].map((name) => songId(songs[name]!))
  const { playlist } = await door.client.json('createPlaylist', { name: 'Mix/../1', songId: songId_ })
  const { bytes } = await door.client.call('download', { id: playlist.id })
  expect(namesIn(bytes)).toEqual(['Mix_.._1/1 - x.flac', 'Mix_.._1/2 - 01 a.mp3', 'Mix_.._1/3 - x.flac'])
  expectBytesOf(bytes, ['three', 'one', 'three'])
  expect(await door.as(LISTENER).code('download', { id: playlist.id })).toBe(70)
  await door.client.json('deletePlaylist', { id: playlist.id })
  expect(await door.client.code('download', { id: playlist.id })).toBe(70)
})

test('HEAD tells the length and opens nothing', async () => {
  const id = albumId(library.albumOf(songs['one']!))
  const got = await door.client.call('download', { id })
  const head = await door.client.call('download', { id }, { method: 'HEAD' })
  expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'))
  expect(head.bytes).toHaveLength(0)
  expect(openFilesBelow(dir)).toEqual([])
})

test('files that are gone are left out, and only files that are gone are not found', async () => {
  const there = library.addSong({ path: 'Half/there.mp3', album: 'Half' })
  library.addSong({ path: 'Half/gone.mp3', album: 'Half' })
  fs.rmSync(path.join(library.musicDir, 'Half/gone.mp3'))
  const id = albumId(library.albumOf(there))
  const { bytes, headers } = await door.client.call('download', { id })
  expect(namesIn(bytes)).toEqual(['Somebody - Half/there.mp3'])
  expect(Number(headers.get('content-length'))).toBe(bytes.length)
  fs.rmSync(path.join(library.musicDir, 'Half/there.mp3'))
  expect(await door.client.code('download', { id })).toBe(70)
})

test('nothing of folders the caller may not use is in it', async () => {
  library.addSong({ folder: 2, path: 'Hidden/h.mp3', album: 'Hidden Album', artist: 'Else' })
  const id = artistId(library.artist('Else'))
  expect(namesIn((await door.client.call('download', { id })).bytes)).toHaveLength(2)
  expect(namesIn((await door.as(LISTENER).call('download', { id })).bytes)).toEqual(['Else/alone.mp3'])
})

test('a thousand entries have the length that was announced', async () => {
  for (let index = 0; index < 1000; index++) {
    library.addSong({
      path: `Thousand/${'long name '.repeat(5)}${index}.mp3`,
      album: 'Thousand',
      bytes: Buffer.from(`${index}`),
    })
  }
  const root = door.db.prepare("SELECT id FROM directories WHERE path = 'Thousand'").pluck().get() as number
  const { bytes, headers } = await door.client.call('download', { id: directoryId(root) })
  expect(bytes.length).toBe(Number(headers.get('content-length')))
  expect(namesIn(bytes)).toHaveLength(1000)
})

test('a client that goes away stops the reading and leaves no file open', async () => {
  const ids = Array.from({ length: 4 }, (_, index) =>
    library.addSong({
      path: `Large/${index}.wav`,
      album: 'Large',
      bytes: Buffer.alloc(12 * 1024 * 1024, index),
    }),
  )
  const url = door.client.url('download', { id: albumId(library.albumOf(ids[0]!)) })
  for (let time = 0; time < 5; time++) {
    const socket = await requestRaw(url)
    await new Promise((resolve) => socket.once('readable', resolve))
    // All were looked at before the first byte; from then on one at a time.
    await until(() => process.platform !== 'linux' || openFilesBelow(dir).length === 1)
    socket.destroy()
    await until(() => openFilesBelow(dir).length === 0)
  }
})

test('a file that changes while the archive is sent cuts the connection', async () => {
  const id = library.addSong({ path: 'Cut/0.wav', album: 'Cut', bytes: Buffer.alloc(24 * 1024 * 1024) })
  library.addSong({ path: 'Cut/1.wav', album: 'Cut', bytes: Buffer.alloc(1000) })
  const socket = await requestRaw(door.client.url('download', { id: albumId(library.albumOf(id)) }))
  await new Promise((resolve) => socket.once('readable', resolve))
  fs.rmSync(path.join(library.musicDir, 'Cut/1.wav'))
  let received = 0
  for await (const chunk of socket) received += (chunk as Buffer).length
  expect(received).toBeGreaterThan(20 * 1024 * 1024)
  expect(received).toBeLessThan(24 * 1024 * 1024 + 1000)
  await until(() => openFilesBelow(dir).length === 0)
})

/** Names in the order of the central directory, after checking where it says things are. */
function namesIn(zip: Buffer): string[] {
  return entriesIn(zip).map(({ name }) => name)
}

function expectBytesOf(zip: Buffer, names: string[]) {
  const contents = names.map((name) => {
    const relative = door.db.prepare('SELECT path FROM songs WHERE id = ?').pluck().get(songs[name]) as string
    return fs.readFileSync(path.join(library.musicDir, relative))
  })
  expect(entriesIn(zip).map(({ content }, index) => content.equals(contents[index]!))).toEqual(
    contents.map(() => true),
  )
}

function entriesIn(zip: Buffer): { name: string; content: Buffer }[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  let count = zip.readUInt16LE(end + 10)
  let at = zip.readUInt32LE(end + 16)
  if (at === 0xffffffff || count === 0xffff) {
    const long = Number(zip.readBigUInt64LE(end - 20 + 8))
    count = Number(zip.readBigUInt64LE(long + 32))
    at = Number(zip.readBigUInt64LE(long + 48))
  }
  return Array.from({ length: count }, () => {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50)
    expect(zip.readUInt16LE(at + 10)).toBe(0)
    const [crc, size, nameLength] = [
      zip.readUInt32LE(at + 16),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const content = zip.subarray(start, start + size)
    expect(crc32(content)).toBe(crc)
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    return { name, content }
  })
}
