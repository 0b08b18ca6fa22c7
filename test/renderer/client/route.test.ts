import { expect, test } from 'vitest'
import { matchPath } from '../../../renderer/client/route.ts'

test('matchPath reads what a path names', () => {
  expect(matchPath('/album/:id', '/album/al-12')).toEqual({ id: 'al-12' })
  expect(matchPath('/album/:id', '/album/al%20%2F')).toEqual({ id: 'al /' })
  expect(matchPath('/', '/')).toEqual({})
  expect(matchPath('/you', '/you/')).toEqual({})
})

test('matchPath refuses what is too long, too short, empty or not decodable', () => {
  for (const path of ['/album', '/album/', '/album/a/b', '/album/%E0%A4%A', '/artist/1', '/']) {
    expect(matchPath('/album/:id', path)).toBeUndefined()
  }
  expect(matchPath('/', '/you')).toBeUndefined()
})
