import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bumpVersion } from '../../../server/db/versions.ts'
import { MissingInput, NotFound } from '../../../server/errors.ts'
import type { UserId } from '../../../server/ids.ts'
import { bumpAnnotationVersion } from '../../../server/library/annotation-version.ts'
import * as browsing from '../../../server/subsonic/endpoints/browsing.ts'
import type { Handler } from '../../../server/subsonic/types.ts'
import { setMissing } from '../../support/library-rows.ts'
import { openReadingLibrary, type ReadingLibrary } from '../../support/reading-library.ts'
import { payloadProblems } from '../../support/schema-of-payload.ts'

let library: ReadingLibrary
beforeEach(() => {
  library = openReadingLibrary()
})
afterEach(() => library.db.close())

const titles = (children: { title: string }[]) => children.map(({ title }) => title)
const names = (things: { name: string }[]) => things.map(({ name }) => name)

interface Heading {
  readonly name: string
  readonly artist: { readonly id: string; readonly name: string; readonly albumCount?: number }[]
}
const alphabet = (index: Heading[]) => index.map(({ name, artist }) => [name, names(artist)])

describe('every answer', () => {
  const calls = (of: ReadingLibrary): [Handler, Record<string, string>][] => [
    [browsing.getMusicFolders, {}],
    [browsing.getIndexes, {}],
    [browsing.getIndexes, { ifModifiedSince: '99999999999999' }],
    [browsing.getMusicDirectory, { id: '1' }],
    [browsing.getMusicDirectory, { id: of.directory(1, 'Beatles') }],
    [browsing.getMusicDirectory, { id: of.directory(1, 'Beatles/Help!') }],
    [browsing.getMusicDirectory, { id: of.artist('The Beatles') }],
    [browsing.getMusicDirectory, { id: of.albumOf('help') }],
    [browsing.getGenres, {}],
    [browsing.getArtists, {}],
    [browsing.getArtist, { id: of.artist('Björk') }],
    [browsing.getAlbum, { id: of.albumOf('together') }],
    [browsing.getSong, { id: of.id('human') }],
    [browsing.getVideos, {}],
  ]

  test('has the members of the description, with and without annotations', async () => {
    for (const round of ['plain', 'annotated']) {
      for (const [handler, parameters] of calls(library)) {
        const payload = await library.ask(handler, parameters)
        expect(
          payloadProblems(handler.name, payload),
          `${round} ${handler.name} ${JSON.stringify(parameters)}`,
        ).toEqual([])
      }
      if (round === 'plain') annotateEverything()
    }
  })

  test('of an empty library is a success with empty lists', async () => {
    const empty = openReadingLibrary({ empty: true })
    for (const [handler, wrapper, member] of [
      [browsing.getIndexes, 'indexes', 'index'],
      [browsing.getArtists, 'artists', 'index'],
      [browsing.getGenres, 'genres', 'genre'],
      [browsing.getVideos, 'videos', 'video'],
    ] as const) {
      const payload = await empty.ask(handler as Handler)
      expect(payload[wrapper][member]).toEqual([])
      expect(payloadProblems(handler.name, payload)).toEqual([])
    }
    expect((await empty.ask(browsing.getMusicDirectory, { id: '1' })).directory.child).toEqual([])
  })
})

function annotateEverything() {
  for (const kind of ['song', 'album', 'artist']) {
    library.db.exec(`INSERT INTO ${kind}_annotations (user_id, ${kind}_id, starred_at, rating)
      SELECT 1, id, 1700000000123, 4 FROM ${kind}s; UPDATE ${kind}s SET average_rating = 3.6667`)
  }
  library.db.exec(`INSERT INTO directory_annotations (user_id, directory_id, starred_at, rating)
    SELECT 1, id, 1700000000123, 4 FROM directories; UPDATE directories SET average_rating = 3.6667;
    UPDATE song_annotations SET play_count = 3, played_at = 1700000000123; UPDATE album_annotations SET play_count = 3, played_at = 1700000000123`)
  bumpAnnotationVersion(1 as UserId)
}

