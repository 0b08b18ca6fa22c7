// Starting the app as `npm start` and `npm run dev` do, with a program in Electron's place that notes what it was given.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { APP_DIR } from '../../build/app.ts'
import { type FindOptions, findDesktop } from '../../build/desktop.ts'
import { keepDesktopRunning, type RunningDesktop } from '../../build/dev-desktop.ts'
import { builtApp } from '../support/built.ts'
import { createCommandLine } from '../support/command-line.ts'

/** The programs of these tests are scripts, which Windows does not start. */
const canStart = process.platform !== 'win32'
const PROGRAM =
  process.platform === 'darwin' ? join('Electron.app', 'Contents', 'MacOS', 'Electron') : 'electron'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-desktop-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Notes its arguments and what it was started with, then does as told. */
function makeProgram(path: string, then: string): string {
  mkdirSync(join(path, '..'), { recursive: true })
  const note = `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'starts'))}, JSON.stringify({ words: process.argv.slice(2), asNode: process.env.ELECTRON_RUN_AS_NODE ?? null }) + '\\n')`
  writeFileSync(path, `#!${process.execPath}\n${note}\n${then}\n`)
  chmodSync(path, 0o755)
  return path
}

function starts(): { words: string[]; asNode: string | null }[] {
  const path = join(folder, 'starts')
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
}

describe('findDesktop', () => {
  const said: string[] = []
  const find = (options: Partial<FindOptions>) =>
    findDesktop({
      environment: { DISPLAY: ':0' },
      platform: 'linux',
      isRoot: false,
      electronDir: folder,
      say: (line) => said.push(line),
      ...options,
    })
  beforeEach(() => said.splice(0))

  test.each<[string, Partial<FindOptions>]>([
    ['There is no display', { environment: {} }],
    ['LOCKGROOVE_DESKTOP is off', { environment: { DISPLAY: ':0', LOCKGROOVE_DESKTOP: 'off' } }],
    ['Electron does not run as root', { isRoot: true }],
    ['Electron is not installed', {}],
  ])('says half a sentence: %s', async (reason, options) => {
    expect(await find(options)).toEqual({ reason })
    expect(said).toEqual([])
  })

  test('takes the program that is there, on each system where its package has it', async () => {
    for (const [platform, path] of [
      ['linux', 'electron'],
      ['win32', 'electron.exe'],
      ['darwin', join('Electron.app', 'Contents', 'MacOS', 'Electron')],
    ] as const) {
      const program = makeProgram(join(folder, 'dist', path), '')
      expect(await find({ platform, environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual({ program })
    }
    expect(said).toEqual([])
  })

  test('fetches it once, saying so before', async () => {
    writeFileSync(
      join(folder, 'install.js'),
      `require('node:fs').mkdirSync(__dirname + '/dist'); require('node:fs').writeFileSync(__dirname + '/dist/electron', '')`,
    )
    expect(await find({})).toEqual({ program: join(folder, 'dist', 'electron') })
    expect(said).toEqual([expect.stringContaining('Fetching Electron')])
    expect(await find({})).toEqual({ program: join(folder, 'dist', 'electron') })
    expect(said).toHaveLength(1)
  })

  test('says in one line why it could not be fetched', async () => {
    writeFileSync(join(folder, 'install.js'), `throw new Error('getaddrinfo ENOTFOUND github.com')`)
    expect(await find({})).toEqual({
      reason: 'Electron could not be fetched (getaddrinfo ENOTFOUND github.com)',
    })
  })
})

describe.runIf(canStart)('npm start', () => {
  test('starts Electron with the built app, and ends with its exit code', async () => {
    await builtApp()
    makeProgram(join(folder, PROGRAM), 'process.exit(7)')
    const line = createCommandLine()
    const environment = {
      DISPLAY: ':0',
      LOCKGROOVE_DESKTOP: '',
      ELECTRON_OVERRIDE_DIST_PATH: folder,
      ELECTRON_RUN_AS_NODE: '1',
    }
    expect(await line.run([], { script: 'build/start.ts', environment })).toEqual({
      code: 7,
      out: '',
      err: '',
    })
    expect(starts()).toEqual([{ words: [APP_DIR], asNode: null }])
    expect(existsSync(join(line.folder, 'data'))).toBe(false)
    await line.close()
  })

  test('passes on a request to end', async () => {
    await builtApp()
    makeProgram(
      join(folder, PROGRAM),
      `process.on('SIGTERM', () => process.exit(5)); console.log('the app runs'); setInterval(() => {}, 1e6)`,
    )
    const line = createCommandLine()
    const started = await line.start([], /the app runs/, {
      script: 'build/start.ts',
      environment: { DISPLAY: ':0', LOCKGROOVE_DESKTOP: '', ELECTRON_OVERRIDE_DIST_PATH: folder },
    })
    expect(await started.stop()).toBe(5)
    await line.close()
  })
})

describe.runIf(canStart)('npm run dev', () => {
  const RUN = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1e6)`
  let running: RunningDesktop
  const keep = async (program: string, more: { build?: () => Promise<void>; onQuit?: () => void } = {}) => {
    mkdirSync(join(folder, 'source'))
    const said: string[] = []
    running = await keepDesktopRunning({
      program,
      environment: process.env,
      say: (line) => said.push(line),
      onQuit: () => {},
      build: async () => {},
      sources: [join(folder, 'source')],
      ...more,
    })
    return said
  }
  const change = () => writeFileSync(join(folder, 'source', 'main.ts'), '')

  test('builds and starts the app again when a source changes', async () => {
    const build = vi.fn(async () => {})
    await keep(makeProgram(join(folder, PROGRAM), RUN), { build })
    await expect.poll(starts).toHaveLength(1)
    change()
    await expect.poll(starts).toHaveLength(2)
    expect(build).toHaveBeenCalledTimes(2)
    await running.close()
    change()
    expect(build).toHaveBeenCalledTimes(2)
  })

  test('leaves the app running while a source is wrong, and says what is', async () => {
    const build = vi.fn(async () => {})
    const onQuit = vi.fn()
    const said = await keep(makeProgram(join(folder, PROGRAM), RUN), { build, onQuit })
    build.mockRejectedValueOnce(new Error('main.ts:1: Expected ";"'))
    change()
    await expect.poll(() => said).toEqual(['Not started again: main.ts:1: Expected ";"'])
    expect(onQuit).not.toHaveBeenCalled()
    await expect.poll(starts).toHaveLength(1)
    await running.close()
    expect(onQuit).not.toHaveBeenCalled()
  })

  test('ends when the person quits the app', async () => {
    const quit = new Promise<void>((resolve) => {
      void keep(makeProgram(join(folder, PROGRAM), 'process.exit(0)'), { onQuit: resolve })
    })
    await quit
    await running.close()
  })
})
