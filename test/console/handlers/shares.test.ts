import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listAudit } from '../../../server/auth/list-audit.ts'
import { removeAllShares } from '../../../server/library/shares.ts'
import { type OpenData, openData } from '../../../server/open-data.ts'
import { rotateDataKey } from '../../../server/vault/rotate.ts'
import type { ConsoleClient } from '../../support/console-client.ts'
import { sessionCookieOf, signedInConsole } from '../../support/console-session.ts'
import { type HeardEvents, hearEvents } from '../../support/event-stream.ts'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'

const DAY_MS = 86_400_000
const OPENING = 'Björk/Début/01 Opening.flac'
const NATTURA = 'Björk/Début/02 Náttúra.flac'

let server: TestServer
let data: OpenData
let known: KnownIds
let owner: ConsoleClient
/** May share, is no administrator, both folders. */
let listener: ConsoleClient
/** May share what is in the first folder. */
let mainOnly: ConsoleClient
const open: HeardEvents[] = []

beforeAll(async () => {
  server = await startTestServer()
  data = await openData(testSettings(server.dataDir))
  known = await readKnownIds(server.owner)
  for (const { user } of [PEOPLE.listener, PEOPLE.mainOnly]) {
    await data.users.update(data.users.getByName(user).id, { roles: { share: true } })
  }
  owner = signedInConsole(server, data, PEOPLE.owner.user)
  listener = signedInConsole(server, data, PEOPLE.listener.user)
  mainOnly = signedInConsole(server, data, PEOPLE.mainOnly.user)
}, 120_000)
afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close()
})
afterAll(async () => {
  data.close()
  await server.close()
})

/** Titles as the page of a link shows them. */
async function titlesOf(url: string | undefined): Promise<string[]> {
  const page = await (await fetch(url!)).text()
  return [...page.matchAll(/<span class="title"[^>]*>([^<]*)</g)].map(([, title]) => title!)
}

