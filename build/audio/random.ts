/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** 0 to 1, without 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  /** A number from `low` to `high`. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  /** True in `share` of all cases, 0 to 1. */
  chance(share: number): boolean
}

/** Mulberry32: 32 bits of state, good enough for notes and names. */
export function createRandom(seed: number | string): Random {
  let state =
    typeof seed === 'number'
      ? seed | 0
      : [...seed].reduce((sum, c) => (Math.imul(sum, 31) + c.codePointAt(0)!) | 0, 7)
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    between: (low, high) => low + next() * (high - low),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    chance: (share) => next() < share,
  }
}
