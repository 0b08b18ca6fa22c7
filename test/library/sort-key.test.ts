import { describe, expect, test } from 'vitest'
import { DEFAULT_IGNORED_ARTICLES, indexName, sortKey } from '../../server/library/sort-key.ts'

const key = (text: string) => sortKey(text, DEFAULT_IGNORED_ARTICLES)

describe('sortKey', () => {
  test.each([
    ['The Beatles', 'beatles'],
    ['the beatles', 'beatles'],
    ['Los Lobos', 'lobos'],
    ['A-ha', 'a-ha'],
    ['Theory', 'theory'],
    ['The The', 'the'],
    ['The', 'the'],
    ['A', 'a'],
    ['Björk', 'bjork'],
    ['Sigur Rós', 'sigur ros'],
    ['Øystein Sevåg', 'oystein sevag'],
    ['Æon Flux', 'aeon flux'],
    ['Straße', 'strasse'],
    ['Łona', 'lona'],
    ['...And Justice for All', 'and justice for all'],
    ["'Til Tuesday", 'til tuesday'],
    ['“The Wall”', 'wall”'],
    ['!!!', '!!!'],
    ['  Two   Spaces ', 'two spaces'],
    ['ＡＢＣ', 'abc'],
    ['ガゼット', 'ガゼット'],
    ['방탄소년단', '방탄소년단'],
    ['Ёлка', 'елка'],
    ['', ''],
  ])('%s sorts as %s', (text, expected) => {
    expect(key(text)).toBe(expected)
  })

  test('an article that ends in an apostrophe needs no space', () => {
    expect(sortKey("L'Impératrice", "L' Le")).toBe('imperatrice')
  })

  test('no articles means none is removed', () => {
    expect(sortKey('The Beatles', '')).toBe('the beatles')
  })

  test('a key is bounded and well-formed', () => {
    const long = key(`x${'😀'.repeat(200)}`)
    expect(long.length).toBeLessThanOrEqual(120)
    expect(long.isWellFormed()).toBe(true)
  })
})

describe('indexName', () => {
  test.each([
    ['beatles', 'B'],
    ['2pac', '#'],
    ['!!!', '#'],
    ['', '#'],
    ['елка', 'Е'],
    ['ガゼット', 'ガ'],
    ['방탄', '방'],
    ['椎名林檎', '椎'],
    ['😀', '#'],
    ['𐐨x', '𐐀'],
  ])('%s stands under %s', (text, expected) => {
    expect(indexName(text)).toBe(expected)
  })
})
