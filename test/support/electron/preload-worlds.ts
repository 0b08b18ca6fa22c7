// The two worlds of a page with a preload: scripts for Chromium, run before anything of the page. The preload's world has
// `require('electron')` with ipcRenderer and contextBridge; the page's own gets what contextBridge exposes, as copies, and
// functions of the other world as functions that ask it. They meet in DOM events whose name only these two scripts know.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { WIRE_SOURCE } from './wire.ts'

export const WORLD = 'electron-preload'
/** Of the preload's world to this process. */
export const BINDING = '__toMain'
/** Of this process to the preload's world. */
export const RECEIVER = '__fromMain'

export interface Worlds {
  readonly page: string
  readonly preload: string
}

export async function worldsFor(preloadPath: string): Promise<Worlds> {
  const secret = `x${randomBytes(12).toString('hex')}`
  return {
    page: `(() => { if (window !== window.top) return; ${WIRE_SOURCE} (${meet})('${secret}', 'page', mark, unmark) })()`,
    preload: `(() => {
      if (window !== window.top) return;
      ${WIRE_SOURCE}
      const expose = (${meet})('${secret}', 'preload', mark, unmark);
      const modules = { electron: (${electronOfPreload})(expose, toWire, fromWire) };
      const require = (name) => { if (name in modules) return modules[name]; throw new Error('module not found: ' + name) };
      const process = { platform: '${process.platform}', versions: {}, env: {}, sandboxed: true, contextIsolated: true, type: 'renderer' };
      (function (module, exports, require, process) { ${await sourceOf(preloadPath)}
      }).call(undefined, { exports: {} }, {}, require, process);
    })()`,
  }
}

/** The bundled preload; where only its source exists, bundled as the build does it. */
async function sourceOf(path: string): Promise<string> {
  if (existsSync(path)) return readFile(path, 'utf8')
  const source = path.replace(/\.c?js$/, '.ts')
  const built = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    external: ['electron'],
    logLevel: 'silent',
  })
  return built.outputFiles[0]!.text
}

/** Runs in both worlds of the page. Returns, in the preload's, how to expose something. */
function meet(secret: string, side: 'page' | 'preload', mark: any, unmark: any) {
  const other = side === 'page' ? 'preload' : 'page'
  const send = document.dispatchEvent.bind(document)
  const Message = CustomEvent
  const detailOf = Object.getOwnPropertyDescriptor(CustomEvent.prototype, 'detail')!.get!
  const own: any[] = []
  const waiting = new Map<number, { resolve: any; reject: any }>()
  let calls = 0

  const say = (message: unknown) => send(new Message(secret + other, { detail: JSON.stringify(message) }))
  const copy = (value: any) =>
    mark(value, (each: any) => {
      if (typeof each === 'function') return { $: 'function', at: own.push(each) - 1 }
      if (typeof each === 'symbol') throw new TypeError('An object could not be cloned.')
      return undefined
    })
  const receive = (value: any): any =>
    unmark(value, (each: any) => {
      if (each.$ === 'function') return (...input: any[]) => ask(each.at, input)
      return undefined
    })
  const freeze = (value: any): any => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
    return value
  }

  function ask(at: number, input: any[]) {
    const id = calls++
    let answer: any
    waiting.set(id, { resolve: (now: any) => (answer = now), reject: (now: any) => (answer = now) })
    // Both worlds run on one thread: the other side has answered when this returns, with a value or with a promise of one.
    say({ kind: 'call', id, at, input: input.map(copy) })
    if (answer === undefined || answer.kind === 'later') {
      return new Promise((resolve, reject) =>
        waiting.set(id, {
          resolve: (now: any) => resolve(freeze(receive(now.value))),
          reject: (now: any) => reject(receive(now.value)),
        }),
      )
    }
    waiting.delete(id)
    if (answer.kind === 'threw') throw receive(answer.value)
    return freeze(receive(answer.value))
  }

  function run({ id, at, input }: any) {
    const failed = (error: any) =>
      say({ kind: 'threw', id, value: mark(error instanceof Error ? error : new Error(String(error))) })
    try {
      const value = own[at](...input.map(receive))
      if (typeof value?.then !== 'function') return say({ kind: 'value', id, value: copy(value) })
      say({ kind: 'later', id })
      value.then((now: any) => say({ kind: 'value', id, value: copy(now) })).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  document.addEventListener(
    secret + side,
    (event) => {
      event.stopImmediatePropagation()
      const message = JSON.parse(detailOf.call(event))
      if (message.kind === 'call') run(message)
      else if (message.kind === 'expose') {
        const value = freeze(receive(message.value))
        Object.defineProperty(window, message.name, {
          value,
          enumerable: true,
          writable: false,
          configurable: false,
        })
      } else {
        const who = waiting.get(message.id)
        if (message.kind === 'threw') who?.reject(message)
        else who?.resolve(message)
      }
    },
    true,
  )
  const exposed = new Set<string>()
  return (name: string, value: unknown) => {
    if (exposed.has(name)) {
      throw new Error('Cannot bind an API on top of an existing property on the window object')
    }
    exposed.add(name)
    say({ kind: 'expose', name, value: copy(value) })
  }
}

/** Runs in the preload's world: what `require('electron')` gives a sandboxed preload. */
function electronOfPreload(expose: any, toWire: any, fromWire: any) {
  const world = globalThis as any
  const listeners = new Map<string, Set<any>>()
  const waiting = new Map<number, { resolve: any; reject: any }>()
  let calls = 0
  const refusing = (value: unknown[]) => {
    try {
      return toWire(value)
    } catch {
      throw new Error('An object could not be cloned.')
    }
  }
  world.__fromMain = (text: string) => {
    const { kind, id, channel, value } = JSON.parse(text)
    if (kind === 'message') {
      for (const listener of [...(listeners.get(channel) ?? [])])
        listener({ sender: ipcRenderer }, ...fromWire(value))
      return
    }
    const who = waiting.get(id)
    waiting.delete(id)
    if (kind === 'answer') who?.resolve(fromWire(value))
    else who?.reject(new Error(`Error invoking remote method '${channel}': ${value}`))
  }
  const ipcRenderer = {
    invoke(channel: string, ...input: unknown[]) {
      const id = calls++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        world.__toMain(JSON.stringify({ kind: 'invoke', id, channel, input: refusing(input) }))
      })
    },
    send(channel: string, ...input: unknown[]) {
      world.__toMain(JSON.stringify({ kind: 'send', channel, input: refusing(input) }))
    },
    on(channel: string, listener: unknown) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
      return ipcRenderer
    },
    off: (channel: string, listener: unknown) => ipcRenderer.removeListener(channel, listener),
    removeListener(channel: string, listener: unknown) {
      listeners.get(channel)?.delete(listener)
      return ipcRenderer
    },
  }
  return { ipcRenderer, contextBridge: { exposeInMainWorld: expose }, webFrame: {} }
}
