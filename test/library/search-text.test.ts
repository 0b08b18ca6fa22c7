import { describe, expect, test } from 'vitest'
import { parseQuery, searchText, splitCjk, squeezedWords } from '../../server/library/search-text.ts'

describe('searchText', () => {
  test.each([
    ['Björk', 'bjork'],
    ['Motörhead', 'motorhead'],
    ['AC/DC', 'ac dc'],
    ["Don't", 'dont'],
    ['Don’t', 'dont'],
    ['Dont', 'dont'],
    ['Straße Ørsted Łódź Đorđe Æon Œuvre', 'strasse orsted lodz dorde aeon oeuvre'],
    ['ＦＵＬＬ　ｗｉｄｔｈ', 'full width'],
    ['ｶﾞｾﾞｯﾄ', 'ガゼット'],
    ['NEAR(a b) AND -c^ d: "%_\\', 'near a b and c d'],
    ['Привет, Ёлка', 'привет елка'],
    ['Ελλάδα', 'ελλαδα'],
    ['हिन्दी', 'हिन्दी'],
    ['…!?', ''],
    ['\ue000\ue0011', '1'],
  ])('%s is compared as %s', (text, expected) => {
    expect(searchText(text)).toBe(expected)
  })
})

describe('splitCjk', () => {
  test.each([
    ['東京事変', '東 京 事 変'],
    ['ガゼット live', 'ガ ゼ ッ ト live'],
    ['abc東京def', 'abc 東 京 def'],
    ['방탄소년단', '방 탄 소 년 단'],
    ['𠮷野家', '𠮷 野 家'],
    ['plain words', 'plain words'],
  ])('%s becomes %s', (text, expected) => {
    expect(splitCjk(text)).toBe(expected)
  })
})

test.each([
  ['R.E.M.', 'rem'],
  ['AC/DC Live', 'acdc'],
  ['M.I.A. & P!nk', 'mia pnk'],
  ['The Beatles', ''],
])('%s is also found as "%s"', (name, expected) => {
  expect(squeezedWords(name)).toBe(expected)
})

describe('parseQuery', () => {
  test.each(['', '   ', '""', '"', '*', '* *', '"*"', '!?', '()', '-', '%', '“”'])(
    '%j means everything',
    (query) => {
      expect(parseQuery(query)).toEqual({ kind: 'everything' })
    },
  )

  test.each([
    ['love me do', ['love', 'me', 'do']],
    ['lov* me*', ['lov', 'me']],
    ['"love me" do', ['love me', 'do']],
    ['do "love me', ['do', 'love', 'me']],
    ['"love" me" do', ['love', 'me', 'do']],
    ['AC/DC', ['ac', 'dc']],
    ['new york new york', ['new', 'york', 'new', 'york']],
    ['a AND b OR NOT c', ['a', 'and', 'b', 'or', 'not', 'c']],
    ['東京', ['東京']],
  ])('%s looks for %j', (query, terms) => {
    expect(parseQuery(query)).toEqual({ kind: 'terms', terms })
  })

  test('a UUID is a MusicBrainz id', () => {
    const id = 'B10BBBFC-CF9E-42E0-BE17-E2C3E1D2600D'
    expect(parseQuery(id)).toEqual({ kind: 'musicBrainzId', id: id.toLowerCase() })
    expect(parseQuery(`"${id}"`)).toEqual({ kind: 'musicBrainzId', id: id.toLowerCase() })
  })

  test('an endless query is cut', () => {
    const query = parseQuery('word '.repeat(10_000))
    expect(query.kind === 'terms' && query.terms.length).toBeLessThanOrEqual(12)
  })
})
