import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openKept } from '../../server/media/kept-file.ts'
import { openFilesBelow, until } from '../support/raw-request.ts'

let dir: string
beforeAll(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-kept-'))
})
afterAll(() => fs.rmSync(dir, { recursive: true }))

const place = (name: string) => ({ musicDir: dir, path: name })

test('those who come within a moment share a descriptor, which is closed afterwards', async () => {
  fs.writeFileSync(path.join(dir, 'one.mp3'), 'one')
  const first = await openKept(place('one.mp3'), 'song')
  const second = await openKept(place('one.mp3'), 'song')
  expect(second.fd).toBe(first.fd)
  first.release()
  second.release()
  await until(() => openFilesBelow(dir).length === 0)
})

test('who is still reading keeps it open', async () => {
  fs.writeFileSync(path.join(dir, 'long.mp3'), 'long')
  const reading = await openKept(place('long.mp3'), 'song')
  let another = await openKept(place('long.mp3'), 'song')
  while (another.fd === reading.fd) {
    another.release()
    await new Promise((resolve) => setImmediate(resolve))
    another = await openKept(place('long.mp3'), 'song')
  }
  another.release()
  expect(fs.readSync(reading.fd, Buffer.alloc(4), 0, 4, 0)).toBe(4)
  reading.release()
  await until(() => openFilesBelow(dir).length === 0)
})

test('size and time are those of now', async () => {
  const file = path.join(dir, 'growing.mp3')
  fs.writeFileSync(file, 'short')
  const before = await openKept(place('growing.mp3'), 'song')
  fs.writeFileSync(file, 'much longer')
  const after = await openKept(place('growing.mp3'), 'song')
  expect([before.size, after.size]).toEqual([5, 11])
  before.release()
  after.release()
})

test('many at once are opened and closed each by itself', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `${index}.mp3`)
  for (const name of names) fs.writeFileSync(path.join(dir, name), name)
  const files = await Promise.all([...names, ...names].map((name) => openKept(place(name), 'song')))
  for (const [index, file] of files.entries()) {
    const bytes = Buffer.alloc(10)
    const name = names[index % names.length]!
    expect(bytes.toString('utf8', 0, fs.readSync(file.fd, bytes, 0, 10, 0))).toBe(name)
  }
  for (const file of files) file.release()
  await until(() => openFilesBelow(dir).length === 0)
})

test('what is not there is not found', async () => {
  await expect(openKept(place('none.mp3'), 'song')).rejects.toThrow('song not found')
})
