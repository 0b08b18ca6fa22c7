import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkName, isTooLongForName, nameKey } from '../../server/auth/names.ts'
import { InvalidInput } from '../../server/errors.ts'

/** Every letter that case folding could concern, with the classes the regular expression engine puts them in. */
function caseClasses(): Map<string, string[]> {
  const letters: string[] = []
  for (let code = 0; code <= 0x1ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const letter = String.fromCodePoint(code)
    const isCased = letter.toLowerCase() !== letter || letter.toUpperCase() !== letter
    if (isCased && letter.normalize('NFC') === letter) letters.push(letter)
  }
  const all = letters.join('')
  return new Map(
    letters.map((letter) => {
      const same = new RegExp(`\\u{${letter.codePointAt(0)!.toString(16)}}`, 'giu')
      return [letter, all.match(same) ?? []]
    }),
  )
}

describe('nameKey', () => {
  it.each([
    ['Alice', 'aLICE'],
    ['ÄNNE', 'änne'],
    ['Σίσυφος', 'ΣΊΣΥΦΟΣ'],
    ['STRAẞE', 'straße'],
    ['Kelvin', '\u212aelvin'],
    ['ſam', 'Sam'],
    ['ДМИТРИЙ', 'дмитрий'],
    ['Ǆ', 'ǆ'],
    ['café', 'cafe\u0301'],
    ['𐐀', '𐐨'],
  ])('takes %s and %s for the same name', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other))
  })

  it.each([
    ['straße', 'strasse'],
    ['istanbul', 'ıstanbul'],
    ['İstanbul', 'istanbul'],
    ['bob', ' bob'],
    ['bob', 'bob '],
    ['ﬁ', 'fi'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other))
  })

  it('folds exactly the letters together that Unicode simple case folding does', () => {
    const keys = new Map<string, string>()
    for (const [letter, same] of caseClasses()) {
      const key = nameKey(letter)
      for (const other of same) expect(nameKey(other), `${letter} and ${other}`).toBe(key)
      const classOf = [...same].sort().join('')
      expect(keys.get(key) ?? classOf, `class of ${letter}`).toBe(classOf)
      keys.set(key, classOf)
    }
    expect(keys.size).toBeGreaterThan(1300)
  })

  it('changes nothing when done again, and does not tell small from capital', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        expect(nameKey(nameKey(name))).toBe(nameKey(name))
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aBcÄöéЖжΣς中𐐀') }), (name) => {
        expect(nameKey(name.toUpperCase())).toBe(nameKey(name))
        expect(nameKey(name.toLowerCase())).toBe(nameKey(name))
      }),
    )
  })
})

describe('checkName', () => {
  it.each([
    'a',
    'Ann Lee',
    'anne@example.org',
    '日本語',
    'x'.repeat(64),
    '😀'.repeat(64),
    "O'Hara",
    'a/b\\c%d',
  ])('allows %s', (name) => {
    expect(() => checkName(name)).not.toThrow()
  })

  it.each([
    ['nothing', ''],
    ['65 letters', 'x'.repeat(65)],
    ['65 letters of two units', '😀'.repeat(65)],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['a NUL', 'a\0b'],
    ['a newline', 'a\nb'],
    ['an escape', '\u001b[31mred'],
    ['a delete', 'a\u007f'],
    ['a C1 control', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['half a surrogate pair', 'a\ud800'],
    ['a right-to-left override', 'a\u202eb'],
    ['a zero width blank', 'bob\u200b'],
    ['a byte order mark', '\ufeffbob'],
    ['a blank at the beginning', ' bob'],
    ['a blank at the end', 'bob\u00a0'],
    ['only blanks', '   '],
  ])('refuses %s, naming the field', (_, name) => {
    expect(() => checkName(name)).toThrow(InvalidInput)
    expect(() => checkName(name)).toThrow(/^Invalid parameter: username: expected /)
  })

  it('lets nothing pass that isTooLongForName knows to be too long', () => {
    expect(isTooLongForName('😀'.repeat(64))).toBe(false)
    expect(isTooLongForName('x'.repeat(129))).toBe(true)
  })
})
