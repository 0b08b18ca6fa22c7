// Who may call what over the bridge, past the preload: a page that was taken over would do the same.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type DesktopHandlers, setupDesktopBridge } from '../../electron/desktop-bridge.ts'
import { createLog, StartProblem } from '../../server/index.ts'
import { callFrom, closeElectron, resetElectron } from '../support/electron/control.ts'

const CONSOLE = 'http://127.0.0.1:4041'
const START = 'lockgroove-app://start'
const REFUSED = { ok: false, message: expect.stringContaining('did not work') }

const called: string[] = []
const handlers = new Proxy(
  {},
  {
    get: (_target, call: string) => (input: unknown) => {
      called.push(input === undefined ? call : `${call} ${input}`)
      if (input === 'too short') throw new StartProblem('Longer, please.')
      if (input === 'a bug') throw new Error('secret detail')
      return undefined
    },
  },
) as DesktopHandlers

beforeEach(async () => {
  await resetElectron()
  called.length = 0
  setupDesktopBridge({ handlers, consoleOrigin: () => CONSOLE, log: createLog({ verbosity: 'silent' }) })
})
afterAll(() => closeElectron())

const ask = (url: string | null, call: string, ...input: unknown[]) =>
  callFrom(url, `lockgroove:${call}`, ...input)

describe('the bridge', () => {
  test('answers the start page and the window, each what it needs', async () => {
    expect(await ask(`${START}/`, 'usePassphrase', 'x')).toEqual({ ok: true, value: undefined })
    expect(await ask(`${CONSOLE}/settings`, 'pickFolder')).toEqual({ ok: true, value: undefined })
    expect(await ask(`${CONSOLE}/settings`, 'about')).toEqual({ ok: true, value: undefined })
    expect(await ask(`${START}/`, 'pickFolder')).toEqual(REFUSED)
    expect(await ask(`${CONSOLE}/`, 'useRecoveryKey', 'x')).toEqual(REFUSED)
    expect(called).toEqual(['usePassphrase x', 'pickFolder', 'about'])
  })

  test.each([
    null,
    '',
    'about:blank',
    'file:///etc/passwd',
    'http://127.0.0.1:4040/',
    'http://localhost:4041/',
    'https://127.0.0.1:4041/',
    'http://127.0.0.1:4041.evil.example/',
    'http://127.0.0.1:4041@evil.example/',
    'lockgroove-app://other/',
    'data:text/html,x',
  ])('does nothing for a page at %j', async (url) => {
    for (const call of ['about', 'pickFolder', 'startState', 'quit'])
      expect(await ask(url, call)).toEqual(REFUSED)
    expect(called).toEqual([])
  })

  test.each([
    ['usePassphrase'],
    ['usePassphrase', ''],
    ['usePassphrase', 5],
    ['usePassphrase', 'x', 'y'],
    ['usePassphrase', 'x'.repeat(1025)],
    ['useRecoveryKey', { toString: 'x' }],
    ['quit', 1],
    ['openLogFolder', '/etc'],
  ])('refuses the input of %j', async (call, ...input) => {
    expect(await ask(`${START}/`, call, ...input)).toMatchObject({ ok: false })
    expect(called).toEqual([])
  })

  test('refuses a switch that is none', async () => {
    expect(await ask(`${CONSOLE}/`, 'setStartAtLogin', 'on')).toMatchObject({ ok: false })
    expect(await ask(`${CONSOLE}/`, 'setStartAtLogin', true)).toMatchObject({ ok: true })
    expect(called).toEqual(['setStartAtLogin true'])
  })

  test('answers problems with their sentence and bugs with none of theirs', async () => {
    expect(await ask(`${START}/`, 'usePassphrase', 'too short')).toEqual({
      ok: false,
      message: 'Longer, please.',
    })
    expect(await ask(`${START}/`, 'usePassphrase', 'a bug')).toEqual(REFUSED)
  })
})
