// Covers through the real door, with real pictures and sharp.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { albumId, artistId, directoryId, type SongId, songId } from '../../server/ids.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../support/music-door.ts'
import { createStoredSongs, type StoredSongs } from '../support/stored-songs.ts'

let door: TestDoor
let library: StoredSongs
let dir: string
let song: SongId
let picture: Buffer
const WIDE = 1000

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-covers-'))
  door = await openMusicDoor()
  library = createStoredSongs(door.db, dir)
  picture = await noise(WIDE, 500, 'jpeg')
  song = library.addSong({ path: 'Artist/Album/1.mp3', artist: 'Artist', album: 'Album' })
  library.addCover(song, 'cover.jpg', picture, 'aaaaaaaa1')
  await door.users.update(door.users.getByName(LISTENER.user).id, { folders: [1] })
})
afterAll(async () => {
  await door.close()
  fs.rmSync(dir, { recursive: true, force: true })
})

const cover = (id: string, parameters = {}, headers = {}) =>
  door.client.call('getCoverArt', { id, ...parameters }, { headers })

test('without a size the original comes, byte for byte', async () => {
  for (const size of [undefined, 0, -5, 'big']) {
    const { bytes, type, headers } = await cover(albumId(library.albumOf(song)), { size })
    expect(bytes.equals(picture)).toBe(true)
    expect(type).toBe('image/jpeg')
    expect(headers.get('cache-control')).toMatch(/^private, max-age=\d+$/)
    expect(headers.get('etag')).toBeTruthy()
  }
})

test.each([
  [300, 300],
  [250, 300],
  [1, 64],
  [601, 800],
  [1600, WIDE],
  [100_000, WIDE],
])('size %i gives a longest edge of %i pixels', async (size, edge) => {
  const { bytes, type } = await cover(albumId(library.albumOf(song)), { size })
  expect(type).toBe('image/jpeg')
  const { width, height } = await sharp(bytes).metadata()
  expect([width, height]).toEqual([edge, edge / 2])
})

test('sizes of the same step share one picture', async () => {
  const one = await cover(albumId(library.albumOf(song)), { size: 290 })
  const other = await cover(albumId(library.albumOf(song)), { size: 210 })
  expect(one.headers.get('etag')).toBe(other.headers.get('etag'))
  expect(one.bytes.equals(other.bytes)).toBe(true)
})

test('every id that leads to it works, stamps and stray prefixes included', async () => {
  const album = albumId(library.albumOf(song))
  const expected = (await cover(album, { size: 64 })).bytes
  for (const id of [
    `${album}_aaaaaaaa`,
    `${album}_oldstamp`,
    `al-${album}`,
    songId(song),
    directoryId(library.directoryOf(song)),
  ]) {
    expect((await cover(id, { size: 64 })).bytes.equals(expected)).toBe(true)
  }
})

test('who has it gets 304, for originals and for small ones', async () => {
  for (const size of [undefined, 128]) {
    const first = await cover(albumId(library.albumOf(song)), { size })
    const again = await cover(
      albumId(library.albumOf(song)),
      { size },
      { 'If-None-Match': first.headers.get('etag')! },
    )
    expect(again.status).toBe(304)
    expect(again.bytes).toHaveLength(0)
  }
})

test('a new picture has another tag and another look', async () => {
  const id = library.addSong({ path: 'Artist/Changing/1.mp3', album: 'Changing' })
  library.addCover(id, 'cover.jpg', picture, 'one')
  const before = await cover(songId(id), { size: 64 })
  library.addCover(id, 'cover.jpg', await plain(100, '#ff0000', 'jpeg'), 'two')
  const after = await cover(songId(id), { size: 64 }, { 'If-None-Match': before.headers.get('etag')! })
  expect(after.status).toBe(200)
  expect(after.bytes.equals(before.bytes)).toBe(false)
})

