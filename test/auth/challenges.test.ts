import { describe, expect, test } from 'vitest'
import { createChallenges } from '../../server/auth/challenges.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const MINUTE = 60_000

describe('a challenge', () => {
  test('is good for its purpose, for five minutes, once', () => {
    const clock = createTestClock()
    const challenges = createChallenges(clock)
    const challenge = challenges.make('sign in')
    expect(challenges.isGood(challenge, 'sign in')).toBe(true)
    expect(challenges.isGood(challenge, 'register 1')).toBe(false)
    clock.move(5 * MINUTE - 1)
    expect(challenges.isGood(challenge, 'sign in')).toBe(true)
    expect(challenges.spend(challenge)).toBe(true)
    expect(challenges.spend(challenge)).toBe(false)
    expect(challenges.isGood(challenge, 'sign in')).toBe(false)
  })

  test('is over after five minutes, and does not live longer when the clock is put back', () => {
    const clock = createTestClock()
    const challenges = createChallenges(clock)
    const challenge = challenges.make('sign in')
    clock.move(5 * MINUTE)
    expect(challenges.isGood(challenge, 'sign in')).toBe(false)
    clock.move(-6 * MINUTE)
    expect(challenges.isGood(challenge, 'sign in')).toBe(false)
  })

  test('of another server, with another end, or made up is none', () => {
    const clock = createTestClock()
    const challenges = createChallenges(clock)
    const [ends, random, mac] = challenges.make('sign in').split('.')
    const later = (Number.parseInt(ends!, 36) + 1).toString(36)
    for (const forged of [
      createChallenges(clock).make('sign in'),
      `${later}.${random}.${mac}`,
      `${ends}.${mac}.${random}`,
      `${ends}.${random}.`,
      '',
      '..',
    ]) {
      expect([forged, challenges.isGood(forged, 'sign in')]).toEqual([forged, false])
    }
  })

  test('outlives a flood of others', () => {
    const challenges = createChallenges(createTestClock())
    const first = challenges.make('sign in')
    for (let more = 0; more < 20_000; more++) challenges.make('sign in')
    expect(challenges.isGood(first, 'sign in')).toBe(true)
  })
})
