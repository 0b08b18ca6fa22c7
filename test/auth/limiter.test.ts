import { describe, expect, it } from 'vitest'
import { createLimiter } from '../../server/auth/limiter.ts'
import { createTestClock } from '../support/vault-and-users.ts'

function newLimiter(limit = 5, windowSec = 60) {
  const clock = createTestClock()
  const limiter = createLimiter({ limit, windowSec }, clock)
  /** Fails with different credentials, `count` times. */
  function fail(address: string, name: string | undefined, count: number, mark = '') {
    for (let at = 0; at < count; at++) {
      limiter.failed({ address, credential: `${name} ${mark} ${at}`, ...(name !== undefined && { name }) })
    }
  }
  return { clock, limiter, fail }
}

describe('the login limiter, per source', () => {
  it('lets a source fail as often as allowed, and then says how long to wait', () => {
    const { limiter, fail } = newLimiter()
    fail('192.0.2.1', 'ann', 4)
    expect(limiter.waitSec('192.0.2.1')).toBe(0)
    fail('192.0.2.1', 'ann', 1, 'another')
    expect(limiter.waitSec('192.0.2.1')).toBe(60)
    expect(limiter.waitSec('192.0.2.2')).toBe(0)
  })

  it('slides: each failure is forgotten when its own time is over', () => {
    const { clock, limiter, fail } = newLimiter()
    fail('192.0.2.1', 'ann', 3)
    clock.move(20_000)
    fail('192.0.2.1', 'ann', 2, 'later')
    clock.move(10_500)
    expect(limiter.waitSec('192.0.2.1')).toBe(30)
    clock.move(29_500)
    expect(limiter.waitSec('192.0.2.1')).toBe(0)
    fail('192.0.2.1', 'ann', 3, 'again')
    expect(limiter.waitSec('192.0.2.1')).toBe(20)
  })

  it('counts the same failing credential once', () => {
    const { limiter } = newLimiter()
    const login = { address: '192.0.2.1', name: 'ann', credential: 'old password' }
    expect(limiter.failed(login)).toBe(true)
    for (let at = 0; at < 100; at++) expect(limiter.failed(login)).toBe(false)
    expect(limiter.waitSec('192.0.2.1')).toBe(0)
    expect(limiter.failed({ ...login, name: 'bob' })).toBe(false)
  })

  it('counts the same credential again when its window is over', () => {
    const { clock, limiter } = newLimiter()
    const login = { address: '192.0.2.1', credential: 'x' }
    limiter.failed(login)
    clock.move(60_000)
    expect(limiter.failed(login)).toBe(true)
  })

  it.each([
    ['192.0.2.1', '::ffff:192.0.2.1'],
    ['192.0.2.1', '::FFFF:c000:201'],
    ['192.0.2.1', '0:0:0:0:0:ffff:192.0.2.1'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8:0:0::1', '2001:0db8::2'],
    ['fe80::1%eth0', 'fe80::2%wlan0'],
    ['::1', '::1'],
  ])('takes %s and %s for one source', (one, other) => {
    const { limiter, fail } = newLimiter()
    fail(one, undefined, 5)
    expect(limiter.waitSec(other)).toBe(60)
  })

  it.each([
    ['192.0.2.1', '192.0.2.2'],
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2'],
    ['::1', '127.0.0.1'],
    ['::ffff:0:0', '::'],
  ])('keeps %s and %s apart', (one, other) => {
    const { limiter, fail } = newLimiter()
    fail(one, undefined, 5)
    expect(limiter.waitSec(other)).toBe(0)
  })

  it('takes a unix socket for one source', () => {
    const { limiter } = newLimiter()
    for (let at = 0; at < 5; at++) limiter.failed({ address: undefined, credential: String(at) })
    expect(limiter.waitSec(undefined)).toBe(60)
  })
})

describe('the login limiter, per name', () => {
  it('counts over all sources, and never makes a source without failures wait', () => {
    const { limiter, fail } = newLimiter()
    for (let at = 1; at <= 5; at++) fail(`192.0.2.${at}`, 'ann', 1, String(at))
    expect(limiter.nameWaitSec('ann')).toBe(60)
    expect(limiter.nameWaitSec('bob')).toBe(0)
    expect(limiter.waitSec('198.51.100.1', 'ann')).toBe(0)
    expect(limiter.waitSec('192.0.2.1', 'ann')).toBe(0)
  })

  it('gives sources that often failed themselves a shorter leash while the name is under attack', () => {
    const { limiter, fail } = newLimiter(6)
    fail('192.0.2.1', 'ann', 3)
    expect(limiter.waitSec('192.0.2.1', 'ann')).toBe(0)
    fail('192.0.2.2', 'ann', 3, 'b')
    expect(limiter.waitSec('192.0.2.1', 'ann')).toBe(60)
    expect(limiter.waitSec('192.0.2.1', 'bob')).toBe(0)
    expect(limiter.waitSec('192.0.2.1')).toBe(0)
  })
})

describe('the login limiter', () => {
  it('is off with 0, and refuses a limit that honest apps would reach', () => {
    const clock = createTestClock()
    for (const off of [
      { limit: 0, windowSec: 60 },
      { limit: 10, windowSec: 0 },
    ]) {
      const limiter = createLimiter(off, clock)
      for (let at = 0; at < 50; at++)
        limiter.failed({ address: '192.0.2.1', name: 'ann', credential: String(at) })
      expect(limiter.waitSec('192.0.2.1', 'ann')).toBe(0)
      expect(limiter.nameWaitSec('ann')).toBe(0)
    }
    expect(() => createLimiter({ limit: 4, windowSec: 60 }, clock)).toThrow(
      'limit: expected 0 or at least 5, got 4',
    )
  })

  it('forgets rather than locks out when the clock is put back', () => {
    const { clock, limiter, fail } = newLimiter()
    fail('192.0.2.1', 'ann', 5)
    clock.move(-3_600_000)
    expect(limiter.waitSec('192.0.2.1')).toBe(0)
  })

  it('stays small, and forgets the source that failed longest ago first', () => {
    const { clock, limiter, fail } = newLimiter()
    fail('192.0.2.1', undefined, 5)
    clock.move(1000)
    fail('192.0.2.2', undefined, 5)
    for (let at = 0; at < 9_999; at++) {
      limiter.failed({ address: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`, credential: 'x' })
    }
    expect(limiter.waitSec('192.0.2.1')).toBe(0)
    expect(limiter.waitSec('192.0.2.2')).toBe(60)
  })
})
