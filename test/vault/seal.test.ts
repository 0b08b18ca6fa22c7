import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DoesNotOpen, keyIdOf, openWith, type Place, sealWith } from '../../server/vault/seal.ts'

const key = randomBytes(32)
const KEY_ID = 'k1'
const place: Place = { table: 'users', row: 7, field: 'sealed_password', version: 3 }
const seal = (value: Buffer | string, at = place) => sealWith(key, KEY_ID, value, at)

/** The bytes after `v1:<key id>:`, changed, and put back. */
function changeBody(sealed: string, change: (body: Buffer) => Buffer): string {
  const [version, keyId, body] = sealed.split(':')
  return `${version}:${keyId}:${change(Buffer.from(body!, 'base64url')).toString('base64url')}`
}

describe('a sealed value', () => {
  it('has the form v1:<key id>:<base64url>', () => {
    expect(seal('x')).toMatch(/^v1:k1:[A-Za-z0-9_-]+$/)
    expect(keyIdOf(seal('x'))).toBe('k1')
    expect(keyIdOf('sesame')).toBeUndefined()
  })

  it('opens to the bytes that were sealed, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(openWith(key, seal(Buffer.from(bytes)), place)).toEqual(Buffer.from(bytes))
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(openWith(key, seal(text), place).toString()).toBe(Buffer.from(text).toString())
      }),
    )
  })

  it('never shows the same twice', () => {
    const many = Array.from({ length: 1000 }, () => seal('same').split(':')[2]!.slice(0, 16))
    expect(new Set(many).size).toBe(1000)
  })

  it('does not open in another place', () => {
    const anywhere = fc.record({
      table: fc.constantFrom('users', 'device_credentials', 'user'),
      row: fc.integer({ min: 1, max: 20 }),
      field: fc.constantFrom('sealed_password', 'email'),
      version: fc.integer({ min: 1, max: 6 }),
    })
    fc.assert(
      fc.property(anywhere, anywhere, (from, to) => {
        fc.pre(JSON.stringify(from) !== JSON.stringify(to))
        expect(() => openWith(key, seal('secret', from), to)).toThrow(DoesNotOpen)
      }),
    )
  })

  it('keeps names apart that look alike when strung together', () => {
    const one = seal('secret', { table: 'a', row: 'b,c', field: 'd', version: 1 })
    expect(() => openWith(key, one, { table: 'a', row: 'b', field: 'c,d', version: 1 })).toThrow(DoesNotOpen)
  })

  it('does not open with a single bit changed', () => {
    const sealed = seal('a secret of some length')
    const bits = Buffer.from(sealed.split(':')[2]!, 'base64url').length * 8
    for (let bit = 0; bit < bits; bit++) {
      const changed = changeBody(sealed, (body) => {
        body[bit >> 3]! ^= 1 << (bit & 7)
        return body
      })
      expect(() => openWith(key, changed, place), `bit ${bit}`).toThrow(DoesNotOpen)
    }
  })

  it('does not open with any letter changed, added or left out', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (text, at, letter) => {
          const sealed = seal(text)
          const where = at % sealed.length
          const changed = [
            sealed.slice(0, where) + letter + sealed.slice(where + 1),
            sealed.slice(0, where) + letter + sealed.slice(where),
            sealed.slice(0, where) + sealed.slice(where + 1),
            sealed.slice(0, where),
          ].filter((other) => other !== sealed)
          for (const other of changed) expect(() => openWith(key, other, place)).toThrow(DoesNotOpen)
        },
      ),
    )
  })

  it('does not open when cut, at either end', () => {
    const sealed = seal('secret')
    for (let length = 0; length < 34; length++) {
      expect(() =>
        openWith(
          key,
          changeBody(sealed, (body) => body.subarray(0, length)),
          place,
        ),
      ).toThrow(DoesNotOpen)
      expect(() =>
        openWith(
          key,
          changeBody(sealed, (body) => body.subarray(34 - length)),
          place,
        ),
      ).toThrow(DoesNotOpen)
    }
  })

  it('does not open with another key, nor under another key id', () => {
    expect(() => openWith(randomBytes(32), seal('secret'), place)).toThrow(DoesNotOpen)
    expect(() => openWith(key, seal('secret').replace(':k1:', ':k2:'), place)).toThrow(DoesNotOpen)
  })

  it('is no other text, whatever it is', () => {
    const alike = fc
      .tuple(
        fc.constantFrom('v1', 'v2', ''),
        fc.string({ maxLength: 40 }),
        fc.base64String({ maxLength: 80 }),
      )
      .map((parts) => parts.join(':'))
    fc.assert(
      fc.property(fc.oneof(alike, fc.string({ unit: 'binary' })), (text) => {
        expect(() => openWith(key, text, place)).toThrow(DoesNotOpen)
        expect(keyIdOf(text) ?? 'none').toMatch(/^[A-Za-z0-9_-]{1,32}$/)
      }),
    )
  })

  it('says where it was, and nothing of what it held', () => {
    const sealed = seal('secret')
    const attempt = () => openWith(randomBytes(32), sealed, place)
    expect(attempt).toThrow('The sealed value in users.sealed_password of row 7 does not open')
  })

  it('leaves the caller its own bytes', () => {
    const mine = Buffer.from('secret')
    seal(mine)
    expect(mine.toString()).toBe('secret')
  })
})
