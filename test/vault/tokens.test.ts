import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isSameSecret,
  randomApiKey,
  randomDevicePassword,
  randomSetupCode,
  randomToken,
  readTypedCode,
} from '../../server/vault/tokens.ts'

describe('tokens', () => {
  it('carry as many random bits as their use needs, in letters that need no escaping', () => {
    expect(randomToken()).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(randomApiKey()).toMatch(/^lg_[A-Za-z0-9_-]{43}$/)
    expect(randomDevicePassword()).toMatch(/^[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){3}$/)
    expect(randomSetupCode()).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
  })

  it('are never the same twice', () => {
    for (const make of [randomToken, randomApiKey, randomDevicePassword, randomSetupCode]) {
      expect(new Set(Array.from({ length: 500 }, make)).size).toBe(500)
    }
  })

  it('use every letter of the alphabet about equally', () => {
    const counts = new Map<string, number>()
    for (const letter of Array.from({ length: 2000 }, randomSetupCode).join('').replaceAll('-', '')) {
      counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
    expect(counts.size).toBe(32)
    // 750 expected each, standard deviation 27: eight of them is never.
    for (const count of counts.values()) expect(Math.abs(count - 750)).toBeLessThan(220)
  })
})

describe('readTypedCode', () => {
  it.each([
    ['lower case', 'ab12-cd34-ef56'],
    ['without dashes', 'AB12CD34EF56'],
    ['with blanks', ' ab12 cd34  ef56\n'],
    ['with a typographic dash', 'AB12–CD34—EF56'],
    ['with I, l and o', 'ABI2-CD34-EF56'],
  ])('understands a code %s', (_, typed) => {
    expect(readTypedCode(typed)).toBe('AB12CD34EF56')
  })

  it('leaves nothing of a text but what could be a code, and reads that the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
        const read = readTypedCode(typed)
        expect(read).not.toMatch(/[a-zOIL\s\p{Pd}]/u)
        expect(readTypedCode(read)).toBe(read)
        // Also between the halves of one character.
        expect(readTypedCode(` ${typed.split('').join('-')}`)).toBe(readTypedCode(typed.split('').join('')))
      }),
      { examples: [['\u{10cc0}']] },
    )
  })

  it('understands every code it may be given', () => {
    const code = randomSetupCode()
    expect(readTypedCode(code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(
      readTypedCode(code),
    )
  })
})

describe('isSameSecret', () => {
  it('compares text and bytes of any length', () => {
    expect(isSameSecret('sesame', Buffer.from('sesame'))).toBe(true)
    expect(isSameSecret('sesame', 'sesamf')).toBe(false)
    expect(isSameSecret('sesame', 'sesame ')).toBe(false)
    expect(isSameSecret('', Buffer.alloc(0))).toBe(true)
    expect(isSameSecret('é', Buffer.from('é'))).toBe(true)
  })
})