test('PNG stays PNG only where something shows through; WebP only for who names it', async () => {
  const see = library.addSong({ path: 'Artist/See/1.mp3', album: 'See' })
  const through = await sharp({ create: { width: 200, height: 200, channels: 4, background: '#00ff0080' } })
    .png()
    .toBuffer()
  library.addCover(see, 'front.png', through, 'through')
  expect((await cover(songId(see))).type).toBe('image/png')
  expect((await cover(songId(see), { size: 100 })).type).toBe('image/png')

  const opaque = library.addSong({ path: 'Artist/Opaque/1.mp3', album: 'Opaque' })
  library.addCover(opaque, 'front.png', await plain(200, '#123456', 'png'), 'opaque')
  expect((await cover(songId(opaque), { size: 100 })).type).toBe('image/jpeg')

  const webp = await cover(songId(opaque), { size: 100 }, { Accept: 'image/avif,image/webp,*/*' })
  expect(webp.type).toBe('image/webp')
  expect(webp.headers.get('vary')).toMatch(/accept/i)
  expect((await cover(songId(opaque), { size: 100 }, { Accept: 'image/*,*/*' })).type).toBe('image/jpeg')
  expect((await cover(songId(opaque), { size: 100 }, { Accept: 'image/webp;q=0' })).type).toBe('image/jpeg')
})

test('a turned photograph is turned upright', async () => {
  const id = library.addSong({ path: 'Artist/Turned/1.mp3', album: 'Turned' })
  const turned = await sharp(await plain(400, '#445566', 'jpeg'))
    .resize(400, 200, { fit: 'fill' })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  library.addCover(id, 'cover.jpg', turned, 'turned')
  const { width, height } = await sharp((await cover(songId(id), { size: 200 })).bytes).metadata()
  expect([width, height]).toEqual([100, 200])
})

test('a song with a picture of its own shows that', async () => {
  const own = await plain(300, '#00ff00', 'png')
  const id = library.addSong({
    path: 'Artist/Album/2.flac',
    artist: 'Artist',
    album: 'Album',
    pictureHash: 'ffff',
  })
  writeSong(path.join(library.musicDir, 'Artist/Album/2.flac'), {
    format: 'flac',
    tags: { title: 'x' },
    picture: { mime: 'image/png', data: own },
  })
  const original = await cover(songId(id))
  expect(original.bytes.equals(own)).toBe(true)
  expect(original.type).toBe('image/png')
  expect((await sharp((await cover(songId(id), { size: 160 })).bytes).metadata()).width).toBe(160)
})

test('an artist shows the image in the folder, a playlist four albums', async () => {
  const directory = library.directoryOf(song)
  fs.writeFileSync(path.join(library.musicDir, 'Artist/Album/artist.jpg'), picture)
  door.db
    .prepare("UPDATE directories SET artist_image_file = 'artist.jpg', artist_image_hash = 'h' WHERE id = ?")
    .run(directory)
  door.db
    .prepare("UPDATE artists SET image_directory_id = ?, image_hash = 'h' WHERE id = ?")
    .run(directory, library.artist('Artist'))
  expect((await cover(artistId(library.artist('Artist')))).bytes.equals(picture)).toBe(true)

  const songs: SongId[] = []
  for (const [index, colour] of ['#ff0000', '#00ff00', '#0000ff', '#ffffff'].entries()) {
    const id = library.addSong({ path: `Four/${index}/1.mp3`, album: `Four ${index}` })
    library.addCover(id, 'cover.png', await plain(150, colour, 'png'), `four${index}`)
    songs.push(id)
  }
  const { playlist } = await door.client.json('createPlaylist', { name: 'Four', songId: songs.map(songId) })
  expect(playlist.coverArt).toMatch(/^pl-\d+_/)
  const mosaic = await cover(playlist.coverArt, { size: 200 })
  const { data, info } = await sharp(mosaic.bytes).raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual([200, 200])
  const at = (x: number, y: number) =>
    [...data.subarray((y * 200 + x) * 3, (y * 200 + x) * 3 + 3)].map((v) => Math.round(v / 255))
  expect([at(50, 50), at(150, 50), at(50, 150), at(150, 150)]).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 1, 1],
  ])
  expect((await sharp((await cover(playlist.id)).bytes).metadata()).width).toBe(600)
})

