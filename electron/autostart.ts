// Start at login, in the tray without a window: the system's own list on macOS and Windows, a .desktop file on Linux. Asked once,
// never assumed; whoever switches it off in the system's settings has switched it off here.
import { rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { app } from 'electron'
import { StartProblem } from '../server/index.ts'
import type { Memory } from './memory.ts'
import type { StateStore } from './state.ts'
import { readText, replaceText } from './text-file.ts'
import { WORDS } from './words.ts'

export interface Autostart {
  set(on: boolean): void
  /** Whether the person was asked, or decided without being asked. */
  wasAsked(): boolean
}

export interface AutostartDeps {
  readonly store: StateStore
  readonly memory: Memory
  readonly platform?: NodeJS.Platform
  readonly environment?: NodeJS.ProcessEnv
  readonly program?: string
}

interface LoginItem {
  isOn(): boolean
  /** @throws where the system does not let us */
  set(on: boolean): void
}

export const HIDDEN_FLAG = '--hidden'

/** Whether the system started it at login: then no window is opened. */
export function startsHidden(words: readonly string[] = process.argv, platform = process.platform): boolean {
  return words.includes(HIDDEN_FLAG) || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)
}

export function setupAutostart({
  store,
  memory,
  platform = process.platform,
  environment = process.env,
  program = process.execPath,
}: AutostartDeps): Autostart {
  const item = app.isPackaged ? loginItemOf(platform, environment, program) : undefined
  if (platform === 'linux' && item?.isOn()) refresh(item)
  store.change({ startAtLogin: item?.isOn() })
  return {
    set(on) {
      if (!item) throw new StartProblem(WORDS.autostart.notHere)
      memory.set('startAtLoginAsked', true)
      try {
        item.set(on)
      } catch (error) {
        throw new StartProblem(WORDS.autostart.failed, { cause: error })
      }
      store.change({ startAtLogin: item.isOn() })
    },
    wasAsked: () => memory.get('startAtLoginAsked') === true,
  }
}

function loginItemOf(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
  program: string,
): LoginItem | undefined {
  if (platform === 'win32') return windowsItem(program)
  if (platform === 'darwin') return macItem()
  if (platform === 'linux') return linuxItem(environment, program)
  return undefined
}

function windowsItem(path: string): LoginItem {
  const which = { path, args: [HIDDEN_FLAG] }
  return {
    // Not `openAtLogin`: that stays when somebody switches it off in the Task Manager.
    isOn: () => app.getLoginItemSettings(which).executableWillLaunchAtLogin,
    set: (on) => app.setLoginItemSettings({ ...which, openAtLogin: on, enabled: on }),
  }
}

/** It takes no flags; `wasOpenedAtLogin` says it. */
function macItem(): LoginItem {
  return {
    isOn: () => app.getLoginItemSettings().openAtLogin,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on }),
  }
}

/** https://specifications.freedesktop.org/autostart-spec/ */
function linuxItem(environment: NodeJS.ProcessEnv, program: string): LoginItem {
  const base = environment['XDG_CONFIG_HOME']
  const folder = base && isAbsolute(base) ? base : join(environment['HOME'] || homedir(), '.config')
  const path = join(folder, 'autostart', 'lockgroove.desktop')
  return {
    isOn: () => isSwitchedOn(readText(path)),
    set(on) {
      if (!on) return rmSync(path, { force: true })
      // What runs inside an AppImage is gone when it ends; this is the file that stays.
      const text = desktopEntry(environment['APPIMAGE'] || program)
      if (text !== readText(path)) replaceText(path, text, 0o644)
    },
  }
}

/** An AppImage that was moved, or replaced by one with its version in its name. */
function refresh(item: LoginItem) {
  try {
    item.set(true)
  } catch {
    // It is what it was; the switch in the window says more.
  }
}

function isSwitchedOn(entry: string): boolean {
  return entry !== '' && !/^(?:Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(entry)
}

/** @throws for a path that no desktop entry can name */
export function desktopEntry(program: string): string {
  if (/[\n\r\0]/.test(program)) throw new Error('expected a path in one line')
  return `[Desktop Entry]
Type=Application
Name=Lockgroove
Comment=${WORDS.autostart.comment}
Exec=${escaped(quoted(program))} ${HIDDEN_FLAG}
TryExec=${escaped(program)}
Icon=lockgroove
Terminal=false
X-GNOME-Autostart-enabled=true
`
}

/** An argument of Exec; a percent sign would begin a field code. */
function quoted(argument: string): string {
  return `"${argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`
}

/** A value of a desktop entry. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\')
}
