import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenData, openData } from '../../../server/open-data.ts'
import type { ConsoleClient } from '../../support/console-client.ts'
import { signedInConsole } from '../../support/console-session.ts'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import { createTestClock } from '../../support/vault-and-users.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600_000
let server: TestServer
let data: OpenData
let known: KnownIds
let owner: ConsoleClient
let listener: ConsoleClient
let secondOnly: ConsoleClient

beforeAll(async () => {
  server = await startTestServer({ clock: createTestClock(NOW) })
  data = await openData(testSettings(server.dataDir))
  data.db.prepare('DELETE FROM plays').run()
  known = await readKnownIds(server.owner)
  owner = client(PEOPLE.owner.user)
  listener = client(PEOPLE.listener.user)
  secondOnly = client(PEOPLE.secondOnly.user)
  const opening = known.song('Björk/Début/01 Opening.flac')
  const root = known.song('Root Song.mp3')
  await server.listener.json('scrobble', { id: [opening, root], time: [NOW - HOUR, NOW - 2 * HOUR] })
  await server.listener.json('scrobble', { id: opening, time: NOW - 13 * HOUR })
  await server.owner.json('scrobble', { id: root, time: NOW - 40 * HOUR })
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

const client = (name: string) => signedInConsole(server, data, name, NOW)

describe('plays.overTime', () => {
  test('counts the plays of the caller by day, days without any too', async () => {
    expect(await listener.get('plays.overTime', { days: 3 })).toEqual([
      { day: '2026-11-19', plays: 0 },
      { day: '2026-11-20', plays: 1 },
      { day: '2026-11-21', plays: 2 },
    ])
  })

  test('begins days where the caller is', async () => {
    const inTokyo = await listener.get('plays.overTime', { days: 2, utcOffsetMin: 540 })
    expect(inTokyo.map(({ plays }) => plays)).toEqual([0, 3])
    const inHonolulu = await listener.get('plays.overTime', { days: 2, utcOffsetMin: -600 })
    expect(inHonolulu).toEqual([
      { day: '2026-11-20', plays: 1 },
      { day: '2026-11-21', plays: 2 },
    ])
  })

  test('counts those of everybody for administrators', async () => {
    const all = await owner.get('plays.overTime', { days: 366, everybody: true })
    expect(all).toHaveLength(366)
    expect(all.slice(-3).map(({ plays }) => plays)).toEqual([1, 1, 2])
    expect(await listener.call('plays.overTime', { everybody: true })).toMatchObject({ code: 'not-allowed' })
  })
})

describe('plays.recent', () => {
  test('lists the plays of the caller, newest first, page by page', async () => {
    const all = await listener.get('plays.recent', {})
    expect(all.map(({ playedAt }) => NOW - playedAt)).toEqual([HOUR, 2 * HOUR, 13 * HOUR])
    expect(all[0]).toMatchObject({
      client: 'tests',
      username: PEOPLE.listener.user,
      song: { id: known.song('Björk/Début/01 Opening.flac'), playCount: 2 },
    })
    const { playedAt, id } = all[0]!
    expect(await listener.get('plays.recent', { before: { playedAt, id }, count: 1 })).toEqual([all[1]])
  })

  test('lists those of everybody for administrators', async () => {
    const all = await owner.get('plays.recent', { everybody: true })
    expect(all.map(({ username }) => username)).toEqual([
      ...Array(3).fill(PEOPLE.listener.user),
      PEOPLE.owner.user,
    ])
    expect(await owner.get('plays.recent', {})).toHaveLength(1)
    expect(await listener.call('plays.recent', { everybody: true })).toMatchObject({ code: 'not-allowed' })
  })

  test('leaves out songs of folders that were taken from the caller', async () => {
    const { id } = data.users.getByName(PEOPLE.secondOnly.user)
    data.db
      .prepare('INSERT INTO plays (user_id, song_id, played_at, client) VALUES (?, ?, ?, ?)')
      .run(id, Number(known.song('Root Song.mp3').slice(3)), NOW, 'x')
    expect(await secondOnly.get('plays.recent', {})).toEqual([])
  })
})