describe('shares.create', () => {
  test('shares an album in its order, under its name, at the address of the music door', async () => {
    const made = await listener.get('shares.create', { items: [known.album('Björk', 'Début')] })
    expect(made).toMatchObject({
      name: 'Début',
      owner: { id: data.users.getByName(PEOPLE.listener.user).id, name: PEOPLE.listener.user },
      visits: 0,
      isOver: false,
    })
    expect(made).not.toHaveProperty('description')
    expect(made.url).toMatch(new RegExp(`^${server.url}/share/[\\w-]{32}$`))
    const { album } = await server.owner.json('getAlbum', { id: known.album('Björk', 'Début') })
    expect(await titlesOf(made.url)).toEqual(album.song.map(({ title }: { title: string }) => title))
    expect(made.songCount).toBe(album.song.length)
  })

  test('shares a folder with everything below it, as it lies on the disk', async () => {
    const made = await listener.get('shares.create', { items: [known.directory('Halden Quartet')] })
    const below = [...known.songs.keys()].filter((path) => path.startsWith('Halden Quartet/'))
    expect(made).toMatchObject({ name: 'Halden Quartet', songCount: below.length })
    expect(await titlesOf(made.url)).toHaveLength(below.length)
  })

  test('shares several things in the order given, repetitions too, under the name of the first', async () => {
    const items = [NATTURA, OPENING, NATTURA].map(known.song)
    const made = await listener.get('shares.create', { items })
    expect(made).toMatchObject({ name: 'Náttúra and 2 more', songCount: 3 })
    expect(await titlesOf(made.url)).toEqual(['Náttúra', 'Opening', 'Náttúra'])
  })

  test('shares a playlist as it is now, whatever becomes of it', async () => {
    const songId = [known.song(NATTURA), known.song(OPENING)]
    const { playlist } = await server.owner.json('createPlaylist', { name: 'Evenings', songId })
    const made = await owner.get('shares.create', { items: [playlist.id] })
    expect(made.name).toBe('Evenings')
    await server.owner.json('updatePlaylist', {
      playlistId: playlist.id,
      name: 'Mornings',
      songIdToAdd: known.song('Vera Lindqvist/Words/04 Refrain.mp3'),
      songIndexToRemove: 0,
    })
    expect(await titlesOf(made.url)).toEqual(['Náttúra', 'Opening'])
    await server.owner.json('deletePlaylist', { id: playlist.id })
    expect(await titlesOf(made.url)).toEqual(['Náttúra', 'Opening'])
    expect(await owner.get('shares.list', {})).toContainEqual(expect.objectContaining({ name: 'Evenings' }))
  })

  test('shares of a playlist of both folders what its maker may hear, then and later', async () => {
    const inSecond = known.song('Oda Falk/Letters/01 Dear.flac')
    const { playlist } = await server.owner.json('createPlaylist', {
      name: 'Both',
      songId: [inSecond, known.song(OPENING)],
    })
    await server.owner.json('updatePlaylist', { playlistId: playlist.id, public: true })
    const ofOne = await mainOnly.get('shares.create', { items: [playlist.id] })
    const ofAll = await listener.get('shares.create', { items: [playlist.id] })
    expect(await titlesOf(ofOne.url)).toEqual(['Opening'])
    expect(await titlesOf(ofAll.url)).toEqual(['Dear', 'Opening'])
    const { id } = data.users.getByName(PEOPLE.listener.user)
    await data.users.update(id, { folders: [1] })
    expect(await titlesOf(ofAll.url)).toEqual(['Opening'])
    await data.users.update(id, { folders: 'all' })
    expect(await titlesOf(ofAll.url)).toEqual(['Dear', 'Opening'])
  })

  test('makes nothing of what is not there, or out of reach', async () => {
    const before = await owner.get('shares.list', {})
    const { playlist: secret } = await server.owner.json('createPlaylist', {
      name: 'Mine',
      songId: known.song(OPENING),
    })
    const { playlist: empty } = await server.owner.json('createPlaylist', { name: 'Empty' })
    const nothing = [
      'so-99999',
      'pl-99999',
      'nonsense',
      'so-1; DROP TABLE shares',
      secret.id,
      known.artist('Björk'),
      known.album('Oda Falk', 'Letters'),
      known.directory('Oda Falk', 2),
    ]
    for (const item of nothing) {
      const items = [known.song(OPENING), item]
      expect([item, await mainOnly.call('shares.create', { items })]).toEqual([
        item,
        expect.objectContaining({ code: 'not-found' }),
      ])
    }
    expect(await owner.call('shares.create', { items: [empty.id] })).toMatchObject({ code: 'not-found' })
    expect(await owner.get('shares.list', {})).toEqual(before)
  })

  test('refuses more songs than a page can show, and a novel as description', async () => {
    const items = Array.from({ length: 1000 }, () => known.song(OPENING))
    expect((await owner.get('shares.create', { items })).songCount).toBe(1000)
    const { playlist } = await server.owner.json('createPlaylist', { name: 'Two', songId: items.slice(0, 2) })
    expect(await owner.call('shares.create', { items: [...items.slice(1), playlist.id] })).toEqual({
      ok: false,
      code: 'conflict',
      message: 'One link holds at most 1000 songs',
    })
    expect(
      await owner.call('shares.create', { items: ['so-1'], description: 'x'.repeat(1001) }),
    ).toMatchObject({ code: 'invalid-input', field: 'description' })
  })

  test('ends after the days of the setting, when it is told, or never', async () => {
    const endOf = async (endsAt?: number | null) => {
      const made = await owner.get('shares.create', {
        items: [known.song(OPENING)],
        ...(endsAt !== undefined && { endsAt }),
      })
      return made.endsAt === undefined ? 'never' : made.endsAt - made.createdAt
    }
    expect(await endOf()).toBe(30 * DAY_MS)
    data.live.set('shareDays', '7')
    expect(await endOf()).toBe(7 * DAY_MS)
    data.live.set('shareDays', '0')
    expect(await endOf()).toBe('never')
    data.live.reset('shareDays')
    expect(await endOf(null)).toBe('never')
    const over = await owner.get('shares.create', { items: [known.song(OPENING)], endsAt: 1000 })
    expect(over).toMatchObject({ endsAt: 1000, isOver: true })
    // No calendar knows later times.
    const latest = await owner.get('shares.create', { items: ['so-1'], endsAt: Number.MAX_SAFE_INTEGER })
    expect(new Date(latest.endsAt!).toISOString()).toBe('9999-12-31T23:59:59.999Z')
  })

  test('stops at a number of links that nobody looks through', async () => {
    const user = data.users.getByName(PEOPLE.secondOnly.user)
    await data.users.update(user.id, { roles: { share: true } })
    const secondOnly = signedInConsole(server, data, user.name)
    const insert = data.db.prepare(
      "INSERT INTO shares (owner_id, token_hash, name, song_count, created_at) VALUES (?, ?, 'n', 0, 1)",
    )
    data.db.transaction(() => {
      for (let at = 0; at < 200; at++) insert.run(user.id, `hash ${at}`)
    })()
    const items = [known.song('Oda Falk/Letters/01 Dear.flac')]
    expect(await secondOnly.call('shares.create', { items })).toMatchObject({ code: 'conflict' })
    data.db.prepare("DELETE FROM shares WHERE token_hash LIKE 'hash %'").run()
  })
})

