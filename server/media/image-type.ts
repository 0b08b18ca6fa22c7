/**
 * The type of an image by its first bytes, never by name or by what a tag claims. Only pictures that cannot carry
 * script: no SVG, so that a file in a music folder never becomes a page of ours.
 */
export function imageTypeOf(bytes: Buffer): string | undefined {
  if (bytes.length < 12) return undefined
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes.readUInt32BE(0) === 0x89504e47) return 'image/png'
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'image/webp'
  if (head.startsWith('GIF8')) return 'image/gif'
  if (head.startsWith('ftypavif', 4)) return 'image/avif'
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'image/tiff'
  return undefined
}
