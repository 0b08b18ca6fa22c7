import { expect, test } from 'vitest'
import { musicBrainzUrl } from '../../../renderer/components/external-link.tsx'

test('musicBrainzUrl makes a link of an id only', () => {
  const id = '11111111-1111-4111-8111-11111111ABCD'
  expect(musicBrainzUrl('release', id)).toBe(`https://musicbrainz.org/release/${id.toLowerCase()}`)
  for (const bad of [undefined, '', 'javascript:alert(1)', `${id}/../x`, `${id}?x`, '../artist']) {
    expect(musicBrainzUrl('artist', bad)).toBeUndefined()
  }
})
