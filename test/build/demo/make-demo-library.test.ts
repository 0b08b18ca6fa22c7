import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseFile } from 'music-metadata'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { albums, artists } from '../../../build/demo/catalogue.ts'
import { extraFiles } from '../../../build/demo/extra-files.ts'
import { makeDemoLibrary } from '../../../build/demo/make-demo-library.ts'
import { markerName } from '../../../build/demo/marker.ts'
import { songFiles } from '../../../build/demo/song-files.ts'

// Three songs stand for all: the music of every style is tested in synth.test.ts.
const album = albums.find((one) => one.title === 'ليالي المرفأ')!
const onlyAlbums = [album.title]
let dir = ''
const progress: string[] = []

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-demo-'))
  await makeDemoLibrary(path.join(dir, 'one'), {
    onlyAlbums,
    onProgress: ({ done, total }) => progress.push(`${done}/${total}`),
  })
})
afterAll(() => fs.rmSync(dir, { recursive: true }))

function hashes(musicDir: string): Record<string, string> {
  const files = fs.readdirSync(musicDir, { recursive: true, encoding: 'utf8' }).sort()
  const found: Record<string, string> = {}
  for (const name of files) {
    const file = path.join(musicDir, name)
    if (fs.statSync(file).isFile())
      found[name] = createHash('sha256').update(fs.readFileSync(file)).digest('hex')
  }
  return found
}

describe('makeDemoLibrary', () => {
  test('writes songs, covers, portraits and playlists, and counts on the way', () => {
    const folder = `${album.artist}/${album.title}`
    expect(Object.keys(hashes(path.join(dir, 'one'))).sort()).toEqual(
      [
        markerName,
        `${album.artist}/artist.jpg`,
        `${folder}/cover.jpg`,
        ...album.songs.map((song, i) => `${folder}/0${i + 1} ${song.title}.ogg`),
        'Playlists/Night Ride.m3u8',
      ].sort(),
    )
    expect(progress).toEqual(['1/4', '2/4', '3/4', '4/4'])
  })

  test('tags every song and puts the cover inside', async () => {
    for (const { path: songPath, tags } of songFiles([album])) {
      const { common, format } = await parseFile(path.join(dir, 'one', songPath), { duration: true })
      expect(common).toMatchObject({
        title: tags.title,
        album: album.title,
        albumartist: album.artist,
        artists: tags.artists,
        genre: album.genres,
        originaldate: '1987',
        track: { no: tags.track, of: 3 },
      })
      expect(format.duration).toBeGreaterThan(12)
      expect(format.duration).toBeLessThan(30)
      const cover = await sharp(common.picture![0]!.data).metadata()
      expect([cover.width, cover.height, cover.format]).toEqual([500, 500, 'jpeg'])
    }
  })

  test('gives the same bytes in another folder', async () => {
    await makeDemoLibrary(path.join(dir, 'two'), { onlyAlbums })
    expect(hashes(path.join(dir, 'two'))).toEqual(hashes(path.join(dir, 'one')))
  })

  test('leaves a finished library alone, and makes it again when a file is gone', async () => {
    const musicDir = path.join(dir, 'one')
    expect(await makeDemoLibrary(musicDir, { onlyAlbums })).toEqual({ songs: 3, albums: 1, made: false })
    const before = hashes(musicDir)
    fs.rmSync(path.join(musicDir, songFiles([album])[0]!.path))
    expect(await makeDemoLibrary(musicDir, { onlyAlbums })).toEqual({ songs: 3, albums: 1, made: true })
    expect(hashes(musicDir)).toEqual(before)
  })

  test('refuses a folder that holds something else', async () => {
    const musicDir = path.join(dir, 'mine')
    fs.mkdirSync(musicDir)
    fs.writeFileSync(path.join(musicDir, 'mine.mp3'), '')
    await expect(makeDemoLibrary(musicDir)).rejects.toThrow('demo library: expected an empty folder')
    expect(fs.readdirSync(musicDir)).toEqual(['mine.mp3'])
  })
})

describe('the catalogue', () => {
  const songs = songFiles()

  test('has 30 to 45 songs in eight or more albums, in five formats and many scripts', () => {
    expect(songs.length).toBeGreaterThanOrEqual(30)
    expect(songs.length).toBeLessThanOrEqual(45)
    expect(albums.length).toBeGreaterThanOrEqual(8)
    expect(new Set(songs.map((song) => song.format))).toEqual(new Set(['mp3', 'flac', 'ogg', 'wav', 'm4a']))
    const titles = songs.map((song) => song.tags.title).join()
    for (const script of [
      /\p{Script=Han}/u,
      /\p{Script=Hiragana}/u,
      /\p{Script=Greek}/u,
      /\p{Script=Arabic}/u,
      /[éöðþ]/,
    ]) {
      expect(titles).toMatch(script)
    }
    expect(new Set(songs.map((song) => song.path)).size).toBe(songs.length)
    expect(songs.every((song) => !/[\\:*?"<>|]/.test(song.path))).toBe(true)
  })

  test('has an album of two discs, a compilation and a portrait for everybody', () => {
    expect(songs.filter((song) => song.tags.discTotal === 2).map((song) => song.tags.discSubtitle)).toContain(
      'Evening',
    )
    expect(songs.filter((song) => song.tags.compilation).map((song) => song.tags.albumArtist)).toContain(
      'Various Artists',
    )
    const names = new Set(songs.flatMap((song) => song.tags.artists!))
    expect([...names].sort()).toEqual(artists.map((artist) => artist.name).sort())
  })

  test('lists only songs that exist, and words whose times rise within the song', () => {
    const files = extraFiles(songs)
    expect(Object.keys(files).filter((name) => name.endsWith('.m3u8')).length).toBe(2)
    for (const [name, text] of Object.entries(files)) {
      if (name.endsWith('.m3u8')) {
        const entries = text.split('\n').filter((line) => line.startsWith('../'))
        expect(entries.length).toBeGreaterThan(5)
        for (const entry of entries) expect(songs.map((song) => `../${song.path}`)).toContain(entry)
        continue
      }
      const seconds = [...text.matchAll(/^\[(\d\d):(\d\d\.\d\d)\]/gm)].map(
        ([, min, sec]) => Number(min) * 60 + Number(sec),
      )
      expect(seconds.length).toBe(4)
      expect(seconds).toEqual(seconds.toSorted((a, b) => a - b))
      expect(seconds.at(-1)).toBeLessThan(30)
    }
  })
})
