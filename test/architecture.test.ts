// Reads every import of the sources and fails with the offending line. The table below is the map of STYLE: arrows point
// down. Reasons for the arrows that are not obvious stand beside them and in the folder READMEs.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

/** Small files of the ground row; everyone may import them. */
const GROUND_FILES = [
  'clock',
  'errors',
  'events',
  'folder-scope',
  'ids',
  'log',
  'private-folder',
  'raw-json',
  'version',
]
const GROUND = ['contract', 'vault', 'db', 'settings', 'http', ...GROUND_FILES]
const DOMAINS = ['auth', 'library', 'scan', 'media']
/** Looking after the whole: backups, the doctor, what to do when something was stolen. Called by doors and faces. */
const UPKEEP = ['backup', 'doctor', 'panic', 'doors']
const FACES = ['subsonic', 'share-pages', 'console']
const DOORS = ['index', 'music-door', 'console-door', 'cli', 'commands', 'open-data']

/** What each room of server/ may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  vault: ['db', 'errors', 'clock', 'log'],
  db: ['errors'],
  settings: ['errors', 'contract', 'db'],
  http: GROUND_FILES,
  auth: GROUND,
  library: GROUND,
  // The scan keeps the library's tables; covers embedded in files are read by the tag readers, which know the formats.
  scan: [...GROUND, 'library'],
  media: [...GROUND, 'library', 'scan/tags'],
  ...Object.fromEntries(FACES.map((face) => [face, [...GROUND, ...DOMAINS, ...UPKEEP]])),
  ...Object.fromEntries(UPKEEP.map((room) => [room, [...GROUND, ...DOMAINS, ...UPKEEP]])),
  ...Object.fromEntries(DOORS.map((door) => [door, [...GROUND, ...DOMAINS, ...UPKEEP, ...FACES, ...DOORS]])),
  ...Object.fromEntries(GROUND_FILES.map((file) => [file, GROUND_FILES])),
}

/** Packages that only one place may touch. */
const KEEPERS: Record<string, RegExp> = {
  keytar: /^server\/vault\/keychain/,
  electron: /^electron\//,
  'better-sqlite3': /^server\/db\//,
  sharp: /^server\/media\/|^build\//,
}

interface Import {
  readonly from: string
  readonly line: number
  readonly target: string
}

/** None where the folder is still to come. */
function sourceFiles(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function importsOf(path: string): Import[] {
  const found: Import[] = []
  for (const [index, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    const match =
      /(?:^|\s)(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/.exec(text) ?? /new URL\('([^']+\.tsx?)'/.exec(text)
    if (match && !/^\s*(?:\/\/|\*)/.test(text)) {
      const target = match[1]!.startsWith('.') ? relative(ROOT, resolve(dirname(path), match[1]!)) : match[1]!
      found.push({ from: relative(ROOT, path), line: index + 1, target })
    }
  }
  return found
}

/** `server/scan/tags/mp3.ts` → `scan`, `server/ids.ts` → `ids`. */
function roomOf(path: string): string {
  return path.split('/')[1]!.replace(/\.ts$/, '')
}

function mayImport(from: string, target: string): boolean {
  const fromRoom = roomOf(from)
  const targetRoom = roomOf(target)
  if (fromRoom === targetRoom) return true
  const allowed = MAY_IMPORT[fromRoom]
  if (!allowed) return false
  return allowed.some((arrow) => arrow === targetRoom || target.startsWith(`server/${arrow}/`))
}

function offences(folder: string, isAllowed: (item: Import) => boolean): string[] {
  return sourceFiles(folder)
    .flatMap(importsOf)
    .filter((item) => !isAllowed(item))
    .map((item) => `${item.from}:${item.line} imports ${item.target}`)
}

const isOurs = (target: string) => /^(server|electron|renderer|build|test)\//.test(target)

describe('architecture', () => {
  test('imports inside server/ point down', () => {
    expect(
      offences('server', ({ from, target }) => {
        if (target === 'package.json' || !isOurs(target)) return true
        return target.startsWith('server/') && mayImport(from, target)
      }),
    ).toEqual([])
  })

  test('every room of server/ is on the map', () => {
    const rooms = new Set(sourceFiles('server').map((path) => roomOf(relative(ROOT, path))))
    expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([])
  })

  test('the window imports nothing of the server but the contract', () => {
    expect(
      offences('renderer', ({ target }) => {
        return !isOurs(target) || target.startsWith('renderer/') || target.startsWith('server/contract/')
      }),
    ).toEqual([])
  })

  test('the desktop host imports nothing of the server but its index, the contract and the command line', () => {
    expect(
      offences('electron', ({ target }) => {
        return (
          !isOurs(target) ||
          target.startsWith('electron/') ||
          target.startsWith('server/contract/') ||
          target === 'server/index.ts' ||
          // The same commands as headless.
          target === 'server/cli.ts'
        )
      }),
    ).toEqual([])
  })

  test.each(Object.entries(KEEPERS))('only its keeper imports %s', (name, keeper) => {
    expect(
      ['server', 'electron', 'renderer', 'build'].flatMap((folder) =>
        offences(folder, ({ from, target }) => target !== name || keeper.test(from)),
      ),
    ).toEqual([])
  })

  test('an import that points up is found', () => {
    expect(mayImport('server/library/albums.ts', 'server/subsonic/routes.ts')).toBe(false)
    expect(mayImport('server/media/cover-art.ts', 'server/scan/scanner.ts')).toBe(false)
    expect(mayImport('server/subsonic/mount.ts', 'server/console/dispatch.ts')).toBe(false)
    expect(mayImport('server/scan/steps/3-store-songs.ts', 'server/library/sort-key.ts')).toBe(true)
  })
})
