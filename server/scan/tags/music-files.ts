// What counts as a music file, by the end of its name. Video containers are left out, even where they could hold a song.

const SUFFIXES: ReadonlySet<string> = new Set([
  'mp3',
  'mp2',
  'flac',
  'ogg',
  'oga',
  'opus',
  'spx',
  'm4a',
  'm4b',
  'aac',
  'wav',
  'wave',
  'aif',
  'aiff',
  'aifc',
  'wma',
  'ape',
  'wv',
  'mpc',
  'dsf',
  'dff',
  'mka',
  'weba',
  'webm',
])

/** Lower case, without the dot; '' if there is none. */
export function fileSuffix(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

export function isMusicFile(name: string): boolean {
  return SUFFIXES.has(fileSuffix(name))
}
