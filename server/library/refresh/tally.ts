import { foldName } from '../fold.ts'

export interface Tally {
  readonly size: number
  add(value: string): void
  /** Most frequent first, else in the order of their first appearance; in their first spelling. */
  counted(): { readonly value: string; readonly count: number }[]
  values(): string[]
}

/** Counts values that are the same however they are typed. */
export function createTally(): Tally {
  const counts = new Map<string, { value: string; count: number }>()
  const counted = () => [...counts.values()].sort((a, b) => b.count - a.count)
  return {
    get size() {
      return counts.size
    },
    add(value) {
      const key = foldName(value)
      const entry = counts.get(key)
      if (entry) entry.count += 1
      else counts.set(key, { value, count: 1 })
    },
    counted,
    values: () => counted().map(({ value }) => value),
  }
}
