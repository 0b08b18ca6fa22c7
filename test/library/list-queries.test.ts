// Every statement behind a list, at 100,000 tracks: it must walk an index in the order of the list, for a listener who may
// hear everything and for one who may hear a hundredth of it. What sorts is named here with its reason.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import { type AlbumOrder, albumListSql, countSql } from '../../server/library/album-lists.ts'
import { albumsByIdsSql, albumsOfArtistSql } from '../../server/library/albums.ts'
import { artistsByIdsSql, artistsByNameSql, indexedArtistsSql } from '../../server/library/artists.ts'
import { SUBDIRECTORIES, starredDirectoriesSql } from '../../server/library/directories.ts'
import { ALBUMS_IN_PIECES } from '../../server/library/random-albums.ts'
import {
  GENRE_FROM_KEY,
  GENRE_IN_PIECES,
  SONGS_FROM_YEAR,
  SONGS_IN_PIECES,
  SONGS_OF_YEARS,
  SPAN_OF_YEARS,
} from '../../server/library/random-songs.ts'
import {
  ARTISTS_OF_SONGS,
  artistsOnTheSameAlbumsSql,
  genresOfArtistSql,
  NEAREST_YEARS,
  songsOfArtistSql,
  topSongsSql,
} from '../../server/library/similar-songs.ts'
import {
  SONGS_FOUND,
  SONGS_OF_ALBUM,
  SONGS_OF_DIRECTORY,
  songsByGenreSql,
  songsByIdsSql,
  songsByTitleSql,
  starredSongsSql,
} from '../../server/library/songs.ts'
import { STARRED_ARTISTS, starredAlbumsSql } from '../../server/library/starred.ts'
import { createBigLibrary } from '../support/big-library.ts'
import { slowSteps } from '../support/query-plan.ts'

let db: WriteDb
beforeAll(() => {
  db = createBigLibrary({ tracks: 100_000 })
})
afterAll(() => db.close())

const MARK = { offset: 500, sort: 'a', id: 1 }
const ORDERS: AlbumOrder[] = [
  ...(['newest', 'highest', 'frequent', 'recent', 'starred'] as const),
  ...(['alphabeticalByName', 'alphabeticalByArtist', 'byYear', 'byYearBackwards', 'byGenre'] as const),
]
const SORTS = 'USE TEMP B-TREE FOR ORDER BY'
const GROUPS = 'USE TEMP B-TREE FOR GROUP BY'
/** Statements that sort, but only what they were given or what is one artist's. */
const SORTING: Record<string, string[]> = {
  // A few albums; the order by year comes from their rows.
  albumsOfArtist: [SORTS],
  // As many as the page has.
  artistsByIds: [GROUPS],
  // At most MOST_SONGS_OF_ONE, by sums over all users.
  topSongs: [SORTS],
  // A sample of at most SONGS_OF_ONE songs, of some hundred songs, of 30 albums.
  genresOfArtist: [GROUPS, SORTS],
  artistsOfSongs: [GROUPS],
  artistsOnTheSameAlbums: ['USE TEMP B-TREE FOR DISTINCT', GROUPS, 'USE TEMP B-TREE FOR count(DISTINCT)'],
  nearestYears: [SORTS],
}

describe.each([
  ['everything', createFolderScope([1, 2, 3], true)],
  ['a small folder', createFolderScope([3], false)],
])('for a listener of %s', (_, scope) => {
  const statements: Record<string, string> = {
    songsByIds: songsByIdsSql(scope),
    songsFound: SONGS_FOUND,
    songsOfAlbum: SONGS_OF_ALBUM,
    songsOfDirectory: SONGS_OF_DIRECTORY,
    songsByGenre: songsByGenreSql(scope),
    songsByTitle: songsByTitleSql(scope.ids.length, undefined),
    songsByTitleFromMark: songsByTitleSql(scope.ids.length, MARK),
    starredSongs: starredSongsSql(scope),
    albumsByIds: albumsByIdsSql(scope, 'album'),
    albumsOfArtist: albumsOfArtistSql(scope, 'album'),
    starredAlbums: starredAlbumsSql(scope, 'album'),
    artistsByIds: artistsByIdsSql(scope),
    artistsByName: artistsByNameSql(scope, undefined),
    artistsByNameFromMark: artistsByNameSql(scope, MARK),
    indexedArtists: indexedArtistsSql(scope),
    starredArtists: STARRED_ARTISTS,
    subdirectories: SUBDIRECTORIES,
    starredDirectories: starredDirectoriesSql(scope),
    randomAlbums: ALBUMS_IN_PIECES,
    randomSongs: SONGS_IN_PIECES,
    randomSongsOfGenre: GENRE_IN_PIECES,
    randomSongsOfGenreAndYears: GENRE_FROM_KEY,
    songsOfYears: SONGS_OF_YEARS,
    songsFromYear: SONGS_FROM_YEAR,
    spanOfYears: SPAN_OF_YEARS,
    topSongs: topSongsSql(scope),
    songsOfArtist: songsOfArtistSql(scope),
    genresOfArtist: genresOfArtistSql(scope),
    artistsOfSongs: ARTISTS_OF_SONGS,
    artistsOnTheSameAlbums: artistsOnTheSameAlbumsSql(scope),
    nearestYears: NEAREST_YEARS,
    ...Object.fromEntries(ORDERS.map((order) => [`list ${order}`, albumListSql(scope, order, 'album')])),
    ...Object.fromEntries(
      ORDERS.map((order) => [`list ${order} as children`, albumListSql(scope, order, 'child')]),
    ),
    ...Object.fromEntries(ORDERS.map((order) => [`count ${order}`, countSql(scope, order)])),
  }

  test.each(Object.entries(statements))('%s walks an index', (name, sql) => {
    expect(slowSteps(db, sql)).toEqual(SORTING[name] ?? [])
  })
})

test('a statement without an index is found out', () => {
  expect(slowSteps(db, 'SELECT id FROM albums WHERE song_count > 0 ORDER BY size LIMIT 10')).not.toEqual([])
  expect(slowSteps(db, 'SELECT id FROM songs WHERE size > 5')).not.toEqual([])
})
