// A real session bus and the programs that are really asked; a small program stands in for the panel.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasTrayHost } from '../../electron/tray-host.ts'
import { lacks } from '../support/requires.ts'

const SUPPORT = join(import.meta.dirname, '..', 'support')
/** Debian's own: one from elsewhere does not see Debian's packages. */
const PYTHON = '/usr/bin/python3'
const BROKEN_BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' }

function lacksPanel(): string | false {
  if (process.platform !== 'linux') return 'Linux'
  const missing = ['dbus-daemon', 'gdbus', 'dbus-send', 'busctl'].map(lacks).find((line) => line !== false)
  if (missing) return missing
  try {
    execFileSync(PYTHON, ['-c', 'from gi.repository import Gio'], { stdio: 'ignore' })
    return false
  } catch {
    return lacks('python3-gi')
  }
}

describe.skipIf(lacksPanel())('hasTrayHost', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-bus-'))
  let bus: ChildProcess
  let panel: ChildProcess | undefined
  let environment: NodeJS.ProcessEnv

  beforeAll(async () => {
    const config = join(SUPPORT, 'empty-bus.conf')
    bus = spawn('dbus-daemon', [`--config-file=${config}`, '--print-address', '--nofork'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [address] = await once(bus.stdout!, 'data')
    environment = { PATH: process.env['PATH'], DBUS_SESSION_BUS_ADDRESS: String(address).trim() }
  })
  afterEach(async () => {
    if (!panel) return
    panel.kill('SIGKILL')
    await once(panel, 'exit')
    panel = undefined
  })
  afterAll(() => {
    bus.kill()
    rmSync(folder, { recursive: true })
  })

  async function startPanel(how: 'hosted' | 'unhosted') {
    panel = spawn(PYTHON, [join(SUPPORT, 'status-notifier-watcher.py'), how], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(panel.stdout!, 'data')
  }

  /** A PATH with these programs and no others. */
  function only(...programs: string[]): NodeJS.ProcessEnv {
    const place = mkdtempSync(join(folder, 'path-'))
    for (const program of programs) {
      symlinkSync(execFileSync('which', [program], { encoding: 'utf8' }).trim(), join(place, program))
    }
    return { ...environment, PATH: place }
  }

  /** Whose `gdbus` is this. */
  function asking(script: string): NodeJS.ProcessEnv {
    const place = mkdtempSync(join(folder, 'path-'))
    writeFileSync(join(place, 'gdbus'), `#!/bin/sh\n${script}\n`, { mode: 0o700 })
    return { ...environment, PATH: `${place}:${process.env['PATH']}` }
  }

  test('is true where a panel shows icons, whichever program is there to ask', async () => {
    await startPanel('hosted')
    expect(await hasTrayHost({ environment })).toBe(true)
    expect(await hasTrayHost({ environment: only('gdbus') })).toBe(true)
    expect(await hasTrayHost({ environment: only('dbus-send') })).toBe(true)
    expect(await hasTrayHost({ environment: only('busctl') })).toBe(true)
  })

  test('is false where nobody can be asked', async () => {
    await startPanel('hosted')
    expect(await hasTrayHost({ environment: only() })).toBe(false)
  })

  test('is false where there is a watcher and nobody who shows what it watches', async () => {
    await startPanel('unhosted')
    expect(await hasTrayHost({ environment })).toBe(false)
    expect(await hasTrayHost({ environment: only('dbus-send') })).toBe(false)
  })

  test('is false on a bus without a watcher', async () => {
    expect(await hasTrayHost({ environment })).toBe(false)
  })

  test('does not wait for an answer that does not come', async () => {
    expect(await hasTrayHost({ environment: asking('exec sleep 1000'), timeoutMs: 100 })).toBe(false)
  })

  test('is false without a session bus, and starts none', async () => {
    expect(await hasTrayHost({ environment: { PATH: process.env['PATH'] } })).toBe(false)
    expect(await hasTrayHost({ environment: { ...environment, ...BROKEN_BUS } })).toBe(false)
  })

  test('does not give the libraries of an AppImage to the programs it asks', async () => {
    const question = asking('test -z "$LD_LIBRARY_PATH$LD_PRELOAD" && echo "(<true>,)"')
    expect(await hasTrayHost({ environment: question })).toBe(true)
    const inAppImage = { ...question, LD_LIBRARY_PATH: '/nowhere', LD_PRELOAD: '' }
    expect(await hasTrayHost({ environment: inAppImage })).toBe(true)
  })
})
