import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { albumId, artistId, coverId, directoryId, parsePublicId, playlistId, songId } from '../server/ids.ts'

const WRITERS = {
  song: songId,
  album: albumId,
  artist: artistId,
  directory: directoryId,
  playlist: playlistId,
}
const kind = fc.constantFrom(...(Object.keys(WRITERS) as (keyof typeof WRITERS)[]))
const row = fc.integer({ min: 1, max: 999_999_999_999_999 })

describe('parsePublicId', () => {
  test('reads what was written, as an id, as a cover, and with the prefix some apps put before it', () => {
    const hash = fc.stringMatching(/^[0-9a-f]{8,40}$/)
    fc.assert(
      fc.property(
        kind,
        row,
        hash,
        fc.constantFrom('', 'al-', 'ar-', 'pl-', 'mf-'),
        (name, id, picture, prefix) => {
          const written = WRITERS[name](id)
          for (const text of [written, prefix + written, prefix + coverId(written, picture)]) {
            expect(parsePublicId(text)).toEqual({ kind: name, id })
          }
          expect(coverId(written, picture)).toMatch(/^[A-Za-z0-9_-]{1,32}$/)
        },
      ),
    )
  })

  test('reads nothing else, and nothing in two ways', () => {
    const piece = fc.constantFrom(
      'so-',
      'al-',
      'mf-',
      '1',
      '0',
      '12',
      '_',
      'ab',
      '-',
      ' ',
      '\n',
      '../',
      '%',
      "'",
      '9'.repeat(20),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (text) => {
          const id = parsePublicId(text)
          if (!id) return
          expect(Number.isSafeInteger(id.id) && id.id > 0).toBe(true)
          expect(text).toContain(WRITERS[id.kind](id.id))
          expect(text).toMatch(/^[a-z0-9_-]{4,40}$/)
        },
      ),
    )
  })
})
