import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchSources, readSources } from '../../build/ffmpeg/fetch-sources.ts'

const TARBALL = Buffer.from('as if it were the source of a program')
const SHA256 = createHash('sha256').update(TARBALL).digest('hex')
const folder = mkdtempSync(join(tmpdir(), 'lockgroove-sources-'))
let server: Server
let url: string

beforeAll(async () => {
  server = createServer((request, answer) => {
    if (request.url === '/opus-1.5.2.tar.gz') return answer.end(TARBALL)
    answer.statusCode = 404
    answer.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const source = (more: { url?: string; sha256?: string }) => ({
  name: 'opus',
  version: '1.5.2',
  licence: 'BSD-3-Clause',
  url: `${url}/opus-1.5.2.tar.gz`,
  sha256: SHA256,
  ...more,
})

test('a source with the right checksum is kept', async () => {
  const [path] = await fetchSources([source({})], join(folder, 'right'))
  expect(path).toBe(join(folder, 'right', 'opus-1.5.2.tar.gz'))
  expect(readFileSync(path!)).toEqual(TARBALL)
})

test.each([
  ['another checksum', { sha256: 'a'.repeat(64) }, /opus: expected SHA-256 a{64}, got [0-9a-f]{64}/],
  ['no checksum', { sha256: '' }, /opus: sources\.json has no SHA-256/],
])('with %s nothing is kept', async (name, more, expected) => {
  const place = join(folder, name)
  await expect(fetchSources([source(more)], place)).rejects.toThrow(expected)
  expect(existsSync(place) ? readdirSync(place) : []).toEqual([])
})

test('a source that is gone is said', async () => {
  const gone = source({ url: `${url}/gone.tar.gz` })
  await expect(fetchSources([gone], folder)).rejects.toThrow('answers 404')
})

test('every source has its checksum, comes by HTTPS and is free enough', () => {
  const sources = readSources()
  expect(sources.map(({ name }) => name)).toEqual(['ffmpeg', 'lame', 'opus'])
  for (const { url, sha256, licence } of sources) {
    expect(url).toMatch(/^https:\/\//)
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(licence).toMatch(/^(?:LGPL|BSD)/)
  }
  const script = readFileSync(join(import.meta.dirname, '../../build/ffmpeg/build.sh'), 'utf8')
  const configured = script.split('\n').filter((line) => !line.startsWith('#'))
  expect(configured.join('\n')).not.toMatch(/--enable-(?:gpl|nonfree|version3|network)/)
})
