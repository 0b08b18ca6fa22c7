import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InvalidInput, MissingInput, NotFound } from '../../../server/errors.ts'
import { ALBUM_LIST_TYPES } from '../../../server/library/album-lists.ts'
import * as lists from '../../../server/subsonic/endpoints/lists.ts'
import type { AskParameters } from '../../support/ask.ts'
import { openReadingLibrary, type ReadingLibrary } from '../../support/reading-library.ts'
import { payloadProblems } from '../../support/schema-of-payload.ts'

let library: ReadingLibrary
beforeEach(() => {
  library = openReadingLibrary()
})
afterEach(() => library.db.close())

type UserNumber = 1 | 2 | 3
const names = (things: { name: string }[]) => things.map(({ name }) => name)
const titles = (things: { title: string }[]) => things.map(({ title }) => title)

const albumList2 = async (parameters: AskParameters, user: UserNumber = 1) => {
  const { payload, headers } = await library.as(user).ask(lists.getAlbumList2, parameters)
  expect(payloadProblems('getAlbumList2', payload)).toEqual([])
  return { names: names(payload.albumList2.album), total: headers['X-Total-Count'] }
}

const EXTRA: Record<string, AskParameters> = {
  byYear: { fromYear: 1960, toYear: 2000 },
  byGenre: { genre: 'Rock' },
}

/** What users 1 and 3 did: 1 played, rated and starred two albums, 3 rated another. */
function annotate() {
  const id = (name: string) => Number(library.albumOf(name).slice(3))
  library.db.exec(`INSERT INTO album_annotations (user_id, album_id, starred_at, rating, play_count, played_at) VALUES
    (1, ${id('help')}, 2000, 3, 5, 9000), (1, ${id('hidden')}, 1000, NULL, 7, 8000), (3, ${id('human')}, 5000, 5, 9, 9999);
    UPDATE albums SET average_rating = 3 WHERE id = ${id('help')};
    UPDATE albums SET average_rating = 5 WHERE id = ${id('human')}`)
}

describe('getAlbumList2', () => {
  test('gives each kind of list in its order, with the total in a header', async () => {
    annotate()
    expect((await albumList2({ type: 'newest' })).names.slice(1, 4)).toEqual([
      'Hidden',
      'Live',
      'Sheet Music',
    ])
    expect(await albumList2({ type: 'alphabeticalByName', size: 3 })).toEqual({
      names: ['Abbey Road', 'Debut', 'Help!'],
      total: '8',
    })
    expect((await albumList2({ type: 'alphabeticalByArtist' })).names).toEqual([
      ...['Sheet Music', 'Help!', 'Abbey Road', 'Live', 'Debut', 'Hidden', 'Music', 'Sampler'],
    ])
    expect(await albumList2({ type: 'starred' })).toEqual({ names: ['Help!', 'Hidden'], total: '2' })
    expect(await albumList2({ type: 'frequent' })).toEqual({ names: ['Hidden', 'Help!'], total: '2' })
    expect(await albumList2({ type: 'recent' })).toEqual({ names: ['Help!', 'Hidden'], total: '2' })
    expect(await albumList2({ type: 'highest' })).toEqual({ names: ['Debut', 'Help!'], total: '2' })
    expect((await albumList2({ type: 'random' })).names.sort()).toEqual(
      ['Abbey Road', 'Debut', 'Help!', 'Hidden', 'Live', 'Music', 'Sampler', 'Sheet Music'].sort(),
    )
  })

  test('turns a reversed range of years round, and leaves out what has no year', async () => {
    const forward = ['Help!', 'Abbey Road', 'Sheet Music', 'Live']
    expect((await albumList2({ type: 'byYear', fromYear: 1965, toYear: 1977 })).names).toEqual(forward)
    expect(await albumList2({ type: 'byYear', fromYear: 1977, toYear: 1965 })).toEqual({
      names: forward.toReversed(),
      total: '4',
    })
    expect((await albumList2({ type: 'byYear', fromYear: 0, toYear: 9999, size: 500 })).names).not.toContain(
      'Hidden',
    )
  })

  test('finds a genre in any case and any place, and nothing for an unknown one', async () => {
    expect((await albumList2({ type: 'byGenre', genre: 'pOP' })).names).toEqual(['Abbey Road', 'Debut'])
    expect(await albumList2({ type: 'byGenre', genre: 'Po' })).toEqual({ names: [], total: '0' })
  })

  test.each(ALBUM_LIST_TYPES)('shows nothing of other folders in %s', async (type) => {
    annotate()
    for (const [user, folders] of [
      [2, ['Hidden', 'Live']],
      [3, ['Abbey Road', 'Debut', 'Help!', 'Music', 'Sampler', 'Sheet Music']],
    ] as const) {
      const { names: found, total } = await albumList2({ type, size: 500, ...EXTRA[type] }, user)
      expect(found.filter((name) => !(folders as readonly string[]).includes(name))).toEqual([])
      expect(total).toBe(String(found.length))
    }
    const narrowed = await albumList2({ type, size: 500, musicFolderId: 2, ...EXTRA[type] })
    expect(narrowed.names.filter((name) => !['Hidden', 'Live'].includes(name))).toEqual([])
  })

  test.each(ALBUM_LIST_TYPES)('pages through %s without repeating or skipping', async (type) => {
    annotate()
    const { total } = await albumList2({ type, size: 1, ...EXTRA[type] })
    const found: string[] = []
    for (let offset = 0; ; offset += 2) {
      const page = await albumList2({ type, size: 2, offset, ...EXTRA[type] })
      if (page.names.length === 0) break
      expect(page.total).toBe(total)
      found.push(...page.names)
    }
    expect(new Set(found).size).toBe(Number(total))
    expect(found.length).toBe(Number(total))
  })

  test('refuses a list it cannot make', async () => {
    await expect(albumList2({})).rejects.toThrow(MissingInput)
    await expect(albumList2({ type: 'best' })).rejects.toThrow(InvalidInput)
    await expect(albumList2({ type: 'byYear', fromYear: 1990 })).rejects.toThrow('toYear')
    await expect(albumList2({ type: 'byYear', fromYear: 'old', toYear: 1990 })).rejects.toThrow('fromYear')
    await expect(albumList2({ type: 'byGenre' })).rejects.toThrow('genre')
    await expect(albumList2({ type: 'newest', musicFolderId: 1 }, 2)).rejects.toThrow(NotFound)
  })

  test('takes sizes and offsets that make no sense for the default', async () => {
    const oddities: AskParameters[] = [
      { size: -1 },
      { size: 'many' },
      { offset: -5 },
      { offset: 'x' },
      { size: 99_999 },
    ]
    for (const odd of oddities) {
      expect((await albumList2({ type: 'newest', ...odd })).names.length).toBe(8)
    }
    expect((await albumList2({ type: 'newest', size: 0 })).names).toEqual([])
  })

  test('of an empty library is an empty list', async () => {
    const empty = openReadingLibrary({ empty: true })
    for (const type of ALBUM_LIST_TYPES) {
      const { payload, headers } = await empty.as(1).ask(lists.getAlbumList2, { type, ...EXTRA[type] })
      expect(payload).toEqual({ albumList2: { album: [] } })
      expect(headers['X-Total-Count']).toBe('0')
    }
  })
})