const ANNOTATED = { starred: '2023-11-14T22:13:20.123Z', userRating: 4, averageRating: 3.67 }
const PLAYED = { playCount: 3, played: '2023-11-14T22:13:20.123Z' }

describe('stars, ratings and plays', () => {
  test('show in every listing of the same thing, in both views', async () => {
    annotateEverything()
    const { ask } = library
    const song = (await ask(browsing.getSong, { id: library.id('help') })).song
    expect(song).toMatchObject({ ...ANNOTATED, ...PLAYED })
    const { album } = await ask(browsing.getAlbum, { id: library.albumOf('help') })
    expect(album).toMatchObject({ ...ANNOTATED, ...PLAYED })
    expect(album.song[0]).toEqual(song)
    const { artist } = await ask(browsing.getArtist, { id: library.artist('The Beatles') })
    expect(artist).toMatchObject(ANNOTATED)
    expect(artist.album[0]).toMatchObject({ ...ANNOTATED, ...PLAYED })
    expect((await ask(browsing.getArtists)).artists.index[0].artist[0]).toMatchObject(ANNOTATED)

    const { indexes } = await ask(browsing.getIndexes)
    expect(indexes.index[0].artist[0]).toMatchObject(ANNOTATED)
    expect(indexes.child[0]).toMatchObject({ ...ANNOTATED, ...PLAYED })
    const help = (await ask(browsing.getMusicDirectory, { id: library.directory(1, 'Beatles/Help!') }))
      .directory
    expect(help).toMatchObject(ANNOTATED)
    expect(help.child[0]).toEqual(song)
    const beatles = (await ask(browsing.getMusicDirectory, { id: library.directory(1, 'Beatles') })).directory
    expect(beatles.child[0]).toMatchObject(ANNOTATED)
    const byArtist = (await ask(browsing.getMusicDirectory, { id: library.artist('The Beatles') })).directory
    expect(byArtist).toMatchObject(ANNOTATED)
    expect(byArtist.child[0]).toMatchObject({ ...ANNOTATED, ...PLAYED, isDir: true })
    const byAlbum = (await ask(browsing.getMusicDirectory, { id: library.albumOf('help') })).directory
    expect(byAlbum).toMatchObject({ ...ANNOTATED, playCount: 3 })
    expect(byAlbum.child[0]).toEqual(song)
  })

  test('are those of the caller', async () => {
    annotateEverything()
    const { song } = await library.ask(browsing.getSong, { id: library.id('help') }, 3)
    expect(song).toMatchObject({ playCount: 0, averageRating: 3.67 })
    expect(song).not.toHaveProperty('starred')
    expect(song).not.toHaveProperty('userRating')
    const { artists } = await library.ask(browsing.getArtists, {}, 3)
    expect(artists.index[0].artist[0]).not.toHaveProperty('starred')
  })

  test('change the kept alphabet of artists at once', async () => {
    const first = async () => (await library.ask(browsing.getArtists)).artists.index[0].artist[0]
    expect(await first()).not.toHaveProperty('starred')
    annotateEverything()
    expect(await first()).toMatchObject(ANNOTATED)
  })
})

describe('getMusicFolders', () => {
  test('gives the folders of the caller with whole numbers as ids', async () => {
    expect(await library.ask(browsing.getMusicFolders)).toEqual({
      musicFolders: {
        musicFolder: [
          { id: 1, name: 'Music' },
          { id: 2, name: 'Attic' },
        ],
      },
    })
    expect((await library.ask(browsing.getMusicFolders, {}, 2)).musicFolders.musicFolder).toEqual([
      { id: 2, name: 'Attic' },
    ])
  })
})

