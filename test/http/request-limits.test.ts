import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRequestLimiter } from '../../server/http/request-limits.ts'
import { createTestClock } from '../support/vault-and-users.ts'

function start(perMinute: number | (() => number)) {
  const clock = createTestClock()
  const limiter = createRequestLimiter(typeof perMinute === 'number' ? () => perMinute : perMinute, clock)
  /** How many of `count` requests go on. */
  const send = (count: number, key = 'a') =>
    Array.from({ length: count }, () => limiter.count(key)).filter((waitSec) => waitSec === 0).length
  return { clock, limiter, send }
}

describe('createRequestLimiter', () => {
  test('lets a minute of requests come at once, and then says how long to wait', () => {
    const { clock, limiter, send } = start(60)
    expect(send(100)).toBe(60)
    expect(limiter.count('a')).toBe(1)
    clock.move(999)
    expect(limiter.count('a')).toBe(1)
    clock.move(1)
    expect(limiter.count('a')).toBe(0)
    clock.move(600_000)
    expect(send(100)).toBe(60)
  })

  test('counts each source by itself', () => {
    const { send } = start(60)
    send(100, 'a')
    expect(send(100, 'b')).toBe(60)
  })

  test('is off with 0, and follows a limit that changes', () => {
    let limit = 0
    const { send } = start(() => limit)
    expect(send(1000)).toBe(1000)
    limit = 60
    expect(send(100)).toBe(60)
    limit = 0
    expect(send(100)).toBe(100)
  })

  test('gives nothing for a clock that was put back, and takes nothing', () => {
    const { clock, send } = start(60)
    send(30)
    clock.move(-3_600_000)
    expect(send(100)).toBe(30)
    clock.move(60_000)
    expect(send(100)).toBe(60)
  })

  test('stays small, and forgets first who was quiet for longest', () => {
    const { limiter, send } = start(60)
    send(60, 'loud')
    for (let at = 0; at < 9_999; at++) limiter.count(`other ${at}`)
    expect(send(1, 'loud')).toBe(0)
    for (let at = 0; at < 10_000; at++) limiter.count(`another ${at}`)
    expect(send(1, 'loud')).toBe(1)
  })

  test('never lets through more than twice the limit in any minute, nor less than the limit to who waits as told', () => {
    const steps = fc.array(fc.tuple(fc.nat(20_000), fc.integer({ min: 1, max: 80 })), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(steps, (bursts) => {
        const { clock, send, limiter } = start(60)
        const passed: { at: number; count: number }[] = []
        for (const [pauseMs, count] of bursts) {
          clock.move(pauseMs)
          passed.push({ at: clock.now(), count: send(count) })
          const minute = passed.filter(({ at }) => clock.now() - at < 60_000)
          expect(minute.reduce((sum, burst) => sum + burst.count, 0)).toBeLessThanOrEqual(120)
        }
        const waitSec = limiter.count('a')
        clock.move(waitSec * 1000)
        expect(limiter.count('a') === 0 || waitSec === 0).toBe(true)
      }),
    )
  })
})
