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