describe('getIndexes', () => {
  const indexes = async (parameters = {}, user: 1 | 2 | 3 = 1) =>
    (await library.ask(browsing.getIndexes, parameters, user)).indexes

  test('gives the first level of real folders by letter, and loose files', async () => {
    const { index, child, ignoredArticles } = await indexes()
    expect(alphabet(index)).toEqual([
      ['#', ['10cc']],
      ['B', ['Beatles', 'Beatles', 'Björk']],
      ['S', ['Sampler', 'Secret']],
    ])
    expect(child.map(({ id }: { id: string }) => id)).toEqual([library.id('loose')])
    expect(ignoredArticles).toBe('The A')
    expect(index[1].artist[0].id).toBe(library.directory(1, 'Beatles'))
  })

  test('shows a caller only his folders, and one of them when asked for it', async () => {
    expect(alphabet((await indexes({}, 2)).index)).toEqual([
      ['B', ['Beatles']],
      ['S', ['Secret']],
    ])
    expect((await indexes({}, 2)).child).toEqual([])
    expect(alphabet((await indexes({ musicFolderId: 2 })).index)).toEqual(
      alphabet((await indexes({}, 2)).index),
    )
    await expect(indexes({ musicFolderId: 1 }, 2)).rejects.toThrow(NotFound)
    await expect(indexes({ musicFolderId: 99 })).rejects.toThrow(NotFound)
  })

  test('is empty when nothing changed since, and full a millisecond earlier', async () => {
    bumpVersion(library.db, 'library', 5_000)
    const { lastModified } = await indexes()
    expect(lastModified).toBe(5_000)
    expect(await indexes({ ifModifiedSince: 5_000 })).toEqual({
      ...{ ignoredArticles: 'The A', lastModified: 5_000 },
      ...{ shortcut: [], index: [], child: [] },
    })
    expect((await indexes({ ifModifiedSince: 4_999 })).index.length).toBe(3)
    expect((await indexes({ ifModifiedSince: 'yesterday' })).index.length).toBe(3)
    bumpVersion(library.db, 'library', 6_000)
    expect((await indexes({ ifModifiedSince: 5_000 })).index.length).toBe(3)
  })

  test('leaves out a folder that is missing', async () => {
    library.db.prepare("UPDATE directories SET missing_since = 1 WHERE path = '10cc'").run()
    bumpVersion(library.db, 'library', 6_000)
    expect(names((await indexes()).index)).toEqual(['B', 'S'])
  })
})

