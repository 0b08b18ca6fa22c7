/** Bits one after another: most significant first (FLAC, AAC, ALAC), or least significant first (Vorbis). */
export interface BitWriter {
  /** The low `count` bits of `value`, 0 to 32 of them. */
  put(value: number, count: number): void
  /** `count` zero bits and a one: how Rice codes begin. */
  unary(count: number): void
  /** Zero bits up to the next whole byte. */
  align(): void
  /** What was written so far; the last byte filled with zero bits. */
  bytes(): Buffer
}

export function createBitWriter(order: 'msb' | 'lsb' = 'msb', sizeHint = 256): BitWriter {
  let buffer = Buffer.alloc(sizeHint)
  let position = 0
  // Bits not yet in the buffer, always fewer than eight.
  let pending = 0
  let pendingBits = 0

  function putByte(byte: number): void {
    if (position === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)])
    buffer[position++] = byte
  }

  function putMsb(value: number, count: number): void {
    let left = count
    while (left > 0) {
      const take = Math.min(8 - pendingBits, left)
      const part = (value >>> (left - take)) & ((1 << take) - 1)
      pending = (pending << take) | part
      pendingBits += take
      left -= take
      if (pendingBits === 8) flush()
    }
  }

  function putLsb(value: number, count: number): void {
    let left = count
    let rest = value
    while (left > 0) {
      const take = Math.min(8 - pendingBits, left)
      pending |= (rest & ((1 << take) - 1)) << pendingBits
      rest = rest >>> take
      pendingBits += take
      left -= take
      if (pendingBits === 8) flush()
    }
  }

  function flush(): void {
    putByte(pending & 0xff)
    pending = 0
    pendingBits = 0
  }

  const put = order === 'msb' ? putMsb : putLsb
  return {
    put,
    unary(count) {
      for (let left = count; left > 0; left -= 24) put(0, Math.min(left, 24))
      put(1, 1)
    },
    align() {
      if (pendingBits > 0) put(0, 8 - pendingBits)
    },
    bytes() {
      const last = order === 'msb' ? (pending << (8 - pendingBits)) & 0xff : pending
      const written = Buffer.from(buffer.subarray(0, position))
      return pendingBits === 0 ? written : Buffer.concat([written, Buffer.of(last)])
    },
  }
}
