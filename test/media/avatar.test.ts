import { expect, test } from 'vitest'
import { avatarSvg, drawAvatar, initialsOf } from '../../server/media/avatar.ts'
import { imageTypeOf } from '../../server/media/image-type.ts'

test.each([
  ['ada lovelace', 'AL'],
  ['Björk', 'B'],
  ['jean-luc', 'JL'],
  ['user7', 'U'],
  ['7of9 x', '7X'],
  ['Ærlig', 'A'],
  ['山田', ''],
  ['!!!', ''],
  ['ada 山田', ''],
])('the initials of %s are %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('nothing of the name gets into the drawing', () => {
  expect(avatarSvg('"/><script>alert(1)</script>')).toMatch(
    /^<svg [^<]*><rect [^<]*\/><path [^<]*\/><\/svg>$/,
  )
})

test('the same name gives the same picture, other names other ones', async () => {
  const [one, again, other, pattern] = await Promise.all(['ada', 'ada', 'bea', '山田'].map(drawAvatar))
  expect(imageTypeOf(one!)).toBe('image/png')
  expect(one!.equals(again!)).toBe(true)
  expect(one!.equals(other!)).toBe(false)
  expect(imageTypeOf(pattern!)).toBe('image/png')
})
