// Reads .m3u and .m3u8: one path or URL a line. No extended directive besides the name is used: everything else the
// library knows better.
import { fileURLToPath } from 'node:url'

export interface PlaylistText {
  readonly name: string | undefined
  /** Paths with '/' between parts, absolute or relative to the folder of the list; what names no file is left out. */
  readonly paths: readonly string[]
}

/** A list longer than this is cut. */
const MOST_ENTRIES = 50_000

export function parsePlaylist(text: string): PlaylistText {
  let name: string | undefined
  const paths: string[] = []
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const directive = /^#PLAYLIST:(.*)$/i.exec(line)
    if (directive) name ??= directive[1]!.trim() || undefined
    if (line === '' || line.startsWith('#')) continue
    const path = toPath(line)
    if (path) paths.push(path)
    if (paths.length >= MOST_ENTRIES) break
  }
  return { name, paths }
}

function toPath(line: string): string | undefined {
  if (/^file:/i.test(line)) return fromFileUrl(line)
  // A stream, not a file. A single letter is a drive of Windows.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(line)) return undefined
  return line
}

function fromFileUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    // A host, a bad escape, or a form that only its maker understands.
    return undefined
  }
}

/**
 * The places a line may mean, in order of likelihood, relative to the music folder. On Linux and macOS a backslash may
 * belong to a name, but mostly the list comes from Windows.
 */
export function placesIn(musicDir: string, listDirectory: string, path: string): string[] {
  const forms = path.includes('\\') ? [path, path.replaceAll('\\', '/')] : [path]
  return forms.flatMap((form) => {
    const absolute = form.startsWith('/') || /^[a-z]:\//i.test(form)
    const place = absolute ? below(musicDir.replaceAll('\\', '/'), form) : `${listDirectory}/${form}`
    return (place !== undefined && resolveDots(place)) || []
  })
}

function below(folder: string, path: string): string | undefined {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined
}

/** Undefined when it leads out of the music folder. */
function resolveDots(path: string): string | undefined {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
