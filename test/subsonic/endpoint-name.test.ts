import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endpointName } from '../../server/subsonic/endpoint-name.ts'

test.each([
  ['/rest/ping', 'ping'],
  ['/rest/ping.view', 'ping'],
  ['//rest///ping//', 'ping'],
  ['/rest/ping.view/', 'ping'],
  ['/rest', ''],
  ['/rest/', ''],
  ['/rest/hls.view', 'hls.m3u8'],
  ['/rest/a/b', 'a/b'],
  ['/rest/ping.view.view', 'ping.view'],
  ['/rest/a\nb', 'a\nb'],
])('%j asks for %j', (path, name) => {
  expect(endpointName(path)).toBe(name)
})

test.each(['', '/', '//', 'rest/ping', '/REST/ping', '/restping', '/rest.view', '/a/rest/ping'])(
  '%j is not under /rest',
  (path) => {
    expect(endpointName(path)).toBeUndefined()
  },
)

test('a megabyte of slashes takes no more than one look at each', () => {
  // Anything quadratic would take half an hour here and end by the time limit of tests.
  const slashes = '/'.repeat(1024 * 1024)
  expect(endpointName(`/rest/a${slashes}b`)).toBe(`a${slashes}b`)
  expect(endpointName(`${slashes}rest${slashes}a${slashes}`)).toBe('a')
})

test('finds a name however many slashes stand around it, and nothing outside /rest', () => {
  const slashes = fc.integer({ min: 1, max: 5 }).map((count) => '/'.repeat(count))
  const name = fc.stringMatching(/^[a-z][A-Za-z0-9_]*$/).filter((text) => text !== 'hls')
  fc.assert(
    fc.property(
      slashes,
      slashes,
      name,
      fc.constantFrom('', '.view'),
      fc.constantFrom('', '/', '///'),
      (a, b, text, view, c) => {
        expect(endpointName(`${a}rest${b}${text}${view}${c}`)).toBe(text)
        expect(endpointName(`${a}${text}x${b}rest`)).toBeUndefined()
      },
    ),
  )
})

test('of any path is no error, and begins and ends with no slash', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('/', 'r', 'rest', '.view', 'a', '\0', '%2f') }), (path) => {
      expect(endpointName(path) ?? '').not.toMatch(/^\/|\/$/)
    }),
  )
})
