import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../../server/db/open.ts'
import { compareLikeSqlite, sortLikeSqlite } from '../../server/scan/compare-paths.ts'

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '-', ' ', 'é', '\ue000', '\ufffd', '😀', '𝄞'),
  maxLength: 6,
})

test('texts sort as SQLite sorts them', () => {
  const db = openDatabase(':memory:')
  const sorted = db.prepare('SELECT value FROM json_each(?) ORDER BY value').pluck()
  fc.assert(
    fc.property(fc.uniqueArray(text, { maxLength: 20 }), (texts) => {
      const expected = sorted.all(JSON.stringify(texts)) as string[]
      expect(sortLikeSqlite([...texts])).toEqual(expected)
      expect([...texts].sort(compareLikeSqlite)).toEqual(expected)
    }),
  )
  db.close()
})
