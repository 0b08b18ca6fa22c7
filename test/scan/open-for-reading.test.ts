import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTextFile } from '../../server/scan/decode-text.ts'
import { readPicture } from '../../server/scan/tags/read-picture.ts'
import { readSong } from '../../server/scan/tags/read-song.ts'
import { lacks } from '../support/requires.ts'

const noPipes = process.platform === 'win32' || lacks('mkfifo')
let dir: string
let pipe: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lockgroove-pipe-'))
  pipe = join(dir, 'song.mp3')
  if (!noPipes) execFileSync('mkfifo', [pipe])
})

afterEach(() => rmSync(dir, { recursive: true }))

// Nobody writes to the pipe: whoever opens it in the ordinary way never comes back.
test.skipIf(noPipes)('a pipe in place of a file is not waited for', async () => {
  expect(readTextFile(pipe, 100)).toBe('')
  expect(() => readSong(pipe, 1000)).toThrow()
  expect(await readPicture(pipe)).toBeUndefined()
})
