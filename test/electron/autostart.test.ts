import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type AutostartDeps, desktopEntry, setupAutostart, startsHidden } from '../../electron/autostart.ts'
import { createStateStore } from '../../electron/state.ts'
import { closeElectron, makeReady, resetElectron, world } from '../support/electron/control.ts'

const remembered = new Map<string, unknown>()
const memory = {
  get: (name: string) => remembered.get(name),
  set: (name: string, value: unknown) => void remembered.set(name, value),
}
let store: ReturnType<typeof createStateStore>
let entryPath: string

beforeEach(async () => {
  await resetElectron()
  makeReady()
  world.isPackaged = true
  remembered.clear()
  entryPath = join(world.folder, 'config', 'autostart', 'lockgroove.desktop')
  store = createStateStore()
})
afterAll(closeElectron)

const setUp = (platform: NodeJS.Platform, more: Partial<AutostartDeps> = {}) =>
  setupAutostart({
    store,
    memory,
    platform,
    environment: { XDG_CONFIG_HOME: join(world.folder, 'config') },
    program: '/opt/Lockgroove/lockgroove',
    ...more,
  })
const isOn = () => store.now().startAtLogin
const entry = () => readFileSync(entryPath, 'utf8')

describe('starting at login', () => {
  test.each(['linux', 'darwin', 'win32'] as const)('is off on %s until somebody wants it', (platform) => {
    const autostart = setUp(platform)
    expect(isOn()).toBe(false)
    expect(autostart.wasAsked()).toBe(false)
    expect(world.loginItem.openAtLogin).toBe(false)
    expect(existsSync(entryPath)).toBe(false)
  })

  test.each([true, false])('is asked once, whatever the answer: %s', (answer) => {
    setUp('linux').set(answer)
    expect(isOn()).toBe(answer)
    expect(setUp('linux').wasAsked()).toBe(true)
  })

  test('is nothing for an app that is not installed', () => {
    world.isPackaged = false
    const autostart = setUp('linux')
    expect(isOn()).toBeUndefined()
    expect(() => autostart.set(true)).toThrow('once Lockgroove is installed')
    expect(autostart.wasAsked()).toBe(false)
    expect(existsSync(entryPath)).toBe(false)
  })

  test('is nothing where nobody knows how', () => {
    setUp('freebsd')
    expect(isOn()).toBeUndefined()
  })
})

describe('on Windows', () => {
  test('stands in the list of the system, hidden', () => {
    const set = vi.spyOn(app, 'setLoginItemSettings')
    setUp('win32').set(true)
    expect(set).toHaveBeenCalledWith({
      path: '/opt/Lockgroove/lockgroove',
      args: ['--hidden'],
      openAtLogin: true,
      enabled: true,
    })
    set.mockRestore()
  })

  test('is off when somebody switched it off in the Task Manager', () => {
    world.loginItem.openAtLogin = true
    world.loginItem.executableWillLaunchAtLogin = false
    setUp('win32')
    expect(isOn()).toBe(false)
    world.loginItem.executableWillLaunchAtLogin = true
    setUp('win32')
    expect(isOn()).toBe(true)
  })
})

describe('on macOS', () => {
  test('is a login item, and off again', () => {
    const autostart = setUp('darwin')
    autostart.set(true)
    expect([world.loginItem.openAtLogin, isOn()]).toEqual([true, true])
    autostart.set(false)
    expect([world.loginItem.openAtLogin, isOn()]).toEqual([false, false])
  })
})

describe('on Linux', () => {
  test('is a file that starts the program hidden, and its removal', () => {
    const autostart = setUp('linux')
    autostart.set(true)
    expect(entry()).toContain('Exec="/opt/Lockgroove/lockgroove" --hidden\n')
    expect(entry()).toContain('TryExec=/opt/Lockgroove/lockgroove\n')
    expect(statSync(entryPath).mode & 0o022).toBe(0)
    expect(readdirSync(join(entryPath, '..'))).toEqual(['lockgroove.desktop'])
    autostart.set(false)
    expect(existsSync(entryPath)).toBe(false)
    autostart.set(false)
  })

  test('names the AppImage, and its new name after it was moved', () => {
    const environment = {
      XDG_CONFIG_HOME: join(world.folder, 'config'),
      APPIMAGE: '/home/anna/Lockgroove-1.AppImage',
    }
    setUp('linux', { environment }).set(true)
    expect(entry()).toContain('Exec="/home/anna/Lockgroove-1.AppImage" --hidden')
    setUp('linux', { environment: { ...environment, APPIMAGE: '/home/anna/Lockgroove-2.AppImage' } })
    expect(entry()).toContain('Exec="/home/anna/Lockgroove-2.AppImage" --hidden')
    expect(isOn()).toBe(true)
  })

  test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('is off, and stays it, with %s', (line) => {
    setUp('linux').set(true)
    const switchedOff = entry().replace('X-GNOME-Autostart-enabled=true', line)
    writeFileSync(entryPath, switchedOff)
    setUp('linux', { program: '/elsewhere/lockgroove' })
    expect(isOn()).toBe(false)
    expect(entry()).toBe(switchedOff)
  })

  test('lies in the home folder where nothing else is said, or something that is no path', () => {
    const environment = { HOME: world.folder, XDG_CONFIG_HOME: 'somewhere' }
    setUp('linux', { environment }).set(true)
    expect(existsSync(join(world.folder, '.config', 'autostart', 'lockgroove.desktop'))).toBe(true)
  })

  test('that the system does not allow is said, and the switch shows how it is', () => {
    mkdirSync(join(world.folder, 'config'))
    writeFileSync(join(world.folder, 'config', 'autostart'), 'a file where a folder should be')
    expect(() => setUp('linux').set(true)).toThrow('The system did not let Lockgroove')
    expect(isOn()).toBe(false)
  })

  test('starts exactly the program, whatever stands in its path', () => {
    const folder = join(world.folder, `a "b" $HOME \`id\` 100% \\ c'd`)
    mkdirSync(folder)
    const program = join(folder, 'lockgroove')
    writeFileSync(program, '#!/bin/sh\necho "$0 $1"\n')
    chmodSync(program, 0o755)
    const [, exec = ''] = /^Exec=(.*)$/m.exec(desktopEntry(program)) ?? []
    // As the specification has it: first the escapes of values, then field codes, then the quotes, which are the shell's.
    const command = exec.replaceAll('\\\\', '\\').replaceAll('%%', '%')
    expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout).toBe(`${program} --hidden\n`)
    expect(() => desktopEntry('/a\nExec=evil')).toThrow('one line')
  })
})

test('a start by the system opens no window', () => {
  expect(startsHidden(['lockgroove'], 'linux')).toBe(false)
  expect(startsHidden(['lockgroove', '--hidden'], 'win32')).toBe(true)
  world.loginItem.wasOpenedAtLogin = true
  expect(startsHidden(['lockgroove'], 'darwin')).toBe(true)
  expect(startsHidden(['lockgroove'], 'linux')).toBe(false)
})
