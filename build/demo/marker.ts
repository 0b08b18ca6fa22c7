// A hidden file says whose folder it is, whether the library in it is complete, and which files belong to it.
import fs from 'node:fs'
import path from 'node:path'

/** Goes up when anything about the demo's music or pictures changes, so that older ones are made anew. */
const version = 1
export const markerName = '.lockgroove-demo.json'

interface Marker {
  readonly version: number
  readonly finished: boolean
  readonly files: readonly string[]
}

export function isFinished(musicDir: string, files: readonly string[]): boolean {
  const marker = readMarker(musicDir)
  return (
    marker?.version === version &&
    marker.finished &&
    files.every((name) => fs.existsSync(path.join(musicDir, name)))
  )
}

/** @throws when there is something else in the folder: this program never writes into anybody's music */
export function startMarker(musicDir: string): void {
  fs.mkdirSync(musicDir, { recursive: true })
  const before = readMarker(musicDir)
  if (!before && fs.readdirSync(musicDir).length > 0) {
    throw new Error(`demo library: expected an empty folder, got ${musicDir} with files in it`)
  }
  // What an older version made may have other names now.
  for (const name of before?.files ?? []) {
    const file = path.resolve(musicDir, name)
    if (file.startsWith(path.resolve(musicDir) + path.sep)) fs.rmSync(file, { force: true })
  }
  writeMarker(musicDir, { version, finished: false, files: [] })
}

export function finishMarker(musicDir: string, files: readonly string[]): void {
  writeMarker(musicDir, { version, finished: true, files })
}

function readMarker(musicDir: string): Marker | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(musicDir, markerName), 'utf8')) as Marker
  } catch {
    return undefined
  }
}

function writeMarker(musicDir: string, marker: Marker): void {
  fs.writeFileSync(path.join(musicDir, markerName), `${JSON.stringify(marker, undefined, 1)}\n`)
}
