import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attachment } from '../../server/media/disposition.ts'

test.each([
  ['Song.mp3', `attachment; filename="Song.mp3"; filename*=UTF-8''Song.mp3`],
  [
    'Motörhead – 100%.mp3',
    `attachment; filename="Motorhead _ 100%.mp3"; filename*=UTF-8''Mot%C3%B6rhead%20%E2%80%93%20100%25.mp3`,
  ],
  ['a"b\\c.mp3', `attachment; filename="a'b'c.mp3"; filename*=UTF-8''a%22b%5Cc.mp3`],
  [
    "it's (live)*!.mp3",
    `attachment; filename="it's (live)*!.mp3"; filename*=UTF-8''it%27s%20%28live%29%2A%21.mp3`,
  ],
  [
    'x\r\nSet-Cookie: a=b.mp3',
    `attachment; filename="x__Set-Cookie: a=b.mp3"; filename*=UTF-8''x%0D%0ASet-Cookie%3A%20a%3Db.mp3`,
  ],
])('names %j for old and new clients', (name, header) => {
  expect(attachment(name)).toBe(header)
})

test('is one header of printable ASCII, from which the real name comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const header = attachment(name)
      expect(header).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[^"';\s]*$/)
      expect(header).toMatch(/^[\x20-\x7e]*$/)
      expect(decodeURIComponent(header.split("''").at(-1)!)).toBe(name.toWellFormed())
    }),
  )
})
