import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openMemory } from '../../electron/memory.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'lockgroove-memory-'))

test('what is remembered is there at the next start, for this account only', () => {
  const path = join(folder(), 'desktop', 'desktop.json')
  openMemory(path).set('port', 4050)
  openMemory(path).set('saidWhereWindowIs', true)
  const memory = openMemory(path)
  expect([memory.get('port'), memory.get('saidWhereWindowIs'), memory.get('window')]).toEqual([
    4050,
    true,
    undefined,
  ])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test.each(['', '{', '[1]', '"x"', 'null'])('a file with %j in it is as good as none', (text) => {
  const path = join(folder(), 'desktop.json')
  writeFileSync(path, text)
  const memory = openMemory(path)
  expect(memory.get('port')).toBe(undefined)
  memory.set('port', 1)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ port: 1 })
})

test('where nothing can be written it is remembered for this run', () => {
  const path = join(folder(), 'desktop.json')
  mkdirSync(path)
  const memory = openMemory(path)
  memory.set('port', 1)
  expect(memory.get('port')).toBe(1)
})
