// What a terminal asks of the installed app is done by the code of the headless commands, with the app's own helper processes.
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { isCommand, runCommand } from '../../electron/commands.ts'
import { BrowserWindow } from '../support/electron/browser-window.ts'
import { closeElectron, resetElectron, trays, utilityProcesses, world } from '../support/electron/control.ts'

beforeEach(async () => {
  await resetElectron()
  vi.stubEnv('LOCKGROOVE_ALLOW_ROOT', 'on')
  vi.stubEnv('LOCKGROOVE_DATA', join(world.folder, 'data'))
  vi.stubEnv('LOCKGROOVE_CACHE', join(world.folder, 'cache'))
  vi.stubEnv('HOME', world.folder)
  // No bus: whoever runs the tests keeps their keyring.
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', `unix:path=${join(world.folder, 'no-bus')}`)
  return () => vi.unstubAllEnvs()
})
afterAll(() => closeElectron())

test.each([
  [['backup', 'restore', 'x.lockgroove'], true],
  [['no-such-command'], true],
  [['--help'], true],
  [['--version'], true],
  [[], false],
  [['--hidden'], false],
  [['--no-sandbox', 'backup'], false],
  [['-psn_0_12345'], false],
  [['lockgroove://albums'], false],
])('%j is for the command line: %s', (words, expected) => {
  expect(isCommand(words)).toBe(expected)
})

describe('a command', () => {
  async function runs(...words: string[]) {
    const said: string[] = []
    const keep = (text: unknown) => said.push(String(text)) > 0
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(keep)
    const err = vi.spyOn(process.stderr, 'write').mockImplementation(keep)
    try {
      await runCommand(words)
    } finally {
      out.mockRestore()
      err.mockRestore()
    }
    return { said: said.join(''), exitCode: world.exitCode }
  }

  test('is done without window or tray, outside the running app folder, and nothing of it is left', async () => {
    const { said, exitCode } = await runs('--help')
    expect(said).toContain('backup make')
    expect(exitCode).toBe(0)
    expect([BrowserWindow.getAllWindows(), trays]).toEqual([[], []])
    const folder = app.getPath('userData')
    expect(folder.startsWith(join(tmpdir(), 'lockgroove-command-'))).toBe(true)
    expect(existsSync(folder)).toBe(false)
  })

  test('that is none says so and has its exit code', async () => {
    expect(await runs('no-such-command')).toEqual({
      said: expect.stringContaining('Unknown command "no-such-command"'),
      exitCode: 2,
    })
  })

  test('asks the keychain through a process of the app', async () => {
    const { exitCode, said } = await runs('user', 'list')
    expect([exitCode, said]).toEqual([0, expect.any(String)])
    expect(utilityProcesses.length).toBeGreaterThan(0)
  })
})
