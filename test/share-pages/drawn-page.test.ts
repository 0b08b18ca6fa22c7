// How often pages of links are drawn, and when: whoever has one can ask for it as often as they like.
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import Koa from 'koa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { bumpVersion } from '../../server/db/versions.ts'
import { changeShare, createShare, getShare, shareToken } from '../../server/library/shares.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { sharePages } from '../../server/share-pages/mount.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let data: OpenData
let link: string
let id: number

beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0 } })
  data = await openData(testSettings(server.dataDir))
  const owner = data.users.getByName(PEOPLE.owner.user)
  const songIds = data.db.prepare('SELECT id FROM songs ORDER BY id').pluck().all() as number[]
  const shared = { ownerId: owner.id, name: 'Everything', songIds, description: '', endsAt: null }
  id = createShare({ ...data, clock: systemClock }, shared)
  link = `/share/${shareToken(data.vault, getShare(data.db, owner, id))}`
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

const page = async () => (await fetch(server.url + link)).text()

test('a page is drawn once, and anew when anything in it may be another', async () => {
  const first = await page()
  data.db.prepare("UPDATE songs SET title = 'Renamed' WHERE id = (SELECT min(id) FROM songs)").run()
  expect(await page()).toBe(first)
  bumpVersion(data.db, 'library', 1)
  expect(await page()).toContain('Renamed')
  changeShare(data.db, id, { description: 'Listen' })
  expect(await page()).toContain('Listen')
  changeShare(data.db, id, { endsAt: Date.UTC(2999, 0, 1) })
  expect(await page()).toContain('2999')
  const rows = (html: string) => html.match(/<li /g)?.length ?? 0
  const all = rows(await page())
  await data.users.update(data.users.getByName(PEOPLE.owner.user).id, { folders: [1] })
  expect(rows(await page())).toBeLessThan(all)
})

test('many who open a link at once come in one by one', async () => {
  const { db, users, vault, versions, live } = data
  const turns = new Set<number>()
  let turn = 0
  const count = () => {
    turn++
    waiting = setImmediate(count)
  }
  let waiting = setImmediate(count)
  const events = { emit: () => turns.add(turn) }
  const app = new Koa().use(
    sharePages({ db, users, vault, versions, live, events, clock: systemClock, log: console } as any),
  )
  const answer = app.callback()
  await Promise.all(Array.from({ length: 20 }, () => answer(...asked(link))))
  clearImmediate(waiting)
  expect(turns.size).toBe(20)
})

function asked(url: string): [IncomingMessage, ServerResponse] {
  const request = Object.assign(new IncomingMessage(new Socket()), { url, method: 'GET' })
  return [request, new ServerResponse(request)]
}
