// Data folders that are ready: the fixture library scanned, and one without music, both with the same people in them.
// Made once per run by the test file that comes first; server.ts copies them for each server.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { ALL_ROLES, type Users } from '../../server/auth/users.ts'
import { createServer } from '../../server/index.ts'
import { openData } from '../../server/open-data.ts'
import type { Settings } from '../../server/settings/definitions.ts'
import { loadSettings } from '../../server/settings/load.ts'
import {
  fixtureLibrary,
  makeFixtureLibrary,
  makeSecondFixtureFolder,
  secondFixtureFolder,
} from '../fixtures/library.ts'

export type PreparedLibrary = 'fixture' | 'empty'

/** The people of every test server. Their music folders: 1 is the fixture library, 2 the smaller second one. */
export const PEOPLE = {
  /** Administrator, with every role. The password has letters that every form of signing in must carry unharmed. */
  owner: { user: 'Olga Öst', password: 'sesame & + % = öpne' },
  /** What a new user may do: settings and stream, in both folders. */
  listener: { user: 'lisa', password: 'listening quietly' },
  /** May use folder 1 only; may download. */
  mainOnly: { user: 'maja', password: 'downstairs only' },
  /** May use folder 2 only; may download. */
  secondOnly: { user: 'sven', password: 'upstairs only' },
} as const

export interface Prepared {
  /** To be copied. */
  readonly dataDir: string
  /** Folders 1 and 2. All servers of the run share them: never to be written to. */
  readonly musicDirs: readonly string[]
}

export const preparedData = (library: PreparedLibrary): Promise<Prepared> =>
  once(library, async (folder) => {
    const people = await once('people', preparePeople)
    await prepareLibrary(folder, people.dataDir, library)
  })

/**
 * Files of a run go in several processes. Two that come at the same time both prepare, each in a folder of its own, and
 * the others copy from whichever was done last.
 */
async function once(name: string, make: (prepared: Prepared) => Promise<void>): Promise<Prepared> {
  const runFolder = inject('preparedFolder')
  const ready = join(runFolder, `${name}.ready`)
  if (existsSync(ready)) return inside(readFileSync(ready, 'utf8'))
  const folder = mkdtempSync(join(runFolder, `${name}-`))
  await make(inside(folder))
  // In one step: nobody reads half a path.
  writeFileSync(`${folder}.ready`, folder)
  renameSync(`${folder}.ready`, ready)
  return inside(folder)
}

/** Settings of a server that touches nothing outside `dataDir` and its music. */
export function testSettings(dataDir: string, more: Partial<Settings> = {}): Settings {
  const flags = { data: dataDir, cache: join(dataDir, 'cache'), keychain: 'off' }
  const { settings } = loadSettings(flags, { LOCKGROOVE_MASTER_KEY: '0123456789abcdef'.repeat(4) })
  return { ...settings, port: 0, consolePort: 0, log: 'silent', ...more }
}

const START = Date.UTC(2026, 0, 1) / 1000

const inside = (folder: string): Prepared => ({
  dataDir: join(folder, 'data'),
  musicDirs: [join(folder, 'Music'), join(folder, 'Attic')],
})

/** Hashing passwords takes the longest; it is the same for every library. */
async function preparePeople({ dataDir }: Prepared): Promise<void> {
  const data = await openData(testSettings(dataDir))
  try {
    const { owner, ...others } = PEOPLE
    await data.users.create({ name: owner.user, password: owner.password, roles: ALL_ROLES })
    for (const { user, password } of Object.values(others)) await data.users.create({ name: user, password })
  } finally {
    data.close()
  }
}

async function prepareLibrary(
  { dataDir, musicDirs }: Prepared,
  people: string,
  library: PreparedLibrary,
): Promise<void> {
  cpSync(people, dataDir, { recursive: true })
  for (const dir of musicDirs) mkdirSync(dir)
  if (library === 'fixture') {
    makeFixtureLibrary(musicDirs[0]!)
    makeSecondFixtureFolder(musicDirs[1]!)
    setTimes(musicDirs)
  }
  makeFoldersOld(musicDirs)
  const settings = testSettings(dataDir, { music: musicDirs })
  const server = await createServer(settings)
  const summary = await server.scanner.settled()
  await server.close()
  if (summary?.failure) throw new Error(summary.failure)

  const data = await openData(settings)
  try {
    await limitToFolder(data.users, PEOPLE.mainOnly.user, 1)
    await limitToFolder(data.users, PEOPLE.secondOnly.user, 2)
  } finally {
    data.close()
  }
}

/** A minute between one song and the next, so that "newest first" is the same on every machine. */
function setTimes([first, second]: readonly string[]): void {
  const songs = [
    ...fixtureLibrary.songs.map(({ path }) => join(first!, path)),
    ...secondFixtureFolder.songs.map(({ path }) => join(second!, path)),
  ]
  for (const [place, song] of songs.entries()) utimesSync(song, START + place * 60, START + place * 60)
}

/** Folders changed just now are scanned again two seconds after a server has started, in the middle of some test. */
function makeFoldersOld(musicDirs: readonly string[]): void {
  for (const musicDir of musicDirs) {
    for (const entry of readdirSync(musicDir, { recursive: true, withFileTypes: true }))
      if (entry.isDirectory()) utimesSync(join(entry.parentPath, entry.name), START, START)
    utimesSync(musicDir, START, START)
  }
}

async function limitToFolder(users: Users, name: string, folder: number): Promise<void> {
  await users.update(users.getByName(name).id, { folders: [folder], roles: { download: true } })
}