describe('getMusicDirectory', () => {
  const directory = async (id: string, user: 1 | 2 | 3 = 1) =>
    (await library.ask(browsing.getMusicDirectory, { id }, user)).directory

  test('lists a music folder by its number: folders by name, then files', async () => {
    const root = await directory('1')
    expect(root).toMatchObject({ id: '1', name: 'Music' })
    expect(root).not.toHaveProperty('parent')
    expect(titles(root.child)).toEqual(['10cc', 'Beatles', 'Björk', 'Sampler', 'loose'])
    expect(root.child.map(({ isDir }: { isDir: boolean }) => isDir)).toEqual([true, true, true, true, false])
    expect(titles((await directory('2', 2)).child)).toEqual(['Beatles', 'Secret'])
  })

  test('leads from every child to its parent and back', async () => {
    const first = await directory(library.directory(1, 'Beatles'))
    expect(first).not.toHaveProperty('parent')
    expect(titles(first.child)).toEqual(['Abbey Road', 'Help!'])
    const help = await directory(library.directory(1, 'Beatles/Help!'))
    expect(help).toMatchObject({ name: 'Help!', parent: first.id })
    for (const child of help.child) expect((await directory(child.parent)).id).toBe(help.id)
    const root = await directory('1')
    for (const child of root.child)
      expect(titles((await directory(child.parent)).child)).toEqual(titles(root.child))
  })

  test('lists files by disc, track and file name', async () => {
    expect(titles((await directory(library.directory(1, 'Beatles/Help!'))).child)).toEqual([
      'Help',
      'Yesterday',
    ])
  })

  test('takes an artist for the albums and an album for the songs', async () => {
    const artist = await directory(library.artist('The Beatles'))
    expect(titles(artist.child)).toEqual(['Help!', 'Abbey Road', 'Live'])
    expect(artist.child[0]).toMatchObject({ isDir: true, parent: artist.id, songCount: 2 })
    const album = await directory(artist.child[1].id)
    expect(album).toMatchObject({ name: 'Abbey Road', parent: artist.id, playCount: 0 })
    expect(titles(album.child)).toEqual(['Come Together', 'Sun'])
  })

  test('knows nothing of other folders, songs, unknown ids and folders of others', async () => {
    for (const id of ['3', '0', 'di-9999', 'so-1', 'pl-1', 'nonsense', '../1', 'ar-9999', 'al-9999']) {
      await expect(directory(id), id).rejects.toThrow(NotFound)
    }
    for (const id of [
      '1',
      library.directory(1, 'Beatles'),
      library.albumOf('help'),
      library.artist('Björk'),
    ]) {
      await expect(directory(id, 2), id).rejects.toThrow(NotFound)
    }
    await expect(directory('')).rejects.toThrow(MissingInput)
  })

  test('cleans names that no answer can hold', async () => {
    library.db.prepare("UPDATE directories SET name = 'Bad' || char(1) || 'name' WHERE path = '10cc'").run()
    expect((await directory('1')).child[0].title).toBe('Badname')
    bumpVersion(library.db, 'library', 9)
    expect((await library.ask(browsing.getIndexes)).indexes.index[0].artist[0].name).toBe('Badname')
  })

  test('offers the picture of a folder, else that of the album in it', async () => {
    library.db.exec(`UPDATE directories SET cover_hash = 'abcdef0123456789' WHERE path = '10cc';
      UPDATE albums SET cover_hash = '0123456789abcdef' WHERE name = 'Sampler'`)
    const { child } = await directory('1')
    expect(child[0].coverArt).toBe(`${library.directory(1, '10cc')}_abcdef01`)
    expect(child[1]).not.toHaveProperty('coverArt')
    expect(child[3].coverArt).toBe(`${library.albumOf('sampler')}_01234567`)
  })
})

describe('getGenres', () => {
  test('counts a song in each of its genres, for what the caller may hear', async () => {
    const genres = async (user: 1 | 2 | 3) => (await library.ask(browsing.getGenres, {}, user)).genres.genre
    expect(await genres(1)).toEqual([
      { value: 'Electronic', songCount: 1, albumCount: 1 },
      { value: 'Folk', songCount: 1, albumCount: 1 },
      { value: 'Pop', songCount: 3, albumCount: 2 },
      { value: 'Rock', songCount: 8, albumCount: 5 },
    ])
    expect(await genres(2)).toEqual([
      { value: 'Folk', songCount: 1, albumCount: 1 },
      { value: 'Rock', songCount: 1, albumCount: 1 },
    ])
  })
})

describe('getArtists', () => {
  const artists = async (parameters = {}, user: 1 | 2 | 3 = 1) =>
    (await library.ask(browsing.getArtists, parameters, user)).artists

  test('lists album artists once each, by letter without article and accent', async () => {
    expect(alphabet((await artists()).index)).toEqual([
      ['#', ['10cc']],
      ['B', ['The Beatles', 'Björk']],
      ['S', ['Secret']],
      ['U', ['[Unknown Artist]']],
      ['V', ['Various Artists']],
    ])
  })

  test('counts the albums that getArtist gives', async () => {
    for (const user of [1, 2, 3] as const) {
      for (const { artist } of (await artists({}, user)).index as Heading[]) {
        for (const { id, albumCount } of artist) {
          const { album } = (await library.ask(browsing.getArtist, { id }, user)).artist
          expect(album.length).toBe(albumCount)
          expect(albumCount).toBeGreaterThan(0)
        }
      }
    }
  })

  test('shows a caller only what his folders hold', async () => {
    expect(alphabet((await artists({}, 2)).index)).toEqual([
      ['B', ['The Beatles']],
      ['S', ['Secret']],
    ])
    expect((await artists({}, 2)).index[0].artist[0].albumCount).toBe(1)
    expect((await artists({}, 3)).index[1].artist[0].albumCount).toBe(2)
    expect((await artists({ musicFolderId: 1 })).index).toEqual((await artists({}, 3)).index)
    await expect(artists({ musicFolderId: 1 }, 2)).rejects.toThrow(NotFound)
  })

  test('tells the time of the last change of the library', async () => {
    bumpVersion(library.db, 'library', 4_321)
    expect((await artists()).lastModified).toBe(4_321)
  })

  test('gives callers that ask at the same time the same answer', async () => {
    const [one, two] = await Promise.all([artists(), artists()])
    expect(one).toEqual(two)
  })
})

