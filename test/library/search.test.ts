import { beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { prepare } from '../../server/db/statements.ts'
import { createFolderScope, type FolderScope } from '../../server/folder-scope.ts'
import type { UserId } from '../../server/ids.ts'
import { searchAlbums, searchArtists, searchFields, searchSongs } from '../../server/library/search.ts'
import { type FindingQuery, parseQuery } from '../../server/library/search-text.ts'
import {
  insertFolder,
  insertSong,
  openLibrary,
  refresh,
  setMissing,
  updateSong,
} from '../support/library-rows.ts'
import { someTags } from '../support/song-tags.ts'

const EVERYWHERE = createFolderScope([1, 2], true)
const RECORDING = '11111111-1111-4111-8111-111111111111'
const RELEASE = '22222222-2222-4222-8222-222222222222'
const PERSON = '33333333-3333-4333-8333-333333333333'
const user = 1 as UserId

/** Music: Western names with accents and punctuation, Japanese, and a second folder with one song. */
function fillLibrary(): WriteDb {
  const db = openLibrary()
  insertFolder(db, 2, 'Kids')
  const add = (title: string, artist: string, album: string, more: object = {}) =>
    insertSong(db, {
      path: `${artist.replaceAll('/', '_')}/${album}/${title}.mp3`,
      title,
      artist,
      albumArtist: artist,
      album,
      ...more,
    })
  add('Love', 'John Lennon', 'Plastic Ono Band', {
    musicBrainz: {
      ...someTags().musicBrainz,
      recordingId: RECORDING,
      albumId: RELEASE,
      artistIds: [PERSON],
      albumArtistIds: [PERSON],
    },
  })
  add('Love Me Do', 'The Beatles', 'Please Please Me', { date: { year: 1963 } })
  add('And I Love Her', 'The Beatles', 'A Hard Day’s Night', { date: { year: 1964 } })
  add('Glove', 'The Cure', 'Join the Dots')
  add('Jóga', 'Björk', 'Homogenic')
  add('Ace of Spades', 'Motörhead', 'Ace of Spades')
  add('Thunderstruck', 'AC/DC', 'The Razors Edge')
  add("Don't Stop", 'Fleetwood Mac', 'Rumours')
  add('Dont Look Back', 'Boston', 'Dont Look Back')
  add('群青日和', '東京事変', '教育')
  add('ｶﾞｾﾞｯﾄ', 'ガゼット', 'Ｎｉｌ')
  add('봄날', '방탄소년단', 'You Never Walk Alone')
  add('New York, New York', 'Frank Sinatra', 'Trilogy')
  add('100% "Real" (a_b) AND NOT -x', 'NEAR/10', 'x:y^z*')
  add('Banana Pancakes', 'Jack Johnson', 'In Between Dreams')
  add('Ban Nana Anan', 'Nobody', 'Letters')
  add('Losing My Religion', 'R.E.M.', 'Out of Time')
  add('Love Song for Children', 'Raffi', 'Singable', { folderId: 2 })
  refresh(db)
  return db
}

let db: WriteDb
beforeAll(() => {
  db = fillLibrary()
})

const titles = (ids: readonly number[]) =>
  ids.map((id) => prepare<[number], string>(db, 'SELECT title FROM songs WHERE id = ?').pluck().get(id))
const search = (query: string, scope: FolderScope = EVERYWHERE, count = 20, offset = 0) => ({
  query: parseQuery(query) as FindingQuery,
  scope,
  userId: user,
  count,
  offset,
})
const songs = (query: string, scope?: FolderScope, count?: number, offset?: number) =>
  titles(searchSongs(db, search(query, scope, count, offset)))
const albums = (query: string) =>
  searchAlbums(db, search(query)).map((id) =>
    prepare(db, 'SELECT name FROM albums WHERE id = ?').pluck().get(id),
  )
const artists = (query: string) =>
  searchArtists(db, search(query)).map((id) =>
    prepare(db, 'SELECT name FROM artists WHERE id = ?').pluck().get(id),
  )

describe('searchSongs', () => {
  test('orders whole title, beginning of the title, word, inside of a word', () => {
    expect(songs('love')).toEqual(['Love', 'Love Me Do', 'Love Song for Children', 'And I Love Her', 'Glove'])
  })

  test.each([
    ['bjork', ['Jóga']],
    ['JOGA', ['Jóga']],
    ['motorhead', ['Ace of Spades']],
    ['ac/dc', ['Thunderstruck']],
    ['acdc', ['Thunderstruck']],
    ['rem', ['Losing My Religion']],
    ['dont', ['Dont Look Back', "Don't Stop"]],
    ["don't", ['Dont Look Back', "Don't Stop"]],
    ['don’t', ['Dont Look Back', "Don't Stop"]],
    ['beatles love', ['Love Me Do', 'And I Love Her']],
    ['love beatles', ['Love Me Do', 'And I Love Her']],
    ['lov* beat*', ['Love Me Do', 'And I Love Her']],
    ['"love me"', ['Love Me Do']],
    ['"me love"', []],
    ['"me do', ['Love Me Do']],
    ['please', ['Love Me Do']],
    ['new york new york', ['New York, New York']],
    ['underst', ['Thunderstruck']],
    ['underst ac', ['Thunderstruck']],
    ['underst xy', []],
    ['banana', ['Banana Pancakes']],
    ['nowhere', []],
    [
      'lo',
      [
        'Love',
        'Love Me Do',
        'Love Song for Children',
        'Dont Look Back',
        'Losing My Religion',
        'And I Love Her',
      ],
    ],
  ])('%s finds %j', (query, expected) => {
    expect(songs(query).sort()).toEqual([...expected].sort())
  })

  test.each([
    ['京', ['群青日和']],
    ['東京', ['群青日和']],
    ['京事', ['群青日和']],
    ['青日和', ['群青日和']],
    ['京東', []],
    ['ガゼット', ['ｶﾞｾﾞｯﾄ']],
    ['ｶﾞｾﾞ', ['ｶﾞｾﾞｯﾄ']],
    ['nil', ['ｶﾞｾﾞｯﾄ']],
    ['ｎｉｌ', ['ｶﾞｾﾞｯﾄ']],
    ['소년', ['봄날']],
  ])('any part of a text without spaces is found: %s', (query, expected) => {
    expect(songs(query)).toEqual(expected)
  })

  test.each([
    'AND',
    'OR',
    'NOT',
    'NEAR(a b)',
    '-x',
    'x^2',
    'title:love',
    '(',
    ')',
    '100%',
    'a_b',
    '"',
    '"a',
    'a"b"c"',
    "'",
    ';--',
    '{title}:x',
    '+love',
    'love +',
    '\\',
    '\ue000',
    '\ue0011',
    'a\u0000b',
    '*a',
    '^love',
    '\ud800',
    '😀 love',
  ])('%j is plain text', (query) => {
    const parsed = parseQuery(query)
    if (parsed.kind === 'everything') return
    expect(() => searchSongs(db, { ...search('x'), query: parsed })).not.toThrow()
    expect(() =>
      searchFields(db, { any: parsed, title: parsed, scope: EVERYWHERE, count: 5, offset: 0 }),
    ).not.toThrow()
  })

  test('punctuation in a title does not keep it from being found', () => {
    expect(songs('100% "real" (a_b) and not -x')).toEqual(['100% "Real" (a_b) AND NOT -x'])
    expect(songs('near')).toEqual(['100% "Real" (a_b) AND NOT -x'])
  })

  test('the caller’s plays come before the name', () => {
    const play = prepare(
      db,
      'INSERT INTO song_annotations (user_id, song_id, play_count) SELECT 1, id, 3 FROM songs WHERE title = ?',
    )
    play.run('Love Song for Children')
    expect(songs('love')).toEqual(['Love', 'Love Song for Children', 'Love Me Do', 'And I Love Her', 'Glove'])
    const other = { ...search('love'), userId: 9 as UserId }
    expect(titles(searchSongs(db, other))[1]).toBe('Love Me Do')
    prepare(db, 'DELETE FROM song_annotations').run()
  })

  test('pages neither repeat nor skip', () => {
    const all = songs('lo', EVERYWHERE, 50)
    const paged = [0, 2, 4, 6, 8].flatMap((offset) => songs('lo', EVERYWHERE, 2, offset))
    expect(all.length).toBeGreaterThan(4)
    expect(paged.slice(0, all.length)).toEqual(all)
    expect(songs('love', EVERYWHERE, 10, 5)).toEqual([])
    expect(songs('love', EVERYWHERE, 0)).toEqual([])
  })

  test('nothing of a forbidden folder is found', () => {
    expect(songs('love', createFolderScope([2], false))).toEqual(['Love Song for Children'])
    expect(songs('love', createFolderScope([1], false))).not.toContain('Love Song for Children')
    expect(songs('hildr', createFolderScope([1], false))).toEqual([])
    expect(songs('hildr', createFolderScope([2], false))).toEqual(['Love Song for Children'])
    expect(songs('love', createFolderScope([], false))).toEqual([])
    expect(songs(RECORDING, createFolderScope([2], false))).toEqual([])
  })

  test('a MusicBrainz id finds the song, the album and the artist', () => {
    expect(songs(RECORDING)).toEqual(['Love'])
    expect(albums(RELEASE.toUpperCase())).toEqual(['Plastic Ono Band'])
    expect(artists(PERSON)).toEqual(['John Lennon'])
    expect(songs(RELEASE)).toEqual([])
  })
})

describe('searchAlbums and searchArtists', () => {
  test.each([
    ['ace', ['Ace of Spades']],
    ['beatles', ['A Hard Day’s Night', 'Please Please Me']],
    ['beatles 1963', ['Please Please Me']],
    ['days', ['A Hard Day’s Night']],
    ['教', ['教育']],
    ['umour', ['Rumours']],
  ])('albums: %s finds %j', (query, expected) => {
    expect(albums(query)).toEqual(expected)
  })

  test.each([
    ['the', ['The Beatles', 'The Cure']],
    ['beatles', ['The Beatles']],
    ['eatle', ['The Beatles']],
    ['bjork', ['Björk']],
    ['事', ['東京事変']],
    ['r.e.m.', ['R.E.M.']],
    ['rem', ['R.E.M.']],
  ])('artists: %s finds %j', (query, expected) => {
    expect(artists(query)).toEqual(expected)
  })
})

describe('searchFields', () => {
  const fields = (
    given: Partial<Record<'title' | 'artist' | 'album' | 'any', string>>,
    more: object = {},
  ) => {
    const queries = Object.fromEntries(
      Object.entries(given).map(([field, text]) => [field, parseQuery(text)]),
    )
    const { ids, totalHits } = searchFields(db, {
      ...queries,
      scope: EVERYWHERE,
      count: 20,
      offset: 0,
      ...more,
    })
    return [titles(ids), totalHits]
  }

  test('asks each field for itself', () => {
    expect(fields({ title: 'love', artist: 'beatles' })).toEqual([['And I Love Her', 'Love Me Do'], 2])
    expect(fields({ title: 'beatles' })).toEqual([[], 0])
    expect(fields({ any: 'beatles please' })).toEqual([['Love Me Do'], 1])
    expect(fields({ album: 'please' })).toEqual([['Love Me Do'], 1])
  })

  test('tells how many there are in all', () => {
    expect(fields({ title: 'love' }, { count: 1, offset: 1 })).toEqual([['Love'], 4])
  })

  test('keeps to the permitted folders and to what is newer', () => {
    expect(fields({ title: 'love' }, { scope: createFolderScope([2], false) })).toEqual([
      ['Love Song for Children'],
      1,
    ])
    expect(fields({ title: 'love' }, { newerThan: Date.UTC(2100, 0) })).toEqual([[], 0])
  })
})

describe('what is found follows the library', () => {
  test('a retagged song is found by its new words only', () => {
    const db = openLibrary()
    const find = (query: string) => searchSongs(db, search(query))
    const song = insertSong(db, { path: 'a/b.mp3', title: 'Before', artist: 'Old Name', album: 'Album' })
    refresh(db)
    updateSong(db, song, { path: 'a/b.mp3', title: 'After', artist: 'New Name', album: 'Album' })
    refresh(db)
    expect(find('before')).toEqual([])
    expect(find('efor')).toEqual([])
    expect(find('after')).toEqual([song])
    expect(searchArtists(db, search('old'))).toEqual([])
    expect(searchArtists(db, search('new'))).toHaveLength(1)
  })

  test('a missing song is not found, and found again when it comes back', () => {
    const db = openLibrary()
    const song = insertSong(db, { path: 'a/b.mp3', title: 'Here', artist: 'Me', album: 'Mine' })
    refresh(db)
    setMissing(db, song)
    refresh(db)
    expect([
      searchSongs(db, search('here')),
      searchAlbums(db, search('mine')),
      searchArtists(db, search('me')),
    ]).toEqual([[], [], []])
    setMissing(db, song, null)
    refresh(db)
    expect(searchSongs(db, search('here'))).toEqual([song])
    expect(searchAlbums(db, search('mine'))).toHaveLength(1)
    expect(searchArtists(db, search('me'))).toHaveLength(1)
  })
})
