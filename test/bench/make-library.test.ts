import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseFile } from 'music-metadata'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BenchLibrary, makeBenchLibrary } from './make-library.ts'

let dir = ''
let made: BenchLibrary
beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-bench-library-'))
  made = await makeBenchLibrary(path.join(dir, 'one'), { tracks: 200 })
})
afterAll(() => fs.rmSync(dir, { recursive: true }))

function songsIn(folder: string): string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.(mp3|flac|m4a|ogg|opus)$/.test(name)).sort()
}

describe('makeBenchLibrary', () => {
  test('makes exactly as many songs as asked for, in albums with covers', () => {
    const names = songsIn(path.join(dir, 'one'))
    expect(names.length).toBe(200)
    expect(made).toMatchObject({ tracks: 200, albums: 18 })
    const folders = new Set(names.map((name) => path.dirname(name)))
    expect(folders.size).toBe(18)
    for (const folder of folders) expect(fs.existsSync(path.join(dir, 'one', folder, 'cover.jpg'))).toBe(true)
    expect(fs.statSync(path.join(dir, 'one', made.largeSong)).size).toBeGreaterThan(8_000_000)
  })

  test('tags every song and gives it minutes', async () => {
    for (const name of songsIn(path.join(dir, 'one'))) {
      const { common, format } = await parseFile(path.join(dir, 'one', name), {
        duration: /\.(ogg|opus)$/.test(name),
      })
      expect(common.title, name).toBeTruthy()
      expect(common.album, name).toBeTruthy()
      expect(common.albumartist ?? common.artist, name).toBeTruthy()
      expect(format.duration, name).toBeGreaterThan(90)
    }
  })

  test('gives the same library for the same seed', async () => {
    await makeBenchLibrary(path.join(dir, 'two'), { tracks: 200 })
    expect(songsIn(path.join(dir, 'two'))).toEqual(songsIn(path.join(dir, 'one')))
    for (const name of songsIn(path.join(dir, 'one')).slice(0, 40)) {
      const [one, two] = ['one', 'two'].map((folder) => fs.readFileSync(path.join(dir, folder, name)))
      expect(one!.equals(two!), name).toBe(true)
    }
  })
})
