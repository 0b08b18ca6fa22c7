// What the desktop app remembers between two starts: a small JSON file in its folder. Nothing secret. A file that is damaged or
// cannot be written costs a window's place, never a start.
import { readText, replaceText } from './text-file.ts'

export interface Memory {
  /** As it was remembered; whoever asks checks what it is. */
  get(name: MemoryName): unknown
  set(name: MemoryName, value: unknown): void
}

export type MemoryName =
  | 'window'
  | 'port'
  | 'consolePort'
  /** The person knows where the window goes when it is closed. */
  | 'saidWhereWindowIs'
  | 'startAtLoginAsked'

export function openMemory(path: string): Memory {
  const kept = new Map<string, unknown>(Object.entries(readObject(path)))
  return {
    get: (name) => kept.get(name),
    set(name, value) {
      kept.set(name, value)
      write(path, JSON.stringify(Object.fromEntries(kept), null, 2))
    },
  }
}

function readObject(path: string): object {
  try {
    const value: unknown = JSON.parse(readText(path))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}

function write(path: string, text: string) {
  try {
    replaceText(path, text, 0o600)
  } catch {
    // It is for this run then.
  }
}
