import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MissingInput, NotFound } from '../../../server/errors.ts'
import * as searching from '../../../server/subsonic/endpoints/searching.ts'
import { type AskParameters, createAsker } from '../../support/ask.ts'
import { createBigLibrary } from '../../support/big-library.ts'
import { BJORK_MBID, openReadingLibrary, type ReadingLibrary } from '../../support/reading-library.ts'
import { payloadProblems } from '../../support/schema-of-payload.ts'

let library: ReadingLibrary
beforeEach(() => {
  library = openReadingLibrary()
})
afterEach(() => library.db.close())

type UserNumber = 1 | 2 | 3
interface Found {
  readonly artist: string[]
  readonly album: string[]
  readonly song: string[]
}

async function search3(parameters: AskParameters, user: UserNumber = 1): Promise<Found> {
  const payload = await library.ask(searching.search3, parameters, user)
  expect(payloadProblems('search3', payload)).toEqual([])
  const { artist, album, song } = payload.searchResult3
  const names = (things: { name: string }[]) => things.map(({ name }) => name)
  return {
    artist: names(artist),
    album: names(album),
    song: song.map(({ title }: { title: string }) => title),
  }
}

const NOTHING = { artist: [], album: [], song: [] }
const ARTISTS = ['10cc', 'The Beatles', 'Björk', 'Only Here', 'Secret', '[Unknown Artist]', 'Various Artists']
const ALBUMS = ['Abbey Road', 'Debut', 'Help!', 'Hidden', 'Live', 'Music', 'Sampler', 'Sheet Music']

