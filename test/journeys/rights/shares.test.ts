// What somebody gets who has a link, and what without: every address under /share/, asked with every kind of link. Compared
// with the table below, which is written by hand. Who asks does not matter: nobody signs in here.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserChanges } from '../../../server/auth/users.ts'
import { systemClock } from '../../../server/clock.ts'
import type { UserId } from '../../../server/ids.ts'
import {
  changeShare,
  createShare,
  getShare,
  removeShare,
  shareToken,
} from '../../../server/library/shares.ts'
import { type OpenData, openData } from '../../../server/open-data.ts'
import { renderNoShare } from '../../../server/share-pages/page.ts'
import { randomShareToken } from '../../../server/vault/tokens.ts'
import { readKnownIds } from '../../support/known-ids.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const LINKS = [
  'good',
  'with an end to come',
  'good, in read-only mode',
  'ended',
  'removed',
  'of somebody disabled',
  // An administrator gave it a later end since.
  'of somebody disabled, brought back',
  // It has ended all the same.
  'of somebody disabled and enabled again',
  'of somebody removed',
  'of somebody who may not share any more',
  'of somebody who may not listen any more',
  // Its first song lies in a music folder that its owner may not use any more.
  'of somebody who may use one folder less',
  'never made',
  'no token',
] as const
type Link = (typeof LINKS)[number]

// + answered, 0 the one page for everything that does not answer, m HTTP 405
const ALL = '+++00000000+00'
const FIRST_SONG = '+++00000000000'
const NOTHING = '00000000000000'
const WRONG_METHOD = 'mmmmmmmmmmmmmm'

/** Two songs are shared. */
const TABLE: Record<string, string> = {
  'GET ': ALL,
  'HEAD ': ALL,
  'GET ?p=secret': ALL,
  'GET /songs/1': FIRST_SONG,
  'HEAD /songs/1': FIRST_SONG,
  'GET /songs/2': ALL,
  'GET /covers/2': ALL,
  'GET /covers/2?size=160': ALL,
  'HEAD /covers/2?size=99999': ALL,
  'GET /songs/3': NOTHING,
  'GET /covers/3': NOTHING,
  'GET /songs/0': NOTHING,
  'GET /songs/so-1': NOTHING,
  'GET /songs/1?id=so-1': FIRST_SONG,
  'GET /covers/al-1': NOTHING,
  'GET /songs/../../../lockgroove.db': NOTHING,
  'GET /songs/%2e%2e%2f%2e%2e%2flockgroove.db': NOTHING,
  'GET /songs/1/../2': NOTHING,
  'GET /download/1': NOTHING,
  'GET /': NOTHING,
  'POST ': WRONG_METHOD,
  'PUT /songs/1': WRONG_METHOD,
  'DELETE ': WRONG_METHOD,
  'OPTIONS /songs/1': WRONG_METHOD,
}

let server: TestServer
let data: OpenData
const paths = new Map<Link, string>()

beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0, authRequestLimit: 0 } })
  data = await openData(testSettings(server.dataDir))
  const known = await readKnownIds(server.owner)
  const inSecond = known.song('Oda Falk/Letters/01 Dear.flac')
  const inFirst = known.song('Björk/Début/01 Opening.flac')
  const songIds = [inSecond, inFirst].map((id) => Number(id.slice('so-'.length)))
  for (const link of LINKS) paths.set(link, `/share/${await tokenOf(link, songIds)}`)
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

describe.each(Object.entries(TABLE))('%s', (asked, row) => {
  test(`is for ${row}`, async () => {
    let seen = ''
    for (const link of LINKS) {
      data.live.set('readOnly', link.endsWith('read-only mode') ? 'on' : 'off')
      seen += await ask(asked, link)
    }
    data.live.reset('readOnly')
    expect(inWords(seen)).toEqual(inWords(row))
  })
})

test('the page is made of files that need no link, and of no others', async () => {
  const { status } = await get('GET', '/share/assets/lockgroove.db')
  expect(status).toBe(404)
})

async function ask(asked: string, link: Link): Promise<string> {
  const [method, path] = asked.split(' ') as [string, string]
  const answer = await get(method, paths.get(link)! + path)
  if (answer.status === 405) return answer.headers['allow'] === 'GET, HEAD' ? 'm' : '!'
  if (answer.status === 200) return '+'
  // Nothing tells why: the same words, under the same headers.
  const { date, 'content-length': length, ...headers } = answer.headers
  expect(headers).toEqual(NOTHING_HEADERS)
  expect(answer.body).toBe(method === 'HEAD' ? '' : renderNoShare())
  expect(length).toBe(String(Buffer.byteLength(renderNoShare())))
  return answer.status === 404 ? '0' : '?'
}

const NOTHING_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-store',
  'content-type': 'text/html; charset=utf-8',
  connection: 'close',
}

/** As it is written: `fetch` would tidy up the path. */
function get(method: string, path: string) {
  const { hostname, port } = new URL(server.url)
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asking = request({ hostname, port, method, path, agent: false }, async (answer) => {
        const parts: Buffer[] = []
        for await (const part of answer) parts.push(part as Buffer)
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString(),
        })
      })
      asking.on('error', reject)
      asking.end()
    },
  )
}

async function tokenOf(link: Link, songIds: readonly number[]): Promise<string> {
  if (link === 'never made') return randomShareToken()
  if (link === 'no token') return 'nothing'
  const ownerId = sharer(link)
  const { db, vault, users } = data
  const clock = systemClock
  const id = createShare(
    { db, vault, clock },
    { ownerId, songIds, name: link, description: '', endsAt: clock.now() + 3_600_000 },
  )
  const token = shareToken(vault, getShare(db, { id: ownerId, roles: { admin: false } }, id))!
  const change = (changes: UserChanges) => users.update(ownerId, changes)
  switch (link) {
    case 'good':
    case 'good, in read-only mode':
      changeShare(db, id, { endsAt: null })
      break
    case 'with an end to come':
      break
    case 'ended':
      changeShare(db, id, { endsAt: clock.now() })
      break
    case 'removed':
      removeShare(db, id)
      break
    case 'of somebody disabled':
      await change({ disabled: true })
      break
    case 'of somebody disabled, brought back':
      await change({ disabled: true })
      changeShare(db, id, { endsAt: null })
      break
    case 'of somebody disabled and enabled again':
      await change({ disabled: true })
      await change({ disabled: false })
      break
    case 'of somebody removed':
      await users.remove(ownerId)
      break
    case 'of somebody who may not share any more':
      await change({ roles: { share: false } })
      break
    case 'of somebody who may not listen any more':
      await change({ roles: { stream: false } })
      break
    case 'of somebody who may use one folder less':
      await change({ folders: [1] })
  }
  return token
}

/** Made without hashing a password. */
function sharer(name: string): UserId {
  return data.db
    .prepare(
      `INSERT INTO users (name, name_key, password_hash, share_role, stream_role, created_at)
       VALUES (:name, :name, '', 1, 1, 1) RETURNING id`,
    )
    .pluck()
    .get({ name }) as UserId
}

const inWords = (row: string) => Object.fromEntries(LINKS.map((link, at) => [link, row[at]]))