describe('shares.change', () => {
  test('changes only what it is told; a later end brings a link back', async () => {
    const { id, url } = await listener.get('shares.create', {
      items: [known.song(OPENING)],
      description: 'For you',
    })
    const ended = await listener.get('shares.change', { share: id, endsAt: 0 })
    expect(ended).toMatchObject({ description: 'For you', endsAt: 0, isOver: true, url })
    expect((await fetch(url!)).status).toBe(404)
    const back = await listener.get('shares.change', { share: id, endsAt: null, description: '' })
    expect(back).not.toHaveProperty('endsAt')
    expect(back).not.toHaveProperty('description')
    expect(back.isOver).toBe(false)
    expect((await fetch(url!)).status).toBe(200)
  })

  test('is for its owner and administrators; nobody else learns that it is there', async () => {
    const { id } = await listener.get('shares.create', { items: [known.song(OPENING)] })
    for (const share of [id, 99_999]) {
      expect(await mainOnly.call('shares.change', { share, description: 'x' })).toMatchObject({
        code: 'not-found',
        message: 'share not found',
      })
      expect(await mainOnly.call('shares.remove', { share })).toMatchObject({ code: 'not-found' })
    }
    expect(await owner.get('shares.change', { share: id, description: 'by the owner' })).toMatchObject({
      owner: { name: PEOPLE.listener.user },
      description: 'by the owner',
    })
    expect(await listener.get('shares.list', {})).toContainEqual(expect.objectContaining({ id }))
    expect(await mainOnly.get('shares.list', {})).not.toContainEqual(expect.objectContaining({ id }))
    expect(await owner.get('shares.list', {})).toContainEqual(expect.objectContaining({ id }))
  })

  test('needs the right to share, ending does not', async () => {
    const { id } = data.users.getByName(PEOPLE.mainOnly.user)
    const made = await mainOnly.get('shares.create', { items: [known.song(OPENING)] })
    await data.users.update(id, { roles: { share: false } })
    expect(await mainOnly.call('shares.change', { share: made.id, endsAt: null })).toMatchObject({
      code: 'not-allowed',
    })
    expect(await mainOnly.call('shares.create', { items: [known.song(OPENING)] })).toMatchObject({
      code: 'not-allowed',
    })
    await mainOnly.get('shares.remove', { share: made.id })
    await data.users.update(id, { roles: { share: true } })
  })
})

