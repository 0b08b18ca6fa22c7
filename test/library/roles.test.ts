import { expect, test } from 'vitest'
import { ALBUM_ARTIST_ROLE, ARTIST_ROLE, ROLES, roleBit, roleNames } from '../../server/library/roles.ts'

test('every role has a bit of its own, and the masks of several folders add up', () => {
  expect(new Set(ROLES.map(roleBit)).size).toBe(ROLES.length)
  expect([roleBit('artist'), roleBit('albumartist'), roleBit('publisher')]).toEqual([
    ARTIST_ROLE,
    ALBUM_ARTIST_ROLE,
    undefined,
  ])
  expect(roleNames(5)).toEqual(['artist', 'composer'])
  expect(roleNames('3,5,1')).toEqual(['artist', 'albumartist', 'composer'])
  expect(roleNames(0)).toEqual([])
})
