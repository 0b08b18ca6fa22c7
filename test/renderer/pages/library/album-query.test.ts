import { describe, expect, test } from 'vitest'
import {
  type AlbumQuery,
  arrange,
  planFor,
  readAlbumQuery,
} from '../../../../renderer/pages/library/album-query.ts'
import type { Album } from '../../../../server/contract/music.ts'

const query = (text: string) => readAlbumQuery(new URLSearchParams(text))
const album = (name: string, more: Partial<Album> = {}) =>
  ({
    id: name,
    name,
    sortName: name.toLowerCase(),
    displayArtist: 'Somebody',
    created: '2024-01-01T00:00:00Z',
    playCount: 0,
    ...more,
  }) as Album
const names = (albums: readonly Album[], wanted: Partial<AlbumQuery>) =>
  arrange(albums, { ...query(''), ...wanted }).map(({ name }) => name)

describe('readAlbumQuery', () => {
  test('takes what it knows from the address and leaves out the rest', () => {
    expect(query('sort=newest&genre=Folk&from=1990&to=1999&folder=2')).toEqual({
      sort: 'newest',
      genre: 'Folk',
      from: 1990,
      to: 1999,
      folder: '2',
    })
    expect(query('sort=constructor&genre=&from=-1&to=x&folder=../etc')).toEqual({
      sort: 'name',
      genre: undefined,
      from: undefined,
      to: undefined,
      folder: undefined,
    })
  })
})

describe('planFor', () => {
  test.each([
    ['', 'paged', { type: 'alphabeticalByName' }],
    ['sort=rating', 'paged', { type: 'highest' }],
    ['sort=year', 'paged', { type: 'byYear', fromYear: 9999, toYear: 0 }],
    ['sort=year&from=1990', 'paged', { type: 'byYear', fromYear: 9999, toYear: 1990 }],
    ['genre=Folk', 'paged', { type: 'byGenre', genre: 'Folk' }],
    ['genre=Folk&sort=year', 'whole', { type: 'byGenre', genre: 'Folk' }],
    ['genre=Folk&to=1980', 'whole', { type: 'byGenre', genre: 'Folk' }],
    ['from=1990&to=1999', 'whole', { type: 'byYear', fromYear: 1999, toYear: 1990 }],
  ])('of %j is %s', (text, kind, parameters) => {
    expect(planFor(query(text))).toMatchObject({ kind, parameters })
  })

  test('asks for one music folder in every plan', () => {
    for (const text of ['', 'sort=random', 'genre=Folk', 'genre=Folk&sort=year', 'from=1990']) {
      expect(planFor(query(`${text}&folder=3`)).parameters).toMatchObject({ musicFolderId: '3' })
    }
  })
})

describe('arrange', () => {
  test('filters by years, in whichever order they are given', () => {
    const albums = [album('A', { year: 1985 }), album('B', { year: 1995 }), album('C')]
    expect(names(albums, { from: 1990, to: 1999 })).toEqual(['B'])
    expect(names(albums, { from: 1999, to: 1990 })).toEqual(['B'])
    expect(names(albums, { from: 1980 })).toEqual(['A', 'B'])
    expect(names(albums, {})).toEqual(['A', 'B', 'C'])
  })

  test('sorts by what is asked for, then by name', () => {
    const albums = [
      album('B', { year: 2001, playCount: 1, created: '2024-03-01T00:00:00Z', userRating: 3 }),
      album('A', { year: 2001, playCount: 9, created: '2024-02-01T00:00:00Z', averageRating: 5 }),
      album('C', { year: 2010, starred: '2024-05-01T00:00:00Z' }),
    ]
    expect(names(albums, { sort: 'year' })).toEqual(['C', 'A', 'B'])
    expect(names(albums, { sort: 'newest' })).toEqual(['B', 'A', 'C'])
    expect(names(albums, { sort: 'frequent' })).toEqual(['A', 'B'])
    expect(names(albums, { sort: 'rating' })).toEqual(['A', 'B'])
    expect(names(albums, { sort: 'starred' })).toEqual(['C'])
  })

  test('shuffles the same way each time, so that going back finds the same order', () => {
    const albums = Array.from({ length: 40 }, (_, at) => album(`Album ${at}`))
    const once = names(albums, { sort: 'random' })
    expect(names(albums, { sort: 'random' })).toEqual(once)
    expect(once.toSorted()).toEqual(albums.map(({ name }) => name).toSorted())
    expect(once).not.toEqual(albums.map(({ name }) => name))
  })
})
