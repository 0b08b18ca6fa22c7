import { expect, test } from 'vitest'
import { contentTypeOf } from '../../server/library/content-types.ts'

test.each([
  ['mp3', 'audio/mpeg'],
  ['FLAC', 'audio/flac'],
  ['ogg', 'audio/ogg'],
  ['opus', 'audio/ogg'],
  ['m4a', 'audio/mp4'],
  ['aac', 'audio/aac'],
  ['wav', 'audio/wav'],
  ['aiff', 'audio/aiff'],
  ['wma', 'audio/x-ms-wma'],
  ['ape', 'audio/x-monkeys-audio'],
  ['wv', 'audio/x-wavpack'],
  ['mpc', 'audio/x-musepack'],
  ['dsf', 'audio/dsd'],
  ['webm', 'audio/webm'],
  ['txt', 'application/octet-stream'],
  ['constructor', 'application/octet-stream'],
])('%s is %s', (suffix, type) => {
  expect(contentTypeOf(suffix)).toBe(type)
})
