/** An MP4 box: its size, its four letters, its content. */
export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([uint32(size), Buffer.from(type, 'latin1'), ...parts])
}

/** A box that starts with a version (0) and 24 bits of flags. */
export function fullBox(type: string, flags: number, body: Buffer): Buffer {
  return box(type, uint32(flags), body)
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