describe('getAlbumList', () => {
  test.each(ALBUM_LIST_TYPES)('gives the albums of %s as folders of their artists', async (type) => {
    annotate()
    const payload = await library.ask(lists.getAlbumList, { type, size: 500, ...EXTRA[type] })
    expect(payloadProblems('getAlbumList', payload)).toEqual([])
    for (const album of payload.albumList.album) {
      expect(album).toMatchObject({ isDir: true, title: album.album, parent: album.artistId })
    }
    const { names: sameList } = await albumList2({ type, size: 500, ...EXTRA[type] })
    if (type !== 'random') expect(titles(payload.albumList.album)).toEqual(sameList)
  })

  test('shows the annotations of the caller', async () => {
    annotate()
    const [album] = (await library.ask(lists.getAlbumList, { type: 'starred' })).albumList.album
    expect(album).toMatchObject({
      starred: '1970-01-01T00:00:02.000Z',
      userRating: 3,
      playCount: 5,
      averageRating: 3,
    })
  })
})

describe('getRandomSongs', () => {
  const random = async (parameters: AskParameters = {}, user: UserNumber = 1): Promise<string[]> => {
    const payload = await library.ask(lists.getRandomSongs, parameters, user)
    expect(payloadProblems('getRandomSongs', payload)).toEqual([])
    return titles(payload.randomSongs.song)
  }

  test('gives ten different songs, or all there are', async () => {
    const found = await random()
    expect(new Set(found).size).toBe(10)
    expect((await random({ size: 500 })).length).toBe(11)
    expect((await random({ size: 99_999 })).length).toBe(11)
    expect(await random({ size: 0 })).toEqual([])
  })

  test('keeps to genre, years and folders', async () => {
    expect((await random({ genre: 'pop' })).sort()).toEqual(['Come Together', 'Human Behaviour', 'Sun'])
    expect(await random({ genre: 'polka' })).toEqual([])
    expect((await random({ fromYear: 1993 })).sort()).toEqual(['Human Behaviour', 'One', 'Two'])
    expect((await random({ toYear: 1965 })).sort()).toEqual(['Help', 'Yesterday'])
    expect(await random({ genre: 'Rock', fromYear: 1970, toYear: 1975 })).toEqual(['Wall Street'])
    expect((await random({}, 2)).sort()).toEqual(['Twist', 'Whisper'])
    expect((await random({ musicFolderId: 2, genre: 'rock' })).sort()).toEqual(['Twist'])
    await expect(random({ musicFolderId: 1 }, 2)).rejects.toThrow(NotFound)
  })
})