describe('a link', () => {
  test('keeps its address when there is a new data key', async () => {
    const { id, url } = await owner.get('shares.create', { items: [known.song(OPENING)] })
    const before = data.db.prepare('SELECT sealed_token FROM shares WHERE id = ?').pluck().get(id)
    await rotateDataKey(data.db, data.vault, { clock: { now: Date.now } })
    expect(data.db.prepare('SELECT sealed_token FROM shares WHERE id = ?').pluck().get(id)).not.toBe(before)
    const listed = (await owner.get('shares.list', {})).find((share) => share.id === id)
    expect(listed?.url).toBe(url)
    expect((await fetch(url!)).status).toBe(200)
  })

  test('whose sealed address was damaged is listed without it, and goes on', async () => {
    const { id, url } = await owner.get('shares.create', { items: [known.song(OPENING)] })
    const other = await owner.get('shares.create', { items: [known.song(OPENING)] })
    const copy =
      'UPDATE shares SET sealed_token = (SELECT sealed_token FROM shares WHERE id = ?) WHERE id = ?'
    data.db.prepare(copy).run(other.id, id)
    const listed = await owner.get('shares.list', {})
    expect(listed.find((share) => share.id === id)).not.toHaveProperty('url')
    expect(listed.find((share) => share.id === other.id)?.url).toBe(other.url)
    expect((await fetch(url!)).status).toBe(200)
    expect((await server.owner.json('getShares'))['shares'].share.length).toBe(listed.length - 1)
  })

  test('is in the log when it is made, changed and ended, by number and name', async () => {
    const { id, url } = await listener.get('shares.create', { items: [known.song(OPENING)] })
    await owner.get('shares.change', { share: id, description: 'x' })
    await owner.get('shares.change', { share: id, endsAt: 0 })
    await owner.get('shares.change', { share: id, endsAt: null })
    await owner.get('shares.remove', { share: id })
    const entries = listAudit(data.db, { count: 5 }).map(({ event, actor, subject, detail }) => ({
      event,
      actor,
      subject,
      detail,
    }))
    const about = { subject: PEOPLE.listener.user, detail: { id, name: 'Opening' } }
    expect(entries).toEqual([
      { event: 'share.ended', actor: PEOPLE.owner.user, ...about },
      { event: 'share.changed', actor: PEOPLE.owner.user, ...about },
      { event: 'share.ended', actor: PEOPLE.owner.user, ...about },
      { event: 'share.changed', actor: PEOPLE.owner.user, ...about },
      { event: 'share.created', actor: PEOPLE.listener.user, ...about },
    ])
    expect(JSON.stringify(data.db.prepare('SELECT * FROM audit_log').all())).not.toContain(url!.slice(-32))
  })
})

describe('shares.changed', () => {
  async function hear(name: string): Promise<HeardEvents> {
    const stream = await hearEvents(server.server.consoleUrl, sessionCookieOf(server, data, name))
    open.push(stream)
    return stream
  }
  const hears = (stream: HeardEvents) => stream.all().some(({ type }) => type === 'shares.changed')

  test('is told to whom a link belongs and to administrators, when it is made and visited', async () => {
    const { url } = await listener.get('shares.create', { items: [known.song(OPENING)] })
    // Somebody of whom nothing is still to be told.
    const other = 'a newcomer'
    data.db
      .prepare("INSERT INTO users (name, name_key, password_hash, created_at) VALUES (:other, :other, '', 1)")
      .run({ other })
    const [ofOwner, ofListener, ofOther] = await Promise.all(
      [PEOPLE.owner.user, PEOPLE.listener.user, other].map(hear),
    )
    await fetch(url!)
    await ofOwner!.next('shares.changed')
    await ofListener!.next('shares.changed')
    // Behind which nothing comes of what happened before.
    data.live.set('streamLimit', '9')
    await ofOther!.next('settings.changed')
    expect(hears(ofOther!)).toBe(false)
  })

  test('is told when another process ends them all', async () => {
    await mainOnly.get('shares.create', { items: [known.song(OPENING)] })
    const stream = await hear(PEOPLE.mainOnly.user)
    await removeAllShares(data.db)
    data.audit.record({ event: 'panic', actor: 'command line' })
    await stream.next('shares.changed')
    expect(await mainOnly.get('shares.list', {})).toEqual([])
  })
})