describe('getArtist', () => {
  test('gives the albums by year', async () => {
    const { artist } = await library.ask(browsing.getArtist, { id: library.artist('The Beatles') })
    expect(names(artist.album)).toEqual(['Help!', 'Abbey Road', 'Live'])
    expect(artist).toMatchObject({ name: 'The Beatles', albumCount: 3 })
  })

  test('finds an artist who is only on tracks, without albums of his own', async () => {
    const { artist } = await library.ask(browsing.getArtist, { id: library.artist('Only Here') })
    expect(artist).toMatchObject({ albumCount: 0, album: [], roles: ['artist'] })
  })

  test('knows nothing of unknown ids, other kinds and artists of other folders', async () => {
    const artist = (id: string, user: 1 | 2 | 3 = 1) => library.ask(browsing.getArtist, { id }, user)
    for (const id of ['ar-9999', 'al-1', '1', 'x']) await expect(artist(id), id).rejects.toThrow(NotFound)
    await expect(artist(library.artist('Secret'), 3)).rejects.toThrow(NotFound)
    await expect(library.ask(browsing.getArtist)).rejects.toThrow(MissingInput)
  })
})

describe('getAlbum', () => {
  test('gives the songs by disc and track, and counts those', async () => {
    const { album } = await library.ask(browsing.getAlbum, { id: library.albumOf('together') })
    expect(titles(album.song)).toEqual(['Come Together', 'Sun'])
    expect(album).toMatchObject({ songCount: 2, duration: 400, artist: 'The Beatles' })
    for (const song of album.song) {
      expect((await library.ask(browsing.getSong, { id: song.id })).song).toEqual(song)
      expect(song.albumId).toBe(album.id)
    }
  })

  test('knows nothing of unknown ids, other kinds and albums of other folders', async () => {
    const album = (id: string, user: 1 | 2 | 3 = 1) => library.ask(browsing.getAlbum, { id }, user)
    for (const id of ['al-9999', 'ar-1', 'so-1', '7']) await expect(album(id), id).rejects.toThrow(NotFound)
    await expect(album(library.albumOf('hidden'), 3)).rejects.toThrow(NotFound)
    expect((await album(library.albumOf('hidden'), 2)).album.name).toBe('Hidden')
  })
})

describe('getSong', () => {
  test('knows nothing of unknown ids, other kinds, missing files and songs of other folders', async () => {
    const song = (id: string, user: 1 | 2 | 3 = 1) => library.ask(browsing.getSong, { id }, user)
    for (const id of ['so-9999', 'al-1', '7']) await expect(song(id), id).rejects.toThrow(NotFound)
    await expect(song(library.id('hidden'), 3)).rejects.toThrow(NotFound)
    setMissing(library.db, library.rowId('help') as never)
    await expect(song(library.id('help'))).rejects.toThrow(NotFound)
  })
})

describe('getVideoInfo', () => {
  test('knows no video', async () => {
    await expect(library.ask(browsing.getVideoInfo, { id: library.id('help') })).rejects.toThrow(NotFound)
    await expect(library.ask(browsing.getVideoInfo)).rejects.toThrow(MissingInput)
  })
})
