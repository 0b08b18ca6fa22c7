import { EventEmitter } from 'node:events'
import { fromWire, toWire } from './wire.ts'

/** Whose page sent it: `senderFrame` is null when that is gone by now. */
export interface Sender {
  readonly sender: unknown
  readonly senderFrame: { readonly url: string; readonly origin: string; readonly parent: null } | null
}

type Handler = (event: Sender & { frameId: number; processId: number }, ...input: any[]) => unknown

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  handle(channel: string, handler: Handler) {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }
  removeHandler(channel: string) {
    this.handlers.delete(channel)
  }

  /** As the preload of a page calls it; also for tests that need a sender of their choice. @throws as it arrives there */
  async receive(from: Sender, channel: string, input: readonly unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    const value = await handler({ ...from, frameId: 1, processId: 1 }, ...fromWire(toWire(input)))
    try {
      return fromWire(toWire(value))
    } catch {
      throw new Error('An object could not be cloned.')
    }
  }
  receiveSend(from: Sender, channel: string, input: readonly unknown[]) {
    this.emit(channel, { ...from, frameId: 1, processId: 1, reply() {}, returnValue: undefined }, ...input)
  }
}

export const ipcMain = new IpcMain()