describe('search3', () => {
  test.each(['', '""', '*', '"', ' - '])('gives everything by name for the query %j', async (query) => {
    const found = await search3({ query })
    expect(found.artist).toEqual(ARTISTS)
    expect(found.album).toEqual(ALBUMS)
    expect(found.song.length).toBe(11)
    expect(found.song).toEqual(found.song.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
  })

  test('pages through everything, each kind by itself', async () => {
    const pages: Found[] = []
    for (let offset = 0; offset < 12; offset += 3) {
      const at = { artistOffset: offset, albumOffset: offset, songOffset: offset }
      pages.push(await search3({ query: '', artistCount: 3, albumCount: 3, songCount: 3, ...at }))
    }
    expect(pages.flatMap(({ artist }) => artist)).toEqual(ARTISTS)
    expect(pages.flatMap(({ album }) => album)).toEqual(ALBUMS)
    expect(pages.flatMap(({ song }) => song)).toEqual((await search3({ query: '' })).song)
  })

  test('leaves out a kind of which none are wanted', async () => {
    const found = await search3({ query: '', artistCount: 0, songCount: 0 })
    expect(found).toEqual({ ...NOTHING, album: ALBUMS })
    expect(await search3({ query: 'beatles', albumCount: 0 })).toMatchObject({
      artist: ['The Beatles'],
      album: [],
    })
  })

  test('finds words in names, artists and albums', async () => {
    const beatles = await search3({ query: 'beatles' })
    expect(beatles.artist).toEqual(['The Beatles'])
    expect(beatles.album.toSorted()).toEqual(['Abbey Road', 'Help!', 'Live'])
    expect(beatles.song.toSorted()).toEqual(['Come Together', 'Help', 'Sun', 'Twist', 'Yesterday'])
    expect((await search3({ query: 'BJORK human' })).song).toEqual(['Human Behaviour'])
    expect(await search3({ query: 'zzzz' })).toEqual(NOTHING)
  })

  test('pages through what was found', async () => {
    const all = (await search3({ query: 'beatles' })).song
    const pages = [0, 2, 4, 6].map((songOffset) => search3({ query: 'beatles', songCount: 2, songOffset }))
    expect((await Promise.all(pages)).flatMap(({ song }) => song)).toEqual(all)
  })

  test('finds by MusicBrainz id', async () => {
    expect((await search3({ query: BJORK_MBID })).artist).toEqual(['Björk'])
  })

  test.each([
    'AND',
    'NEAR(',
    'title:help',
    '"help',
    'a OR b',
    '^help',
    "it's",
    '(',
    '%',
    'help*',
    '-help',
    'a"b"c',
  ])('takes %j for plain text', async (query) => {
    await search3({ query })
  })

  test('shows nothing of other folders, whatever is asked for', async () => {
    for (const query of ['', 'beatles', 'whisper', 'hidden', 'secret', 'e']) {
      const { artist, album, song } = await search3({ query, songCount: 500 }, 3)
      expect(artist).not.toContain('Secret')
      for (const hidden of ['Hidden', 'Live']) expect(album).not.toContain(hidden)
      for (const hidden of ['Whisper', 'Twist']) expect(song).not.toContain(hidden)
    }
    expect(await search3({ query: '' }, 2)).toEqual({
      artist: ['The Beatles', 'Secret'],
      album: ['Hidden', 'Live'],
      song: ['Twist', 'Whisper'],
    })
    expect(await search3({ query: '', musicFolderId: 2 })).toEqual(await search3({ query: '' }, 2))
    expect((await search3({ query: 'twist', musicFolderId: 1 })).song).toEqual([])
    await expect(search3({ query: '', musicFolderId: 1 }, 2)).rejects.toThrow(NotFound)
  })

  test('needs a query, be it empty', async () => {
    await expect(search3({})).rejects.toThrow(MissingInput)
  })

  test('of an empty library is three empty lists', async () => {
    const empty = openReadingLibrary({ empty: true })
    for (const query of ['', 'help']) {
      expect(await empty.ask(searching.search3, { query })).toEqual({ searchResult3: NOTHING })
      expect(await empty.ask(searching.search2, { query })).toEqual({ searchResult2: NOTHING })
    }
  })

  test('gives a whole library in one answer when asked for it', async () => {
    const db = createBigLibrary({ tracks: 2_750 })
    const { payload } = await createAsker(db, 1).ask(searching.search3, {
      query: '',
      ...{ artistCount: 99_999, albumCount: 99_999, songCount: 99_999 },
    })
    const { artist, album, song } = payload.searchResult3
    expect([artist.length, album.length, song.length]).toEqual([63, 250, 2_750])
    expect(new Set(song.map(({ id }: { id: string }) => id)).size).toBe(2_750)
    db.close()
  })
})

describe('search2', () => {
  test('gives albums as folders and artists without counts', async () => {
    const payload = await library.ask(searching.search2, { query: 'beatles' })
    expect(payloadProblems('search2', payload)).toEqual([])
    const { artist, album, song } = payload.searchResult2
    expect(artist).toEqual([{ id: library.artist('The Beatles'), name: 'The Beatles' }])
    expect(album.length).toBe(3)
    for (const one of album) expect(one).toMatchObject({ isDir: true, parent: library.artist('The Beatles') })
    expect(song.length).toBe(5)
  })

  test('shows the stars of the caller', async () => {
    const row = (id: string) => Number(id.slice(3))
    library.db.exec(`INSERT INTO album_annotations (user_id, album_id, starred_at) VALUES (1, ${row(library.albumOf('help'))}, 1000);
      INSERT INTO song_annotations (user_id, song_id, rating, play_count) VALUES (1, ${library.rowId('help')}, 5, 2)`)
    const found = async (user: UserNumber) =>
      (await library.ask(searching.search2, { query: 'help' }, user)).searchResult2
    expect((await found(1)).album[0].starred).toBe('1970-01-01T00:00:01.000Z')
    expect((await found(1)).song[0]).toMatchObject({ title: 'Help', userRating: 5, playCount: 2 })
    expect((await found(3)).album[0]).not.toHaveProperty('starred')
    expect((await found(3)).song[0]).toMatchObject({ title: 'Help', playCount: 0 })
  })
})

describe('search', () => {
  const search = async (parameters: AskParameters, user: UserNumber = 1) => {
    const payload = await library.ask(searching.search, parameters, user)
    expect(payloadProblems('search', payload)).toEqual([])
    const { offset, totalHits, match } = payload.searchResult
    return { offset, totalHits, titles: match.map(({ title }: { title: string }) => title) }
  }

  test('matches one field, several, or any, and counts all hits', async () => {
    expect(await search({ title: 'twist' })).toEqual({ offset: 0, totalHits: 1, titles: ['Twist'] })
    expect((await search({ any: 'beatles' })).totalHits).toBe(5)
    expect(await search({ any: 'beatles', count: 2, offset: 1 })).toEqual({
      offset: 1,
      totalHits: 5,
      titles: ['Help', 'Sun'],
    })
    expect((await search({ title: 'zzz' })).totalHits).toBe(0)
  })

  test('counts nothing of other folders', async () => {
    expect(await search({ any: 'beatles' }, 2)).toEqual({ offset: 0, totalHits: 1, titles: ['Twist'] })
    expect((await search({ any: 'whisper' }, 3)).totalHits).toBe(0)
  })

  test('keeps to what is newer', async () => {
    expect((await search({ any: 'beatles', newerThan: 1_500 })).titles).toEqual([
      'Come Together',
      'Sun',
      'Twist',
    ])
  })

  test('needs one text with something in it', async () => {
    for (const parameters of [{}, { any: '' }, { title: '""' }, { count: 5 }] as AskParameters[]) {
      await expect(search(parameters)).rejects.toThrow(MissingInput)
    }
  })
})
