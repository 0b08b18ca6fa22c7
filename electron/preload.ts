// Runs in each page of the app, in a world of its own: puts the calls of server/contract/desktop.ts into the page, by name, and nothing
// that would let it choose a channel. Bundled into one file for the sandbox.
import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopBridge, DesktopCall } from '../server/contract/desktop.ts'

const CALLS: Readonly<Record<DesktopCall, true>> = {
  about: true,
  pickFolder: true,
  setStartAtLogin: true,
  lookForUpdate: true,
  installUpdate: true,
  startState: true,
  tryAgain: true,
  useRecoveryKey: true,
  usePassphrase: true,
  passphraseStrength: true,
  useKeyFile: true,
  useAnotherPort: true,
  quit: true,
}

contextBridge.exposeInMainWorld('lockgrooveDesktop', {
  ...Object.fromEntries(
    Object.keys(CALLS).map((call) => [
      call,
      (...input: unknown[]) => ipcRenderer.invoke(`lockgroove:${call}`, ...input),
    ]),
  ),
  onStartState: (listener) => on('lockgroove:start-state', listener),
  onOpenPage: (listener) => on('lockgroove:open-page', listener),
} as DesktopBridge)

function on<Value>(channel: string, listener: (value: Value) => void): () => void {
  const inner = (_event: unknown, value: Value) => listener(value)
  ipcRenderer.on(channel, inner)
  return () => void ipcRenderer.off(channel, inner)
}
