// What the pages of the app may ask of it. Who asks is checked here, once, around every call: the page at the top of the window, of the
// start page or of our own console, and each only for what it needs. Errors cross as sentences, never as errors.
import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import type { DesktopCall, DesktopCalls, DesktopReply } from '../server/contract/desktop.ts'
import { isForStrangers, type Log } from '../server/index.ts'
import { originOf } from './origin.ts'
import { START_ORIGIN } from './start-page.ts'
import { WORDS } from './words.ts'

/** As in the contract, and may take their time. */
export type DesktopHandlers = {
  readonly [Call in DesktopCall]: (
    ...input: Parameters<DesktopCalls[Call]>
  ) => ReturnType<DesktopCalls[Call]> | Promise<ReturnType<DesktopCalls[Call]>>
}

type Asker = 'start page' | 'window'

interface Rule {
  readonly from: readonly Asker[]
  /** Undefined for input that is not what the contract says. */
  readonly parse: (input: readonly unknown[]) => readonly unknown[] | undefined
}

const nothing: Rule['parse'] = (input) => (input.length === 0 ? [] : undefined)
const oneText: Rule['parse'] = ([text, ...rest]) =>
  rest.length === 0 && typeof text === 'string' && text !== '' && text.length <= 1024 ? [text] : undefined
const oneSwitch: Rule['parse'] = ([on, ...rest]) =>
  rest.length === 0 && typeof on === 'boolean' ? [on] : undefined

const start: readonly Asker[] = ['start page']
const window: readonly Asker[] = ['window']
const either: readonly Asker[] = ['start page', 'window']

const RULES: Readonly<Record<DesktopCall, Rule>> = {
  about: { from: either, parse: nothing },
  pickFolder: { from: window, parse: nothing },
  openLogFolder: { from: either, parse: nothing },
  setStartAtLogin: { from: window, parse: oneSwitch },
  lookForUpdate: { from: window, parse: nothing },
  installUpdate: { from: window, parse: nothing },
  startState: { from: start, parse: nothing },
  tryAgain: { from: start, parse: nothing },
  useRecoveryKey: { from: start, parse: oneText },
  usePassphrase: { from: start, parse: oneText },
  passphraseStrength: { from: start, parse: oneText },
  useKeyFile: { from: start, parse: nothing },
  useAnotherPort: { from: start, parse: nothing },
  quit: { from: start, parse: nothing },
}

export interface DesktopBridgeDeps {
  readonly handlers: DesktopHandlers
  /** Undefined while there is no console. */
  readonly consoleOrigin: () => string | undefined
  readonly log: Log
}

/** @returns what closes it */
export function setupDesktopBridge({ handlers, consoleOrigin, log }: DesktopBridgeDeps): () => void {
  function askerOf({ senderFrame }: IpcMainInvokeEvent): Asker | undefined {
    // Null when the frame is gone; one with a parent stands inside another page.
    if (!senderFrame || senderFrame.parent) return undefined
    const origin = originOf(senderFrame.url)
    if (origin === START_ORIGIN) return 'start page'
    return origin !== undefined && origin === consoleOrigin() ? 'window' : undefined
  }

  async function answer(
    call: DesktopCall,
    event: IpcMainInvokeEvent,
    given: readonly unknown[],
  ): Promise<DesktopReply<unknown>> {
    const { from, parse } = RULES[call]
    const asker = askerOf(event)
    if (asker === undefined || !from.includes(asker)) {
      log.warn({ call, origin: originOf(event.senderFrame?.url ?? '') }, 'a page asked for what is not its')
      return { ok: false, message: WORDS.bridge.failed }
    }
    const input = parse(given)
    if (!input) return { ok: false, message: WORDS.bridge.badInput }
    try {
      const run = handlers[call] as (...input: readonly unknown[]) => unknown
      return { ok: true, value: await run(...input) }
    } catch (error) {
      if (isForStrangers(error)) return { ok: false, message: error.message }
      log.error({ err: error, call }, 'a call of the desktop failed')
      return { ok: false, message: WORDS.bridge.failed }
    }
  }

  const calls = Object.keys(RULES) as DesktopCall[]
  for (const call of calls) {
    ipcMain.handle(`lockgroove:${call}`, (event, ...input) => answer(call, event, input))
  }
  return () => {
    for (const call of calls) ipcMain.removeHandler(`lockgroove:${call}`)
  }
}
