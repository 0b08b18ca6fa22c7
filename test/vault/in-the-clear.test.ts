import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInTheClear } from '../../server/vault/in-the-clear.ts'
import { sealWith } from '../../server/vault/seal.ts'
import { randomDevicePassword } from '../../server/vault/tokens.ts'

const key = randomBytes(32)
const place = { table: 'users', row: 1, field: 'sealed_password', version: 1 }
const keyIds = fc
  .uint8Array({ minLength: 9, maxLength: 9 })
  .map((id) => Buffer.from(id).toString('base64url'))
const sealedValues = fc
  .tuple(keyIds, fc.string({ minLength: 1, maxLength: 60 }))
  .map(([id, plain]) => sealWith(key, id, plain, place))

describe('isInTheClear', () => {
  it.each([
    'sesame',
    'Correct-Horse-9',
    'correct-horse-battery-staple-and-some-more-words',
    'v1',
    'pässwörter sind schön',
    'a:b:c',
    `${'x'.repeat(29)}Y`.slice(1),
    randomDevicePassword(),
  ])('says that %s is, except where it may be the start of a sealed value', (password) => {
    expect(isInTheClear(password)).toBe(password !== 'v1')
  })

  it('never says so of a sealed value', () => {
    fc.assert(fc.property(sealedValues, (sealed) => !isInTheClear(sealed)))
  })

  it('never says so of a sealed value with a character changed, added or missing, wherever', () => {
    fc.assert(
      fc.property(
        sealedValues,
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        (sealed, letter) => {
          for (let at = 0; at <= sealed.length; at++) {
            const [before, after] = [sealed.slice(0, at), sealed.slice(at + 1)]
            for (const changed of [
              before + letter + after,
              before + letter + sealed.slice(at),
              before + after,
            ]) {
              expect(isInTheClear(changed), changed).toBe(false)
            }
          }
        },
      ),
    )
  })

  it('never says so of a sealed value with a bit changed, wherever', () => {
    const sealed = sealWith(key, 'abcdefghijkl', 'x', place)
    for (let at = 0; at < sealed.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const bytes = Buffer.from(sealed)
        bytes[at]! ^= 1 << bit
        expect(isInTheClear(bytes.toString('utf8'))).toBe(false)
        expect(isInTheClear(bytes.toString('latin1'))).toBe(false)
      }
    }
  })

  it('never says so of a sealed value that is cut, at the end wherever, at the start down to 30 letters', () => {
    fc.assert(
      fc.property(sealedValues, (sealed) => {
        for (let at = 0; at < sealed.length; at++) {
          expect(isInTheClear(sealed.slice(0, at)), sealed.slice(0, at)).toBe(false)
          if (sealed.length - at >= 30) expect(isInTheClear(sealed.slice(at)), sealed.slice(at)).toBe(false)
        }
      }),
    )
  })
})
