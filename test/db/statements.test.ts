import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/open.ts'
import { hideParameters, prepare } from '../../server/db/statements.ts'

describe('prepare', () => {
  test('gives the same statement for the same text on the same connection', () => {
    const db = openDatabase(':memory:')
    expect(prepare(db, 'SELECT 1')).toBe(prepare(db, 'SELECT 1'))
    expect(prepare(openDatabase(':memory:'), 'SELECT 1')).not.toBe(prepare(db, 'SELECT 1'))
  })

  test('binds every kind of value unchanged', () => {
    const db = openDatabase(':memory:')
    db.exec('CREATE TABLE things (a INTEGER, b TEXT, c BLOB, d REAL, e TEXT)')
    const row = { a: 7, b: '007', c: Buffer.from([0, 1]), d: 1.5, e: null }
    prepare(db, 'INSERT INTO things VALUES (:a, :b, @c, $d, :e)').run(row)
    expect(prepare(db, 'SELECT * FROM things WHERE b = ? AND a = ? LIMIT ?').get('007', 7, 1)).toEqual(row)
  })

  test('lets an index serve a comparison with a value', () => {
    const db = openDatabase(':memory:')
    db.exec('CREATE TABLE things (a INTEGER, b TEXT); CREATE INDEX things_b ON things(b)')
    const plan = prepare<[string], { detail: string }>(
      db,
      'EXPLAIN QUERY PLAN SELECT a FROM things WHERE b = ?',
    )
    expect(plan.get('x')?.detail).toBe('SEARCH things USING INDEX things_b (b=?)')
  })
})

describe('hideParameters', () => {
  test.each([
    ['SELECT ? , ?2, :a, @b_1, $c', 'SELECT +? , +?2, +:a, +@b_1, +$c'],
    ['SELECT \'?:a\', ":b" -- why? :c\n WHERE x = ?', 'SELECT \'?:a\', ":b" -- why? :c\n WHERE x = +?'],
    ["SELECT 'it''s ?', ?", "SELECT 'it''s ?', +?"],
  ])('%s', (text, expected) => {
    expect(hideParameters(text)).toBe(expected)
  })
})
