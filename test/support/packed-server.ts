// What a server must be able to do wherever its code was carried: the things that need a worker, a package with native
// code, or a file beside the code. For the app as it is built, and as it is packed.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect } from 'vitest'
import { fixtureLibrary, makeFixtureLibrary } from '../fixtures/library.ts'
import type { CommandLine } from './command-line.ts'
import { createConsoleClient } from './console-client.ts'
import { createSubsonicClient } from './subsonic-client.ts'

const READY = /Music apps +(http:\S+)[\s\S]*Window +(http:\S+)[\s\S]*Set-up code +(\S+)[\s\S]*Stop with/
const OWNER = { username: 'Anna', password: 'the owl knows the way' }

/** @param script its cli.js, from the folder of the repository */
export async function expectServerToWork(line: CommandLine, script: string): Promise<void> {
  const music = join(line.folder, 'music')
  mkdirSync(music)
  makeFixtureLibrary(music)
  const started = await line.start(['serve', '--music', music], READY, { script })
  const [, musicUrl, consoleUrl, code] = started.match
  expect((await fetch(`${musicUrl}/healthz`)).status).toBe(200)

  // The window beside the code; the worker that judges passwords; hashing and sealing.
  expect(await (await fetch(consoleUrl!)).text()).toContain('<div id="root">')
  const client = createConsoleClient(consoleUrl!)
  const owner = { code: code!, ...OWNER, musicFolders: [] }
  const judged = await client.send('setup.createOwner', { ...owner, password: 'password1234' })
  expect(judged).toMatchObject({ ok: false, code: 'invalid-input' })
  await client.get('setup.createOwner', owner)

  // The worker that scans and the readers it loads late; covers through sharp; the worker that copies the database.
  const app = createSubsonicClient(musicUrl!, { user: OWNER.username, password: OWNER.password })
  await expect
    .poll(async () => (await app.json('getScanStatus')).scanStatus)
    .toMatchObject({ scanning: false, count: fixtureLibrary.songs.length })
  const { searchResult3 } = await app.json('search3', { query: 'Overnight' })
  const cover = await app.call('getCoverArt', { id: searchResult3.album[0].coverArt, size: 64 })
  expect(await sharp(cover.bytes).metadata()).toMatchObject({ width: 64 })
  expect(await client.get('backups.make', {})).toMatchObject({ good: true })
  expect(await started.stop()).toBe(0)
}
