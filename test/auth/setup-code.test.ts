import { describe, expect, it } from 'vitest'
import { createLimiter } from '../../server/auth/limiter.ts'
import { createSetupCode } from '../../server/auth/setup-code.ts'
import { Busy, Conflict, NotAllowed } from '../../server/errors.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const HOME = '192.0.2.1'

function setUp(userCount = 0) {
  const users = { count: () => userCount }
  const limiter = createLimiter({ limit: 5, windowSec: 60 }, createTestClock())
  const made = createSetupCode({ users, limiter })
  return {
    ...made,
    plainCode: made.plainCode ?? '',
    addUser: () => {
      userCount++
    },
  }
}

describe('the set-up code', () => {
  it('makes one owner, once', async () => {
    const { setupCode, plainCode } = setUp()
    expect(await setupCode.use(plainCode, HOME, async () => 'ann')).toBe('ann')
    await expect(setupCode.use(plainCode, HOME, async () => 'bob')).rejects.toThrow(Conflict)
  })

  it('is understood however it is typed', async () => {
    const { setupCode, plainCode } = setUp()
    expect(
      await setupCode.use(` ${plainCode.toLowerCase().replaceAll('-', ' ')} `, HOME, async () => 'ann'),
    ).toBe('ann')
  })

  it('makes nobody when it is wrong', async () => {
    const { setupCode, plainCode } = setUp()
    let made = 0
    const makeOwner = async () => made++
    for (const wrong of ['', 'AAAA-AAAA-AAAA', plainCode.slice(0, -1), `${plainCode}0`]) {
      await expect(setupCode.use(wrong, HOME, makeOwner), wrong).rejects.toThrow(NotAllowed)
    }
    expect(made).toBe(0)
  })

  it('cannot be guessed: after five different tries a source waits, also with the right one', async () => {
    const { setupCode, plainCode } = setUp()
    for (let at = 0; at < 5; at++) {
      await expect(setupCode.use(`wrong ${at}`, HOME, async () => 'x')).rejects.toThrow(NotAllowed)
    }
    await expect(setupCode.use(plainCode, HOME, async () => 'x')).rejects.toMatchObject({ retryAfterSec: 60 })
    expect(await setupCode.use(plainCode, '192.0.2.2', async () => 'ann')).toBe('ann')
  })

  it('works again when the owner could not be made, but not for two at once', async () => {
    const { setupCode, plainCode } = setUp()
    const failing = setupCode.use(plainCode, HOME, async () => {
      throw new Error('bad name')
    })
    await expect(setupCode.use(plainCode, HOME, async () => 'bob')).rejects.toThrow(Busy)
    await expect(failing).rejects.toThrow('bad name')
    expect(await setupCode.use(plainCode, HOME, async () => 'ann')).toBe('ann')
  })

  it('is not made when there are users, and ends when one comes by another way', async () => {
    expect(setUp(1).plainCode).toBe('')
    await expect(setUp(1).setupCode.use('', HOME, async () => 'x')).rejects.toThrow(Conflict)
    const { setupCode, plainCode, addUser } = setUp()
    addUser()
    await expect(setupCode.use(plainCode, HOME, async () => 'x')).rejects.toThrow(Conflict)
  })

  it('is another one at each start', () => {
    expect(setUp().plainCode).not.toBe(setUp().plainCode)
  })
})
