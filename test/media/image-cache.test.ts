import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../server/log.ts'
import { createImageCache } from '../../server/media/image-cache.ts'

const log = createLog({ verbosity: 'silent' })
let dir: string
beforeEach(() => {
  dir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'covers-')), 'covers')
})
afterEach(() => fs.rmSync(path.dirname(dir), { recursive: true, force: true }))

const image = (bytes: number, fill = 1) => Buffer.alloc(bytes, fill)
const files = () =>
  fs.existsSync(dir)
    ? fs.readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    : []

test('what was stored is there after a restart, for its owner only', async () => {
  const cache = createImageCache({ dir, log })
  cache.store('abcdef', image(1000, 7))
  expect(cache.peek('abcdef')).toEqual(image(1000, 7))
  await cache.settled()

  expect(files()).toHaveLength(1)
  const [file] = files()
  expect(fs.statSync(path.join(file!.parentPath, file!.name)).mode & 0o777).toBe(0o600)
  expect(fs.statSync(file!.parentPath).mode & 0o777).toBe(0o700)

  const restarted = createImageCache({ dir, log })
  expect(restarted.peek('abcdef')).toBeUndefined()
  expect(await restarted.find('abcdef')).toEqual(image(1000, 7))
  expect(restarted.peek('abcdef')).toEqual(image(1000, 7))
  expect(await restarted.find('unknown')).toBeUndefined()
})

test('memory keeps what was used last', async () => {
  const cache = createImageCache({ dir, log, maxMemoryBytes: 8000 })
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) cache.store(key, image(1000))
  cache.peek('a')
  cache.store('i', image(1000))
  expect(cache.peek('a')).toBeDefined()
  expect(cache.peek('b')).toBeUndefined()
  await cache.settled()
})

test('one large image does not push everything else out of memory', async () => {
  const cache = createImageCache({ dir, log, maxMemoryBytes: 8000 })
  cache.store('small', image(1000))
  cache.store('large', image(5000))
  expect(cache.peek('small')).toBeDefined()
  expect(cache.peek('large')).toBeUndefined()
  await cache.settled()
  expect(await cache.find('large')).toHaveLength(5000)
})

test('the folder stays within its bound and keeps the newest', async () => {
  const cache = createImageCache({ dir, log, maxDiskBytes: 10_000, maxMemoryBytes: 0 })
  for (let number = 0; number < 30; number++) {
    cache.store(`key${number}`, image(1000))
    await cache.settled()
    const age = new Date(Date.now() - (30 - number) * 60_000)
    const written = path.join(dir, 'ke', `key${number}`)
    if (fs.existsSync(written)) fs.utimesSync(written, age, age)
  }
  const bytes = files().length * 1000
  expect(bytes).toBeLessThanOrEqual(10_000)
  expect(bytes).toBeGreaterThanOrEqual(5000)
  expect(await cache.find('key29')).toBeDefined()
  expect(await cache.find('key0')).toBeUndefined()
})

test('a folder deleted while the server runs is made again', async () => {
  const cache = createImageCache({ dir, log, maxMemoryBytes: 0 })
  cache.store('one', image(10))
  await cache.settled()
  fs.rmSync(dir, { recursive: true })
  expect(await cache.find('one')).toBeUndefined()
  cache.store('two', image(10))
  await cache.settled()
  expect(await cache.find('two')).toHaveLength(10)
})

test('a folder that cannot be written is no failure', async () => {
  fs.writeFileSync(dir, 'a file where the folder should be')
  const cache = createImageCache({ dir, log })
  cache.store('one', image(10))
  await cache.settled()
  expect(await cache.find('one')).toHaveLength(10)
})
