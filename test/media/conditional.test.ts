import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFresh, rangeIsOfThis } from '../../server/media/conditional.ts'

const MODIFIED = Date.parse('2024-05-06T07:08:09.750Z')
const file = { etag: '"abc"', modifiedAt: MODIFIED }

test.each(['"abc"', 'W/"abc"', '"x", "abc"', '*'])('If-None-Match %s knows the file', (header) => {
  expect(isFresh({ 'if-none-match': header }, file)).toBe(true)
})

test.each(['"x"', 'abc', '', '"x", "y"'])('If-None-Match %s does not', (header) => {
  expect(isFresh({ 'if-none-match': header }, file)).toBe(false)
})

test('the tag decides alone where a date is sent too', () => {
  const since = new Date(MODIFIED).toUTCString()
  expect(isFresh({ 'if-none-match': '"x"', 'if-modified-since': since }, file)).toBe(false)
})

test('a date is compared in whole seconds', () => {
  expect(isFresh({ 'if-modified-since': new Date(MODIFIED).toUTCString() }, file)).toBe(true)
  expect(isFresh({ 'if-modified-since': new Date(MODIFIED - 1000).toUTCString() }, file)).toBe(false)
  expect(isFresh({ 'if-modified-since': 'yesterday' }, file)).toBe(false)
})

test('If-Range lets a range count only for the same file', () => {
  expect(rangeIsOfThis({}, file)).toBe(true)
  expect(rangeIsOfThis({ 'if-range': '"abc"' }, file)).toBe(true)
  expect(rangeIsOfThis({ 'if-range': 'W/"abc"' }, file)).toBe(false)
  expect(rangeIsOfThis({ 'if-range': '"old"' }, file)).toBe(false)
  expect(rangeIsOfThis({ 'if-range': new Date(MODIFIED).toUTCString() }, file)).toBe(true)
  expect(rangeIsOfThis({ 'if-range': new Date(MODIFIED + 5000).toUTCString() }, file)).toBe(false)
})

test('any tag in a list counts and nothing else does, whatever stands around it', () => {
  const tag = fc.stringMatching(/^"[^",]{1,8}"$/)
  fc.assert(
    fc.property(fc.array(tag), tag, fc.boolean(), (others, etag, weak) => {
      const list = [...others, `${weak ? 'W/' : ''}${etag}`].join(' , ')
      expect(isFresh({ 'if-none-match': list }, { etag })).toBe(true)
      expect(isFresh({ 'if-none-match': others.join() }, { etag })).toBe(others.includes(etag))
    }),
  )
})

test('a header of any text is no error, and a range of another file is none of this', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      isFresh({ 'if-none-match': one, 'if-modified-since': other }, file)
      isFresh({ 'if-modified-since': one }, file)
      fc.pre(one.trim() !== file.etag && Number.isNaN(Date.parse(one)))
      expect(rangeIsOfThis({ 'if-range': one }, file)).toBe(false)
    }),
  )
})

test('a date knows the file exactly when the file is not younger', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), (date) => {
      const isSame = isFresh({ 'if-modified-since': date.toUTCString() }, file)
      expect(isSame).toBe(Math.floor(date.getTime() / 1000) >= Math.floor(MODIFIED / 1000))
    }),
  )
})
