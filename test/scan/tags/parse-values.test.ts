import { describe, expect, test } from 'vitest'
import {
  parseBpm,
  parseCount,
  parseDate,
  parseGain,
  parseMusicBrainzIds,
  parsePeak,
  parseR128Gain,
  parseTotal,
} from '../../../server/scan/tags/parse-values.ts'

describe('parseDate', () => {
  test.each([
    ['2011', { year: 2011 }],
    ['2011-05', { year: 2011, month: 5 }],
    ['2011-05-04', { year: 2011, month: 5, day: 4 }],
    ['2011-5-4', { year: 2011, month: 5, day: 4 }],
    ['2011/05/04', { year: 2011, month: 5, day: 4 }],
    ['20110504', { year: 2011, month: 5, day: 4 }],
    ['2011-05-04T10:11:12Z', { year: 2011, month: 5, day: 4 }],
    ['2011-00-00', { year: 2011 }],
    ['2011-13', { year: 2011 }],
    ['2011-13-01', { year: 2011 }],
    ['2011-02-30', { year: 2011, month: 2 }],
    ['2012-02-29', { year: 2012, month: 2, day: 29 }],
    ['04/05/2011', { year: 2011 }],
    ['May 1999', { year: 1999 }],
    ['0000', undefined],
    ['0000-05-04', undefined],
    ['99', undefined],
    ['unknown', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s gives %j', (text, date) => {
    expect(parseDate(text)).toEqual(date)
  })
})

test.each([
  ['3', 3, undefined],
  ['03/12', 3, 12],
  ['3 of 12', 3, 12],
  ['/12', undefined, 12],
  ['0/0', undefined, undefined],
  ['A1', undefined, undefined],
  ['12345678', undefined, undefined],
  ['-3', undefined, undefined],
  ['', undefined, undefined],
])('%j is number %s of %s', (text, count, total) => {
  expect([parseCount(text), parseTotal(text)]).toEqual([count, total])
})

test.each([
  ['-6.50 dB', -6.5],
  ['+3', 3],
  ['-6,5 dB', -6.5],
  ['\u22122.5 dB', -2.5],
  ['0.00 dB', 0],
  ['-0', 0],
  ['1e999', undefined],
  ['999', undefined],
  ['NaN', undefined],
  ['loud', undefined],
])('a gain of %j is %s', (text, gain) => {
  expect(parseGain(text)).toBe(gain)
})

test('peaks are linear and not negative', () => {
  expect([parsePeak('0.988'), parsePeak('0'), parsePeak('-1'), parsePeak('9999')]).toEqual([
    0.988,
    0,
    undefined,
    undefined,
  ])
})

test('R128 gains are Q7.8 and five decibels off', () => {
  const texts = ['0', '-1280', '256', '32768', '-32769', '1.5', 'x']
  expect(texts.map(parseR128Gain)).toEqual([5, 0, 6, undefined, undefined, undefined, undefined])
})

test('tempos are whole and positive', () => {
  expect(['120', '127.6', '0', '-3', '99999', 'fast'].map(parseBpm)).toEqual([
    120,
    128,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('MusicBrainz ids are found between whatever separates them', () => {
  const [a, b] = ['00000001-1111-4222-8333-444455556666', 'abcdef02-1111-4222-8333-444455556666']
  expect(parseMusicBrainzIds([`${a}/${b.toUpperCase()}`, `http://musicbrainz.org/artist/${a}`])).toEqual([
    a,
    b,
  ])
  expect(parseMusicBrainzIds(['89ad4ac3', '', 'x'.repeat(50)])).toEqual([])
  expect(parseMusicBrainzIds(undefined)).toEqual([])
})
