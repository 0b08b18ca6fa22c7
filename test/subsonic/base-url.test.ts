// What absolute URLs in answers begin with. `where` is a route of the test's own.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Route } from '../../server/subsonic/types.ts'
import { openMusicDoor, type TestDoor } from '../support/music-door.ts'

const where: Route = { answer: ({ baseUrl, address }) => ({ where: { baseUrl, address } }) }

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor({ routes: new Map([['where', where]]) })
})
afterAll(() => door.close())

const seenAs = async (headers: Record<string, string>) =>
  (await door.client.json('where', {}, { headers }))['where']
const behindProxy = {
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-For': '192.0.2.9',
  'X-Forwarded-Host': 'evil.example',
}

test('is how the app reached us, whatever a stranger says', async () => {
  expect(await seenAs(behindProxy)).toEqual({ baseUrl: door.url, address: '127.0.0.1' })
})

test('is https behind a listed proxy that says so, from the moment it is listed', async () => {
  door.live.set('trustedProxies', '127.0.0.0/8')
  expect(await seenAs(behindProxy)).toEqual({
    baseUrl: door.url.replace('http:', 'https:'),
    address: '192.0.2.9',
  })
  expect(await seenAs({})).toEqual({ baseUrl: door.url, address: '127.0.0.1' })
  door.live.reset('trustedProxies')
  expect(await seenAs(behindProxy)).toEqual({ baseUrl: door.url, address: '127.0.0.1' })
})
