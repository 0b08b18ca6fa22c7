import { expect, test } from 'vitest'
import { removeAllShares } from '../../server/library/shares.ts'
import { createBigLibrary } from '../support/big-library.ts'
import { countTurns } from '../support/count-turns.ts'

test('many links with a thousand songs each are removed without holding up others', async () => {
  const db = createBigLibrary({ tracks: 1000 })
  db.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
    INSERT INTO shares (owner_id, token_hash, name, song_count, created_at) SELECT 1, 'hash ' || i, '', 1000, 0 FROM n;
    INSERT INTO share_songs SELECT sh.id, s.id, s.id FROM shares sh CROSS JOIN songs s;
  `)
  const { done, turns } = await countTurns(() => removeAllShares(db))
  expect(done).toBe(12)
  expect(turns).toBeGreaterThanOrEqual(24)
  expect(
    db.prepare('SELECT (SELECT count(*) FROM shares) + (SELECT count(*) FROM share_songs)').pluck().get(),
  ).toBe(0)
  expect(db.prepare('SELECT count(*) FROM ended_shares').pluck().get()).toBe(12)
  db.close()
})
