// The window's way to the music: the same endpoints with the session of the console.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MUSIC_PATH } from '../../server/contract/wire.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { sessionCookieOf } from '../support/console-session.ts'
import { type KnownIds, readKnownIds } from '../support/known-ids.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let data: OpenData
let known: KnownIds
let cookie: string

beforeAll(async () => {
  server = await startTestServer()
  data = await openData(testSettings(server.dataDir))
  known = await readKnownIds(server.owner)
  cookie = cookieOf(PEOPLE.owner.user)
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

const cookieOf = (name: string) => sessionCookieOf(server, data, name)

interface Asked {
  readonly method?: string
  readonly cookie?: string | undefined
  readonly headers?: Record<string, string>
  readonly form?: Record<string, string>
}

function ask(target: string, { method, form, headers, ...asked }: Asked = {}): Promise<Response> {
  const origin = server.server.consoleUrl
  const sent = 'cookie' in asked ? asked.cookie : cookie
  return fetch(origin + MUSIC_PATH + target, {
    method: method ?? (form ? 'POST' : 'GET'),
    headers: { ...(sent !== undefined && { Cookie: sent }), ...(form && { Origin: origin }), ...headers },
    ...(form && { body: new URLSearchParams(form) }),
  })
}

async function envelope(answer: Response | Promise<Response>): Promise<any> {
  return ((await (await answer).json()) as any)['subsonic-response']
}

describe('the window', () => {
  test('reads as JSON with its session, whatever format is asked for', async () => {
    const id = known.album('Björk', 'Début')
    const answer = await ask(`getAlbum?id=${id}&f=xml&c=other&v=9`)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await envelope(answer)).toMatchObject({ status: 'ok', album: { id, name: 'Début' } })
  })

  test('hears and sees: bytes, ranges, conditional requests and HEAD', async () => {
    const song = known.song('Björk/Début/01 Opening.flac')
    const part = await ask(`stream?id=${song}`, { headers: { Range: 'bytes=0-3' } })
    expect([part.status, await part.text()]).toEqual([206, 'fLaC'])
    const head = await ask(`stream?id=${song}`, { method: 'HEAD' })
    expect([head.status, head.headers.get('accept-ranges')]).toEqual([200, 'bytes'])
    const whole = await ask(`download?id=${song}`)
    expect(whole.headers.get('content-disposition')).toContain('attachment')
    await whole.arrayBuffer()

    const cover = await ask(`getCoverArt?id=${known.album('Björk', 'Début')}&size=64`)
    expect(cover.headers.get('content-type')).toMatch(/^image\//)
    await cover.arrayBuffer()
    const again = await ask(`getCoverArt?id=${known.album('Björk', 'Début')}&size=64`, {
      headers: { 'If-None-Match': cover.headers.get('etag')! },
    })
    expect(again.status).toBe(304)
  })

  test('may show and play what it got: the page policy names pictures and sound', async () => {
    const { headers } = await ask('ping')
    expect(headers.get('content-security-policy')).toContain("media-src 'self'")
    expect(headers.get('content-security-policy')).toContain("img-src 'self' data:")
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })

  test('changes with POST, under a name of its own', async () => {
    const id = known.song('Björk/Début/01 Opening.flac')
    expect(await envelope(ask('star', { form: { id } }))).toMatchObject({ status: 'ok' })
    expect(await envelope(ask(`getSong?id=${id}`))).toMatchObject({
      song: { starred: expect.any(String) },
    })
    await ask('scrobble', { form: { id, submission: 'false' } })
    const { nowPlaying } = await envelope(ask('getNowPlaying'))
    expect(nowPlaying.entry).toMatchObject([
      { id, username: PEOPLE.owner.user, playerName: 'Lockgroove window' },
    ])
  })

  test('changes nothing by a link, nor at the wish of another page', async () => {
    const id = known.song('Root Song.mp3')
    const byLink = await ask(`star?id=${id}`)
    expect([byLink.status, byLink.headers.get('allow')]).toEqual([405, 'POST'])
    const byOtherPage = await ask('star', { form: { id }, headers: { Origin: 'http://127.0.0.1:1' } })
    expect(byOtherPage.status).toBe(403)
    const read = await ask('getSong', { form: { id } })
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await envelope(ask(`getSong?id=${id}`))).song.starred).toBeUndefined()
  })

  test('is not read by a page on another port of the same host', async () => {
    for (const site of ['same-site', 'cross-site']) {
      const answer = await ask('ping', { headers: { 'Sec-Fetch-Site': site } })
      expect(answer.status).toBe(403)
    }
    expect((await ask('ping', { headers: { 'Sec-Fetch-Site': 'same-origin' } })).status).toBe(200)
  })

  test('has nothing for whoever has no session, whatever the name', async () => {
    for (const target of [
      'ping',
      'getOpenSubsonicExtensions',
      'createUser',
      'noSuchThing',
      'stream?id=so-1',
    ]) {
      for (const other of [undefined, `${cookie}x`, cookie.replace(/^[^=]+/, 'other')]) {
        const answer = await ask(target, { cookie: other })
        expect(answer.status).toBe(401)
        expect((await envelope(answer)).error).toEqual({ code: 40, message: 'Sign in first' })
      }
    }
  })

  test('does not take the credentials of music apps', async () => {
    const { user, password } = PEOPLE.owner
    const search = new URLSearchParams({ u: user, p: password, v: '1.16.1', c: 'x' })
    expect((await ask(`ping?${search}`, { cookie: undefined })).status).toBe(401)
  })

  test('has no endpoints for users and passwords', async () => {
    for (const name of ['getUsers', 'createUser', 'updateUser', 'deleteUser', 'changePassword']) {
      expect((await envelope(ask(name, { form: {} }))).error.message).toBe('Unknown method')
    }
  })

  test('sees only the folders of its user', async () => {
    const id = known.album('Björk', 'Début')
    const other = cookieOf(PEOPLE.secondOnly.user)
    expect((await envelope(ask(`getAlbum?id=${id}`, { cookie: other }))).error.code).toBe(70)
    expect((await ask(`getCoverArt?id=${id}`, { cookie: other })).headers.get('content-type')).toMatch(/json/)
  })
})
