// What asks on a terminal, on a real one: whoever presses Ctrl+C or Ctrl+D there changed their mind.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'

const CLI = join(import.meta.dirname, '..', '..', 'server', 'cli.ts')
// util-linux: its options are others elsewhere.
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

let line: CommandLine
beforeAll(async () => {
  line = createCommandLine()
  await line.run(['user', 'add', 'Anna', '--admin', '--password-stdin'], { input: 'the owl knows the way' })
})
afterAll(() => line.close())

/** Presses `key` as soon as something is asked. */
async function onTerminal(command: string, key: string, meanwhile = () => {}) {
  const child = spawn('script', ['-qec', `${process.execPath} ${CLI} ${command}`, '/dev/null'], {
    env: line.environment,
  })
  let screen = ''
  let isPressed = false
  child.stdout.on('data', (part) => {
    screen += part
    if (isPressed || !/(?:Password|to do it): /.test(screen)) return
    isPressed = true
    meanwhile()
    child.stdin.write(key)
  })
  const [code] = await once(child, 'close')
  return { code, screen }
}

test.skipIf(!hasTerminals).each([
  ['user password anna', '\x03', /Stopped\. Nothing was changed\./],
  ['user password anna', '\x04', /Stopped\. Nothing was changed\./],
  ['panic', '\x03', /Nothing was done\./],
  ['panic', '\x04', /Nothing was done\./],
  ['panic', 'no\r', /Nothing was done\./],
])('%s, answered with %j, says so and ends with 1', async (command, key, sentence) => {
  const { code, screen } = await onTerminal(command, key)
  expect(screen).toMatch(sentence)
  expect(screen).not.toMatch(/Warning|Error|^ +at /m)
  expect(code).toBe(1)
})

test.skipIf(!hasTerminals)('key start-over does nothing when the key turns up while it asks', async () => {
  const keys = join(line.folder, '.config')
  renameSync(keys, `${keys}.lost`)
  const { code, screen } = await onTerminal('key start-over', 'start over\r', () =>
    renameSync(`${keys}.lost`, keys),
  )
  expect(screen).toMatch(/Nothing is lost: the vault opens with the master key/)
  expect(code).toBe(1)
  expect(await line.run(['key', 'status'])).toMatchObject({ code: 0 })
})
