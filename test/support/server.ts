// A whole server as its owner starts it, on a data folder of its own: for journeys through the real door.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../server/clock.ts'
import { createServer, type Server, type ServerOptions } from '../../server/index.ts'
import type { Settings } from '../../server/settings/definitions.ts'
import { PEOPLE, type PreparedLibrary, preparedData, testSettings } from './prepared-data.ts'
import { makePasswordsQuick, type Person } from './quick-passwords.ts'
import { createSubsonicClient, type Login, type SubsonicClient } from './subsonic-client.ts'

export { PEOPLE } from './prepared-data.ts'

export interface TestServerOptions {
  /** The fixture library in two music folders, or the same two folders with nothing in them. */
  readonly library?: PreparedLibrary
  readonly clock?: Clock
  /** Music to add: it is being scanned when the server is there. */
  readonly music?: readonly string[]
  readonly settings?: Partial<Settings>
  /** Whose passwords are checked in no time, everybody's if left out: see quick-passwords.ts. */
  readonly quickPasswords?: readonly Person[]
  /** Networks, and what a flag pins. */
  readonly options?: ServerOptions
}

export interface TestServer {
  readonly server: Server
  /** Of the music door, as a music app types it. */
  readonly url: string
  readonly dataDir: string
  /** Music folders 1 and 2: shared with other tests, never to be written to. */
  readonly musicDirs: readonly string[]
  /** Signed in for real, with token and salt, as everybody in PEOPLE. */
  readonly owner: SubsonicClient
  readonly listener: SubsonicClient
  readonly mainOnly: SubsonicClient
  readonly secondOnly: SubsonicClient
  /** @param client what is sent as `c` */
  as(login: Login, client?: string): SubsonicClient
  close(): Promise<void>
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { library = 'fixture', clock, music = [], settings, options: serverOptions } = options
  const { quickPasswords = Object.values(PEOPLE) } = options
  const prepared = await preparedData(library)
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-server-')))
  const dataDir = join(folder, 'data')
  cpSync(prepared.dataDir, dataDir, { recursive: true })
  makePasswordsQuick(dataDir, quickPasswords)

  const server = await createServer(testSettings(dataDir, { music, ...settings }), {
    clock,
    ...serverOptions,
  })
  const url = server.musicUrls[0]!
  const as = (login: Login, client?: string) => createSubsonicClient(url, login, client)
  if (music.length === 0) await server.scanner.settled()

  return {
    server,
    url,
    dataDir,
    musicDirs: prepared.musicDirs,
    owner: as(PEOPLE.owner),
    listener: as(PEOPLE.listener),
    mainOnly: as(PEOPLE.mainOnly),
    secondOnly: as(PEOPLE.secondOnly),
    as,
    async close() {
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}
