import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shell } from 'electron'
import { expect, test, vi } from 'vitest'
import { openLogFile, openLogFolder } from '../../electron/log-file.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'lockgroove-log-'))

test('the log keeps to its size, and to the file before it', () => {
  const path = join(folder(), 'logs', 'lockgroove.log')
  const line = `${'x'.repeat(99)}\n`
  const log = openLogFile(path, 1000)
  for (let count = 0; count < 25; count++) log.write(line)
  openLogFile(path, 1000).write('the last line\n')
  expect(readdirSync(join(path, '..')).sort()).toEqual(['lockgroove.log', 'lockgroove.log.1'])
  expect(readFileSync(path, 'utf8')).toBe(`${line.repeat(5)}the last line\n`)
  expect(statSync(`${path}.1`).size).toBe(1000)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a log that cannot be written stops nobody', async () => {
  const path = join(folder(), 'lockgroove.log')
  mkdirSync(path)
  const log = openLogFile(path)
  await new Promise<void>((resolve, reject) =>
    log.write('x\n', (error) => (error ? reject(error) : resolve())),
  )
})

test('its folder is there to be opened before anything is in it', async () => {
  const logs = join(folder(), 'logs')
  const opened = vi.spyOn(shell, 'openPath')
  await openLogFolder(logs)
  expect(opened.mock.calls).toEqual([[logs]])
  expect(existsSync(logs)).toBe(true)
})

test('where no folder can be shown it is said which one it is', async () => {
  const file = join(folder(), 'file')
  writeFileSync(file, '')
  vi.spyOn(shell, 'openPath').mockResolvedValue('No application is registered')
  const logs = join(file, 'logs')
  await expect(openLogFolder(logs)).rejects.toThrow(`The folder of the log could not be opened: ${logs}`)
})
