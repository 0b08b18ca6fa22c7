import { expect, test } from 'vitest'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { bumpVersion, createVersions } from '../../server/db/versions.ts'
import type { UserId } from '../../server/ids.ts'
import { bumpAnnotationVersion } from '../../server/library/annotation-version.ts'
import { findKept, keep, stampFor } from '../../server/library/kept-answers.ts'

test('an answer is found under its own key and stamp only', () => {
  const db = openDatabase(':memory:')
  keep(db, 'artists 1', 'a', 'answer', 6)
  expect(findKept(db, 'artists 1', 'a')).toBe('answer')
  expect(findKept(db, 'artists 1', 'b')).toBeUndefined()
  expect(findKept(db, 'artists 2', 'a')).toBeUndefined()
  expect(findKept(openDatabase(':memory:'), 'artists 1', 'a')).toBeUndefined()
})

test('what was not used for longest goes first when there is too much', () => {
  const db = openDatabase(':memory:')
  const megabytes = (count: number) => count * 1024 * 1024
  keep(db, 'first', 'a', 1, megabytes(12))
  keep(db, 'second', 'a', 2, megabytes(12))
  findKept(db, 'first', 'a')
  keep(db, 'third', 'a', 3, megabytes(12))
  expect(findKept(db, 'second', 'a')).toBeUndefined()
  expect(findKept(db, 'first', 'a')).toBe(1)
  keep(db, 'first', 'b', 4, 0)
  keep(db, 'fourth', 'a', 5, megabytes(12))
  expect(findKept(db, 'third', 'a')).toBe(3)
})

test('the stamp moves with the library and with the annotations of the user himself', () => {
  const db = openDatabase(':memory:')
  migrate(db)
  const versions = createVersions(db)
  const user = 4242 as UserId
  const before = stampFor(versions, user)
  bumpAnnotationVersion(4243 as UserId)
  expect(stampFor(versions, user)).toBe(before)
  bumpAnnotationVersion(user)
  const starred = stampFor(versions, user)
  expect(starred).not.toBe(before)
  bumpVersion(db, 'library', 1)
  expect(stampFor(versions, user)).not.toBe(starred)
})
