// Quitting while something is going on: what is being sent arrives, the scan ends, the database is closed in order, and nothing keeps
// the app from ending.

import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeFixtureLibrary } from '../../fixtures/library.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../../support/desktop-app.ts'
import { PEOPLE } from '../../support/prepared-data.ts'
import { createSubsonicClient } from '../../support/subsonic-client.ts'

const MEGABYTES = 24

describe.skipIf(chromiumPath === undefined)('quitting the desktop app', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp
  let song: { id: string; size: number }

  beforeAll(async () => {
    computer = await createDesktopComputer('empty')
    const music = join(computer.folder, 'Music')
    mkdirSync(music)
    makeFixtureLibrary(music)
    // More than the buffers between two programs hold.
    const long = readFileSync(join(music, 'Root Song.mp3'))
    writeFileSync(join(music, 'Long.mp3'), Buffer.concat([long, Buffer.alloc(MEGABYTES * 1024 * 1024)]))
    computer.environment['LOCKGROOVE_MUSIC'] = music
  })
  beforeEach(async () => {
    rmSync(log(), { force: true })
    lockgroove = await computer.start()
  })
  afterAll(() => computer?.close())

  const log = () => join(computer.dataDir, 'logs', 'lockgroove.log')

  /** Closed by its last connection, with everything written into the one file; and not because the time was over. */
  function expectOrder() {
    expect(existsSync(join(computer.dataDir, 'lockgroove.db-wal'))).toBe(false)
    expect(readFileSync(log(), 'utf8')).not.toContain('the app ends before')
  }

  test('ends a scan under way, which the next start completes', async () => {
    const server = await lockgroove.server()
    expect(server.scanner.status().scanning).toBe(true)
    expect(await lockgroove.quit()).toBe(0)
    expectOrder()

    lockgroove = await computer.start()
    const again = await lockgroove.server()
    expect((await again.scanner.settled())?.failure).toBe(undefined)
    const owner = createSubsonicClient(again.musicUrls[0]!, PEOPLE.owner)
    const { searchResult3 } = await owner.json('search3', { query: 'Root' })
    const found = searchResult3.song.toSorted((a: any, b: any) => b.size - a.size)
    song = found[0]
    expect(song.size).toBeGreaterThan(MEGABYTES * 1024 * 1024)
    await lockgroove.quit()
  })

  test('lets a song that is being sent arrive', async () => {
    const server = await lockgroove.server()
    await server.scanner.settled()
    const { socket, head } = await listenTo(server.musicUrls[0]!)
    const ended = lockgroove.quit()
    let bytes = head
    socket.on('data', (part: Buffer) => {
      bytes += part.length
    })
    socket.resume()
    await once(socket, 'close')
    expect(bytes).toBeGreaterThan(song.size)
    expect(await ended).toBe(0)
    expectOrder()
  })

  test('does not wait for somebody who has stopped listening', async () => {
    const server = await lockgroove.server()
    await server.scanner.settled()
    const { socket } = await listenTo(server.musicUrls[0]!)
    socket.on('error', () => {})
    expect(await lockgroove.quit()).toBe(0)
    expectOrder()
    socket.destroy()
  })

  /** A music app whose buffer is full: the song has begun, and no more of it is taken. */
  async function listenTo(url: string) {
    const { hostname, port } = new URL(url)
    const { user, password } = PEOPLE.owner
    const query = new URLSearchParams({ u: user, p: password, v: '1.16.1', c: 'paused', id: song.id })
    const socket = connect(Number(port), hostname)
    socket.write(
      `GET /rest/download?${query} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`,
    )
    const [first] = (await once(socket, 'data')) as [Buffer]
    socket.pause()
    expect(first.toString('latin1')).toMatch(/^HTTP\/1.1 200/)
    return { socket, head: first.length }
  }
})