describe('getSongsByGenre', () => {
  const byGenre = async (parameters: AskParameters, user: UserNumber = 1): Promise<string[]> => {
    const payload = await library.ask(lists.getSongsByGenre, parameters, user)
    expect(payloadProblems('getSongsByGenre', payload)).toEqual([])
    return titles(payload.songsByGenre.song)
  }

  test('pages by title', async () => {
    expect(await byGenre({ genre: 'ROCK', count: 3 })).toEqual(['Come Together', 'Help', 'One'])
    expect(await byGenre({ genre: 'rock', count: 3, offset: 3 })).toEqual(['Sun', 'Twist', 'Two'])
    expect(await byGenre({ genre: 'rock', count: 3, offset: 6 })).toEqual(['Wall Street', 'Yesterday'])
    expect(await byGenre({ genre: 'rock', offset: 8 })).toEqual([])
  })

  test('gives nothing for an unknown genre and refuses none', async () => {
    expect(await byGenre({ genre: 'polka' })).toEqual([])
    await expect(byGenre({})).rejects.toThrow(MissingInput)
    await expect(byGenre({ genre: '' })).rejects.toThrow(MissingInput)
  })

  test('keeps to the folders of the caller', async () => {
    expect(await byGenre({ genre: 'rock' }, 2)).toEqual(['Twist'])
    expect(await byGenre({ genre: 'rock', musicFolderId: 2 })).toEqual(['Twist'])
    expect(await byGenre({ genre: 'folk' }, 3)).toEqual([])
  })
})

describe('getStarred and getStarred2', () => {
  function starAll() {
    const row = (id: string) => Number(id.slice(3))
    const star = (kind: string, id: string, at: number) =>
      library.db.exec(
        `INSERT INTO ${kind}_annotations (user_id, ${kind}_id, starred_at) VALUES (1, ${row(id)}, ${at})`,
      )
    star('artist', library.artist('The Beatles'), 1000)
    star('artist', library.artist('Secret'), 2000)
    star('album', library.albumOf('help'), 3000)
    star('album', library.albumOf('hidden'), 4000)
    star('song', library.id('help'), 5000)
    star('song', library.id('hidden'), 6000)
    star('directory', library.directory(1, '10cc'), 1500)
    star('directory', library.directory(1, 'Beatles/Abbey Road'), 3500)
  }

  test('give the newest star first, folders among artists and albums', async () => {
    starAll()
    const payload = await library.ask(lists.getStarred)
    expect(payloadProblems('getStarred', payload)).toEqual([])
    expect(names(payload.starred.artist)).toEqual(['Secret', '10cc', 'The Beatles'])
    expect(titles(payload.starred.album)).toEqual(['Hidden', 'Abbey Road', 'Help!'])
    expect(titles(payload.starred.song)).toEqual(['Whisper', 'Help'])
    expect(payload.starred.artist[1].id).toBe(library.directory(1, '10cc'))

    const second = await library.ask(lists.getStarred2)
    expect(payloadProblems('getStarred2', second)).toEqual([])
    expect(names(second.starred2.artist)).toEqual(['Secret', 'The Beatles'])
    expect(names(second.starred2.album)).toEqual(['Hidden', 'Help!'])
    expect(second.starred2.song).toEqual(payload.starred.song)
    for (const kind of ['artist', 'album', 'song']) {
      for (const item of second.starred2[kind]) expect(item.starred).toMatch(/^1970-01-01T00:00:0\d\.000Z$/)
    }
  })

  test('keep to the folder asked for', async () => {
    starAll()
    const { starred } = await library.ask(lists.getStarred, { musicFolderId: 2 })
    expect(names(starred.artist)).toEqual(['Secret', 'The Beatles'])
    expect(titles(starred.album)).toEqual(['Hidden'])
    expect(titles(starred.song)).toEqual(['Whisper'])
  })

  test('give a caller his own stars only, and none on what he may not hear', async () => {
    starAll()
    for (const user of [2, 3] as const) {
      expect((await library.ask(lists.getStarred, {}, user)).starred).toEqual({
        artist: [],
        album: [],
        song: [],
      })
      expect((await library.ask(lists.getStarred2, {}, user)).starred2).toEqual({
        artist: [],
        album: [],
        song: [],
      })
    }
    for (const kind of ['artist', 'album', 'song', 'directory']) {
      library.db.exec(`UPDATE ${kind}_annotations SET user_id = 3`)
    }
    const { starred } = await library.ask(lists.getStarred, {}, 3)
    expect(titles(starred.song)).toEqual(['Help'])
    expect(names(starred.artist)).toEqual(['10cc', 'The Beatles'])
    expect(titles(starred.album)).toEqual(['Abbey Road', 'Help!'])
  })
})
