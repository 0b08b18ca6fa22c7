import { scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashPassword, isPasswordHash, verifyPassword } from '../../server/auth/passwords.ts'
import { Busy } from '../../server/errors.ts'

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

describe('a password hash', () => {
  it('names its algorithm and cost, and is new each time', async () => {
    const [one, other] = await Promise.all([hashPassword('sesame'), hashPassword('sesame')])
    expect(one).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(other)
    expect(await verifyPassword('sesame', one)).toBe(true)
    expect(await verifyPassword('sesame', other)).toBe(true)
  })

  it('knows the right password from every other', async () => {
    const hash = await hashPassword('Sésame & + % 🎵')
    expect(await verifyPassword('Sésame & + % 🎵', hash)).toBe(true)
    for (const wrong of ['', 'sésame & + % 🎵', 'Sésame & + % 🎵 ', 'x'.repeat(5000)]) {
      expect(await verifyPassword(wrong, hash), wrong.slice(0, 20)).toBe(false)
    }
  })

  it('is checked with the cost it names', async () => {
    const salt = Buffer.from('sixteen bytes 01')
    const key = scryptSync('pleaseletmein', salt, 32, { N: 16384, r: 8, p: 1 })
    const hash = `$scrypt$ln=14,r=8,p=1$${unpadded(salt)}$${unpadded(key)}`
    expect(await verifyPassword('pleaseletmein', hash)).toBe(true)
    expect(await verifyPassword('pleaseletmeout', hash)).toBe(false)
  })

  it('may not ask for gigabytes, nor be something else', async () => {
    const good = await hashPassword('sesame')
    for (const bad of [
      '',
      'sesame',
      good.replace('ln=17', 'ln=30'),
      good.replace('r=8', 'r=99'),
      good.slice(0, -3),
    ]) {
      expect(isPasswordHash(bad), bad).toBe(false)
      expect(await verifyPassword('sesame', bad), bad).toBe(false)
    }
  })
})

describe('verifyPassword without a hash', () => {
  it('is false, whatever the password', async () => {
    expect(await verifyPassword('', undefined)).toBe(false)
    expect(await verifyPassword('sesame', undefined)).toBe(false)
  })
})

describe('the queue of verifications', () => {
  it('answers in the order of asking, and refuses when too many wait', async () => {
    const order: number[] = []
    const accepted: Promise<unknown>[] = []
    const refused: Promise<unknown>[] = []
    for (let at = 0; at < 40; at++) {
      // The cheapest hash it takes, so that this is quick.
      const asked = verifyPassword('x', `$scrypt$ln=10,r=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`)
      if (at < 32) accepted.push(asked.then(() => order.push(at)))
      else refused.push(asked.catch((error) => error))
    }
    for (const error of await Promise.all(refused)) expect(error).toBeInstanceOf(Busy)
    await Promise.all(accepted)
    expect(order).toEqual(Array.from({ length: 32 }, (_, at) => at))
    expect(await verifyPassword('x', undefined)).toBe(false)
  })
})
