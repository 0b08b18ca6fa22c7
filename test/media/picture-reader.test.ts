import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { createPictureReader, type PictureReader } from '../../server/media/picture-reader.ts'

let dir: string
let reader: PictureReader | undefined
beforeAll(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-pictures-'))
})
afterEach(() => reader?.close())
afterAll(() => fs.rmSync(dir, { recursive: true }))

test('reads many at once, each its own', async () => {
  reader = createPictureReader()
  const formats = ['mp3', 'flac', 'm4a', 'ogg'] as const
  const songs = formats.map((format, index) => {
    const songPath = path.join(dir, `${index}.${format}`)
    const data = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(5000 + index, index)])
    writeSong(songPath, { format, tags: { title: 'x' }, picture: { mime: 'image/jpeg', data } })
    return { songPath, data }
  })
  const read = await Promise.all(songs.map(({ songPath }) => reader!.read(songPath)))
  expect(read.map((picture, index) => picture?.equals(songs[index]!.data))).toEqual([true, true, true, true])
})

test('no picture, no music and no file are no picture', async () => {
  reader = createPictureReader()
  const bare = path.join(dir, 'bare.mp3')
  writeSong(bare, { format: 'mp3', tags: { title: 'x' } })
  fs.writeFileSync(path.join(dir, 'text.mp3'), 'no music at all')
  expect(await reader.read(bare)).toBeUndefined()
  expect(await reader.read(path.join(dir, 'text.mp3'))).toBeUndefined()
  expect(await reader.read(path.join(dir, 'none.mp3'))).toBeUndefined()
})

test('what is under way when it closes is refused, and it can be asked again', async () => {
  reader = createPictureReader()
  const asked = reader.read(path.join(dir, 'bare.mp3'))
  const refused = expect(asked).rejects.toThrow('No more pictures')
  await reader.close()
  await refused
  expect(await reader.read(path.join(dir, 'bare.mp3'))).toBeUndefined()
})
