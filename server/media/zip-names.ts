// Names inside a ZIP, for every system it may be unpacked on: no way out of the folder, nothing Windows refuses.

const LONGEST_BYTES = 180
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** One part of a path, never empty, `.` or `..`. */
export function safeName(name: string): string {
  const clean = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '_')
    .replace(/[ .]+$/, '')
    .trim()
  if (clean === '') return '_'
  return shorten(RESERVED.test(clean) ? `_${clean}` : clean)
}

/** Keeps the extension, cuts the rest between characters. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
  let stem = ''
  let bytes = extension.length
  for (const char of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(char)
    if (bytes > LONGEST_BYTES) break
    stem += char
  }
  return stem + extension
}

/** Makes every path different, also where case does not count: the second `a/b.mp3` becomes `a/b (2).mp3`. */
export function uniqueNames(paths: readonly string[]): string[] {
  const taken = new Set<string>()
  const nextNumber = new Map<string, number>()
  return paths.map((path) => {
    const dot = path.lastIndexOf('.')
    const [stem, extension] =
      dot > path.lastIndexOf('/') + 1 ? [path.slice(0, dot), path.slice(dot)] : [path, '']
    const key = path.toLowerCase()
    let unique = path
    let number = nextNumber.get(key) ?? 2
    while (taken.has(unique.toLowerCase())) unique = `${stem} (${number++})${extension}`
    nextNumber.set(key, number)
    taken.add(unique.toLowerCase())
    return unique
  })
}
