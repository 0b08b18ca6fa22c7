import { createHash } from 'node:crypto'

/** `count` bytes that depend on nothing but the seed: what makes one quiet file's audio differ from another's. */
export function seedBytes(seed: string | number, count: number): Buffer {
  const parts: Buffer[] = []
  for (let have = 0; have < count; have += 32) {
    parts.push(createHash('sha256').update(`${have}:${seed}`).digest())
  }
  return Buffer.concat(parts).subarray(0, count)
}
