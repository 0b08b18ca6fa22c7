// Runs in each page of the app, in a world of its own: puts the calls of server/contract/desktop.ts into the page, by name, and nothing
// that would let it choose a channel. Bundled into one file for the sandbox.
import { contextBridge, ipcRenderer } from 'electron'
import { DESKTOP_CALLS, type DesktopBridge } from '../server/contract/desktop.ts'

contextBridge.exposeInMainWorld('lockgrooveDesktop', {
  ...Object.fromEntries(
    DESKTOP_CALLS.map((call) => [
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
