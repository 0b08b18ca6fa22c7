import { expect, test } from 'vitest'
import type { SongId, UserId } from '../../server/ids.ts'
import { createNowPlaying } from '../../server/library/now-playing.ts'

const USER = 1 as UserId
const MINUTE = 60_000
const song = (id: number, durationSec = 180) => ({ id: id as SongId, durationSec })

function startAt(now: number) {
  const clock = { time: now, now: () => clock.time }
  return { clock, nowPlaying: createNowPlaying({ clock }) }
}

test('an entry goes ten minutes after its song should have ended', () => {
  const { clock, nowPlaying } = startAt(0)
  nowPlaying.start(USER, 'phone', song(1))
  clock.time = 13 * MINUTE - 1
  expect(nowPlaying.list()).toHaveLength(1)
  clock.time = 13 * MINUTE
  expect(nowPlaying.list()).toEqual([])
})

test('a client plays one song, a user on several clients several', () => {
  const { clock, nowPlaying } = startAt(0)
  nowPlaying.start(USER, 'phone', song(1))
  nowPlaying.start(USER, 'car', song(2))
  clock.time = MINUTE
  nowPlaying.start(USER, 'phone', song(3))
  expect(nowPlaying.list().map(({ client, songId, startedAt }) => [client, songId, startedAt])).toEqual([
    ['phone', 3, MINUTE],
    ['car', 2, 0],
  ])
})

test('a player keeps its number, others have another', () => {
  const number = (client: string) => {
    const { nowPlaying } = startAt(0)
    nowPlaying.start(USER, client, song(1))
    return nowPlaying.list()[0]!.playerId
  }
  expect(number('phone')).toBe(number('phone'))
  expect(number('phone')).not.toBe(number('car'))
  expect(number('phone')).toBeGreaterThan(0)
  expect(number('phone')).toBeLessThan(2 ** 31)
})

test('made-up client names do not fill the memory', () => {
  const { nowPlaying } = startAt(0)
  for (let index = 0; index < 5000; index++) nowPlaying.start(USER, `client ${index}`, song(1))
  expect(nowPlaying.list()).toHaveLength(1000)
  expect(nowPlaying.list()[0]!.client).toBe('client 4999')
})
