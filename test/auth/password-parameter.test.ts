import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPasswordParameter } from '../../server/auth/password-parameter.ts'

const encode = (password: string) => `enc:${Buffer.from(password).toString('hex')}`

describe('readPasswordParameter', () => {
  it('gives back every password that was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (password) => {
        expect(readPasswordParameter(encode(password))).toBe(password)
        expect(readPasswordParameter(`enc:${encode(password).slice(4).toUpperCase()}`)).toBe(password)
      }),
    )
  })

  it('reads bytes that are no UTF-8 as Latin-1, as py-sonic writes them', () => {
    expect(readPasswordParameter('enc:776179E9')).toBe('wayé')
    expect(readPasswordParameter('enc:E9')).not.toBe(readPasswordParameter('enc:E8'))
  })

  it('does not decode what is too long for any password', () => {
    const long = `enc:${'61'.repeat(100_000)}`
    expect(readPasswordParameter(long)).toBe(long)
    expect(readPasswordParameter(encode('€'.repeat(4096)))).toBe('€'.repeat(4096))
  })

  it('takes everything else as it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (password) => {
        fc.pre(!/^enc:([0-9a-f]{2})*$/i.test(password))
        expect(readPasswordParameter(password)).toBe(password)
      }),
    )
  })

  it.each([
    'sesame',
    'enc',
    'enc:7',
    'enc:737',
    'enc:zz',
    'enc:73 65',
    'enc:7365\n',
    'ENC:7365',
    ' enc:7365',
    'enc:enc:7365',
  ])('takes %j literally', (given) => {
    expect(readPasswordParameter(given)).toBe(given)
  })

  it('reads the documented example and an empty one', () => {
    expect(readPasswordParameter('enc:736573616d65')).toBe('sesame')
    expect(readPasswordParameter('enc:')).toBe('')
  })
})
