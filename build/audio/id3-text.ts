export type Id3Version = 2 | 3 | 4
export type Id3Encoding = 'latin1' | 'utf16' | 'utf16be' | 'utf8'

export function encodeText(text: string, encoding: Id3Encoding): Buffer {
  if (encoding === 'latin1') return Buffer.from(text, 'latin1')
  if (encoding === 'utf8') return Buffer.from(text, 'utf8')
  const units = Buffer.from(text, 'utf16le')
  if (encoding === 'utf16be') return units.swap16()
  // One byte order mark for the whole frame, though it may hold several values.
  return Buffer.concat([Buffer.of(0xff, 0xfe), units])
}

export function terminator(encoding: Id3Encoding): Buffer {
  return encoding === 'utf16' || encoding === 'utf16be' ? Buffer.alloc(2) : Buffer.alloc(1)
}