test('no picture, a broken one, one that is none and one outside are not found', async () => {
  const bare = library.addSong({ path: 'Bare/1.mp3', album: 'Bare' })
  const broken = library.addSong({ path: 'Broken/1.mp3', album: 'Broken' })
  library.addCover(
    broken,
    'cover.jpg',
    Buffer.concat([picture.subarray(0, 300), Buffer.alloc(500, 0x20)]),
    'broken',
  )
  const page = library.addSong({ path: 'Page/1.mp3', album: 'Page' })
  library.addCover(
    page,
    'cover.jpg',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    'page',
  )
  const away = library.addSong({ path: 'Away/1.mp3', album: 'Away' })
  library.addCover(away, 'cover.jpg', picture, 'away')
  fs.writeFileSync(path.join(dir, 'private.jpg'), picture)
  fs.rmSync(path.join(library.musicDir, 'Away/cover.jpg'))
  fs.symlinkSync(path.join(dir, 'private.jpg'), path.join(library.musicDir, 'Away/cover.jpg'))

  for (const id of [bare, page, away].map(songId)) {
    expect(await door.client.code('getCoverArt', { id })).toBe(70)
  }
  for (const id of [bare, broken, page, away].map(songId)) {
    expect(await door.client.code('getCoverArt', { id, size: 300 })).toBe(70)
  }
  for (const id of [
    'al-99999',
    'so-99999',
    'ar-99999',
    'di-99999',
    'pl-99999',
    'nothing',
    '-1',
    'al-al-al-1',
  ]) {
    expect(await door.client.code('getCoverArt', { id, size: 300 })).toBe(70)
  }
  expect(await door.client.code('getCoverArt')).toBe(10)
})

test('a picture of absurd dimensions is refused before it is unpacked', async () => {
  const id = library.addSong({ path: 'Bomb/1.mp3', album: 'Bomb' })
  const bomb = await sharp({
    create: { width: 12_000, height: 12_000, channels: 3, background: '#000' },
    limitInputPixels: false,
  })
    .png({ compressionLevel: 9 })
    .toBuffer()
  library.addCover(id, 'cover.png', bomb, 'bomb')
  expect(await door.client.code('getCoverArt', { id: songId(id), size: 64 })).toBe(70)
})

test('covers of folders the caller may not use are not found', async () => {
  const hidden = library.addSong({ folder: 2, path: 'Hidden/1.mp3', album: 'Hidden' })
  library.addCover(hidden, 'cover.jpg', picture, 'hidden')
  for (const id of [
    songId(hidden),
    albumId(library.albumOf(hidden)),
    directoryId(library.directoryOf(hidden)),
  ]) {
    expect(await door.as(LISTENER).code('getCoverArt', { id, size: 64 })).toBe(70)
    expect((await cover(id, { size: 64 })).status).toBe(200)
  }
})

test('fifty cold covers at once, each asked for three times, are all made', async () => {
  const ids: SongId[] = []
  for (let index = 0; index < 50; index++) {
    const id = library.addSong({ path: `Many/${index}/1.mp3`, album: `Many ${index}` })
    library.addCover(id, 'cover.jpg', picture, `many${index}`)
    ids.push(id)
  }
  const answers = await Promise.all([...ids, ...ids, ...ids].map((id) => cover(songId(id), { size: 300 })))
  expect(answers.filter(({ type }) => type !== 'image/jpeg')).toEqual([])
})

test('what was made survives in the cache folder', async () => {
  const cacheDir = path.join(path.dirname(door.db.name), 'cache', 'covers')
  await cover(songId(song), { size: 400 })
  const count = () => (fs.existsSync(cacheDir) ? fs.readdirSync(cacheDir, { recursive: true }).length : 0)
  while (count() === 0) await new Promise((resolve) => setImmediate(resolve))
})

function noise(width: number, height: number, format: 'jpeg' | 'png'): Promise<Buffer> {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
      background: '#000',
    },
  })
    .toFormat(format)
    .toBuffer()
}

function plain(edge: number, background: string, format: 'jpeg' | 'png'): Promise<Buffer> {
  return sharp({ create: { width: edge, height: edge, channels: 3, background } })
    .toFormat(format)
    .toBuffer()
}
