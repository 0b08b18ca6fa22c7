import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMasterKey } from '../../server/vault/parse-master-key.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'

const key = randomBytes(32)

describe('parseMasterKey', () => {
  it.each(['base64', 'base64url', 'hex'] as const)('reads %s', (form) => {
    expect(parseMasterKey(key.toString(form), 'X')).toEqual(key)
  })

  it('reads hex in capitals, base64 without its padding, and a newline at the end', () => {
    expect(parseMasterKey(key.toString('hex').toUpperCase(), 'X')).toEqual(key)
    expect(parseMasterKey(key.toString('base64').replace('=', ''), 'X')).toEqual(key)
    expect(parseMasterKey(`${key.toString('base64')}\n`, 'X')).toEqual(key)
    expect(parseMasterKey(`${key.toString('hex')}\r\n`, 'X')).toEqual(key)
  })

  it('reads 32 characters', () => {
    expect(parseMasterKey('correct horse battery staple 123', 'X').toString()).toBe(
      'correct horse battery staple 123',
    )
  })

  it.each([
    ['nothing', ''],
    ['31 characters', 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p'],
    ['33 characters', 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q'],
    ['32 characters of more than 32 bytes', 'ä1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6'],
    ['hex of 31 bytes', randomBytes(31).toString('hex')],
    ['base64 of 33 bytes', randomBytes(33).toString('base64')],
  ])('refuses %s', (_, text) => {
    expect(() => parseMasterKey(text, 'LOCKGROOVE_MASTER_KEY')).toThrow(
      'LOCKGROOVE_MASTER_KEY: expected a key of 32 bytes as base64, hex or 32 characters.',
    )
  })

  it.each(['a'.repeat(32), '0'.repeat(64), '1234'.repeat(8)])('refuses %s, which is no secret', (text) => {
    expect(() => parseMasterKey(text, 'X')).toThrow('X: expected a random key')
  })

  it('reads any random key in every form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        fc.pre(new Set(bytes).size >= 8)
        const one = Buffer.from(bytes)
        for (const form of ['base64', 'base64url', 'hex'] as const) {
          expect(parseMasterKey(one.toString(form), 'X')).toEqual(one)
        }
      }),
    )
  })

  it('gives 32 bytes or refuses', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCxyz+/-_=\n é'), maxLength: 70 })
    fc.assert(
      fc.property(fc.oneof(almost, fc.string({ unit: 'binary', minLength: 30, maxLength: 34 })), (text) => {
        try {
          expect(parseMasterKey(text, 'X')).toHaveLength(32)
        } catch (error) {
          expect(error).toBeInstanceOf(VaultProblem)
        }
      }),
    )
  })

  it('never repeats what it was given', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (text) => {
        try {
          parseMasterKey(text, 'THE KEY')
        } catch (error) {
          expect(error).toBeInstanceOf(VaultProblem)
          const message = (error as Error).message.replace(/^THE KEY: /, '')
          expect([
            'expected a key of 32 bytes as base64, hex or 32 characters.',
            'expected a random key, for example from: openssl rand -base64 32',
          ]).toContain(message)
        }
      }),
    )
  })
})
