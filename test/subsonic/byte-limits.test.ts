// Turns for covers through the real door. `draw` is a route of the test's own that takes as long as the test wants.
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Route } from '../../server/subsonic/types.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../support/music-door.ts'
import { requestRaw } from '../support/raw-request.ts'

/** Those in work, in the order they began. */
const drawing: { readonly name: string; finish(): void }[] = []
let began = Promise.withResolvers<void>()

const draw: Route = {
  async binary({ need }, _deps, ctx) {
    const done = Promise.withResolvers<void>()
    drawing.push({ name: need.text('name'), finish: done.resolve })
    began.resolve()
    began = Promise.withResolvers()
    await done.promise
    ctx.body = 'a picture'
  },
  sends: 'cover',
}

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor({ routes: new Map([['draw', draw]]) })
  door.live.set('coverLimit', '1')
  door.live.set('trustedProxies', '127.0.0.1')
})
afterAll(() => door.close())
beforeEach(() => {
  drawing.length = 0
})

const ask = (name: string, source = '192.0.2.1') =>
  door.client.call('draw', { name }, { headers: { 'X-Forwarded-For': source } })

/** The next that comes into work. */
async function next(): Promise<string> {
  await began.promise
  return drawing.at(-1)!.name
}

test('covers of one source take turns, those of another source need not wait', async () => {
  let inWork = next()
  const first = ask('first')
  expect(await inWork).toBe('first')
  const second = ask('second')
  inWork = next()
  const other = ask('other', '192.0.2.2')
  // It came last, and is in work before the second.
  expect(await inWork).toBe('other')
  inWork = next()
  drawing[0]!.finish()
  expect((await first).text).toBe('a picture')
  expect(await inWork).toBe('second')
  for (const each of drawing) each.finish()
  expect((await second).text).toBe('a picture')
  await other
})

test('covers of one user keep no other waiting, not even behind the same address', async () => {
  let inWork = next()
  const first = ask('first')
  expect(await inWork).toBe('first')
  inWork = next()
  const other = door
    .as(LISTENER)
    .call('draw', { name: 'other user' }, { headers: { 'X-Forwarded-For': '192.0.2.1' } })
  expect(await inWork).toBe('other user')
  for (const each of drawing) each.finish()
  await Promise.all([first, other])
})

test('whoever hangs up in the queue is not drawn for, and whoever hangs up in work lets the next go on', async () => {
  let inWork = next()
  const leaving = await requestRaw(door.client.url('draw', { name: 'leaves in work' }))
  expect(await inWork).toBe('leaves in work')
  const waiting = await requestRaw(door.client.url('draw', { name: 'leaves the queue' }))
  // Answered only after the one before has been read.
  expect((await door.client.call('nothing')).envelope.error?.code).toBe(0)
  waiting.destroy()
  await once(waiting, 'close')
  inWork = next()
  const last = door.client.call('draw', { name: 'last' })
  expect((await door.client.call('nothing')).envelope.error?.code).toBe(0)
  leaving.destroy()
  expect(await inWork).toBe('last')
  for (const each of drawing) each.finish()
  expect((await last).text).toBe('a picture')
  expect(drawing.map(({ name }) => name)).toEqual(['leaves in work', 'last'])
})
