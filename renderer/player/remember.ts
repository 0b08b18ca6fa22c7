// What survives a reload: ids, the place in the song, and how loud. No names: those are asked for again, by whoever may ask.
import type { Repeat } from './queue.ts'

const NAME = 'lockgroove.player'
const MOST_IDS = 1000

export interface Remembered {
  readonly user: string
  readonly ids: readonly string[]
  readonly index: number
  readonly position: number
  readonly repeat: Repeat
  readonly shuffled: boolean
  readonly volume: number
}

/** Undefined for anybody but the one who left it. */
export function recall(user: string): Remembered | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(NAME) ?? 'null')
    return isRemembered(found) && found.user === user ? found : undefined
  } catch {
    return undefined
  }
}

export function remember(record: Remembered): void {
  // Around the current one, where there are too many.
  const from = Math.max(0, Math.min(record.index - 100, record.ids.length - MOST_IDS))
  const ids = record.ids.slice(from, from + MOST_IDS)
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...record, ids, index: record.index - from }))
  } catch {
    // A browser that keeps nothing: then nothing survives.
  }
}

export function forgetRemembered(): void {
  try {
    localStorage.removeItem(NAME)
  } catch {
    // Nothing was kept then.
  }
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== 'object' || value === null) return false
  const { user, ids, index, position, repeat, shuffled, volume } = value as Record<string, unknown>
  return (
    typeof user === 'string' &&
    Array.isArray(ids) &&
    ids.every((id) => typeof id === 'string' && id.length <= 64) &&
    Number.isInteger(index) &&
    typeof position === 'number' &&
    position >= 0 &&
    (repeat === 'off' || repeat === 'all' || repeat === 'one') &&
    typeof shuffled === 'boolean' &&
    typeof volume === 'number' &&
    volume >= 0 &&
    volume <= 1
  )
}
