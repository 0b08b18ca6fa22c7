// What the walk passes by: hidden things, rubbish bins and the index folders of network drives.

/** Lower case. */
const JUNK_FOLDERS = new Set([
  '@eadir',
  '@recycle',
  '@recently-snapshot',
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  'recycler',
  'system volume information',
  'lost+found',
  '__macosx',
])

/**
 * Hidden by its leading dot, as are the `._` files macOS leaves on foreign drives. Two dots hide nothing:
 * `...And Justice for All` is an album.
 */
export function isHidden(name: string): boolean {
  return name.charCodeAt(0) === 0x2e && name.charCodeAt(1) !== 0x2e
}

export function isJunkFolder(name: string): boolean {
  return JUNK_FOLDERS.has(name.toLowerCase())
}

/** A folder that holds one of these is left out with everything in it, as other players do. */
export function isIgnoreMarker(name: string): boolean {
  return name === '.nomedia' || name === '.lockgroove-ignore'
}
