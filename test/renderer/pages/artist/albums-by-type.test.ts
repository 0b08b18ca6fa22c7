import { expect, test } from 'vitest'
import { albumsByType } from '../../../../renderer/pages/artist/albums-by-type.ts'
import type { Album } from '../../../../server/contract/music.ts'

const album = (name: string, year: number | undefined, releaseTypes: string[], isCompilation = false) =>
  ({ id: name, name, sortName: name, year, releaseTypes, isCompilation }) as unknown as Album

test('albums stand under their types, the latest first, what sets them apart before what they are', () => {
  const groups = albumsByType([
    album('Early', 1990, ['Album']),
    album('Late', 2005, []),
    album('On stage', 1998, ['EP', 'Live']),
    album('Best of', 2000, [], true),
    album('Short', 1999, ['ep']),
    album('Odd', 2001, ['mixtape/street']),
  ])
  expect(groups.map(({ title, albums }) => [title, albums.map(({ name }) => name)])).toEqual([
    ['Albums', ['Late', 'Early']],
    ['EPs', ['Short']],
    ['Live', ['On stage']],
    ['Compilations', ['Best of']],
    ['Mixtape/street', ['Odd']],
  ])
})

test('a type is text, whatever an object of its name would have', () => {
  const groups = albumsByType([album('One', 2001, ['__proto__']), album('Two', 2002, ['constructor'])])
  expect(groups.map(({ title }) => title)).toEqual(['__proto__', 'Constructor'])
})
