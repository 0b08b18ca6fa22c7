import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MissingInput, NotFound } from '../../../server/errors.ts'
import * as info from '../../../server/subsonic/endpoints/info.ts'
import type { Handler } from '../../../server/subsonic/types.ts'
import type { AskParameters } from '../../support/ask.ts'
import { BJORK_MBID, openReadingLibrary, type ReadingLibrary } from '../../support/reading-library.ts'
import { payloadProblems } from '../../support/schema-of-payload.ts'

let library: ReadingLibrary
beforeEach(() => {
  library = openReadingLibrary()
})
afterEach(() => library.db.close())

type UserNumber = 1 | 2 | 3

async function ask(handler: Handler, parameters: AskParameters, user: UserNumber = 1) {
  const payload = await library.ask(handler, parameters, user)
  expect(payloadProblems(handler.name, payload)).toEqual([])
  return Object.values(payload)[0] as never
}

interface ArtistInfo {
  readonly musicBrainzId?: string
  readonly lastFmUrl?: string
  readonly similarArtist: readonly {
    readonly id: string
    readonly name: string
    readonly albumCount?: number
  }[]
}
interface Songs {
  readonly song: readonly { readonly id: string; readonly title: string }[]
}
const titles = ({ song }: Songs) => song.map(({ title }) => title)

describe('getArtistInfo and getArtistInfo2', () => {
  test('tell what the tags and the library know', async () => {
    const bjork: ArtistInfo = await ask(info.getArtistInfo2, { id: library.artist('Björk') })
    expect(bjork.musicBrainzId).toBe(BJORK_MBID)
    expect(bjork.lastFmUrl).toBe('https://www.last.fm/music/Bj%C3%B6rk')
    expect(bjork).not.toHaveProperty('largeImageUrl')
    // Electronic and Pop: the Beatles have Pop on one album.
    expect(bjork.similarArtist.map(({ name }) => name)).toEqual(['The Beatles'])
    expect(bjork.similarArtist[0]!.albumCount).toBe(3)
  })

  test('find the artist of any id', async () => {
    for (const id of [
      library.artist('The Beatles'),
      library.albumOf('help'),
      library.id('help'),
      library.directory(1, 'Beatles/Help!'),
      library.directory(1, 'Beatles'),
    ]) {
      for (const handler of [info.getArtistInfo, info.getArtistInfo2]) {
        const found: ArtistInfo = await ask(handler, { id })
        expect(found.lastFmUrl, id).toBe('https://www.last.fm/music/The+Beatles')
      }
    }
  })

  test('give the same similar artists each time, the most similar first, as many as asked for', async () => {
    const id = library.artist('The Beatles')
    const all: ArtistInfo = await ask(info.getArtistInfo, { id })
    expect(all.similarArtist.map(({ name }) => name).sort()).toEqual(['10cc', 'Björk', 'Only Here'])
    expect(await ask(info.getArtistInfo, { id })).toEqual(all)
    const one: ArtistInfo = await ask(info.getArtistInfo, { id, count: 1 })
    expect(one.similarArtist).toEqual(all.similarArtist.slice(0, 1))
    const none: ArtistInfo = await ask(info.getArtistInfo, { id, count: 0 })
    expect(none.similarArtist).toEqual([])
  })

  test('are no error when nothing is known', async () => {
    expect(await ask(info.getArtistInfo, { id: library.id('loose') })).toEqual({ similarArtist: [] })
    library.db.exec(
      "INSERT INTO directories (folder_id, path, name, sort_name, added_at) VALUES (1, 'void', 'void', 'void', 0)",
    )
    expect(await ask(info.getArtistInfo, { id: library.directory(1, 'void') })).toEqual({ similarArtist: [] })
  })

  test('show nothing of other folders', async () => {
    const ofAttic: ArtistInfo = await ask(info.getArtistInfo2, { id: library.artist('The Beatles') }, 2)
    expect(ofAttic.similarArtist).toEqual([])
    for (const id of [library.artist('Björk'), library.albumOf('help'), library.directory(1, 'Beatles')]) {
      await expect(ask(info.getArtistInfo, { id }, 2)).rejects.toThrow(NotFound)
    }
  })

  test('refuse unknown ids', async () => {
    for (const id of ['ar-9999', 'al-9999', 'so-9999', 'di-9999', 'pl-1', 'x']) {
      await expect(ask(info.getArtistInfo, { id }), id).rejects.toThrow(NotFound)
    }
    await expect(ask(info.getArtistInfo2, {})).rejects.toThrow(MissingInput)
  })
})

describe('getAlbumInfo and getAlbumInfo2', () => {
  test('find the album of any id', async () => {
    for (const id of [library.albumOf('help'), library.id('help'), library.directory(1, 'Beatles/Help!')]) {
      for (const handler of [info.getAlbumInfo, info.getAlbumInfo2]) {
        expect(await ask(handler, { id })).toEqual({
          lastFmUrl: 'https://www.last.fm/music/The+Beatles/Help!',
        })
      }
    }
  })

  test('are no error when there is no album, and one for what the caller may not see', async () => {
    expect(await ask(info.getAlbumInfo, { id: library.directory(1, 'Beatles') })).toEqual({})
    await expect(ask(info.getAlbumInfo, { id: library.albumOf('hidden') }, 3)).rejects.toThrow(NotFound)
    await expect(ask(info.getAlbumInfo2, { id: 'al-9999' })).rejects.toThrow(NotFound)
  })
})

describe('getSimilarSongs and getSimilarSongs2', () => {
  test('mix different songs of the same kind, never the song itself', async () => {
    for (const handler of [info.getSimilarSongs, info.getSimilarSongs2]) {
      const found = titles(await ask(handler, { id: library.id('help') }))
      expect(new Set(found).size).toBe(found.length)
      expect(found.length).toBeGreaterThan(4)
      expect(found).not.toContain('Help')
      expect(found).not.toContain('Whisper')
    }
  })

  test('take artists, albums, songs and folders, and give as many as asked for', async () => {
    for (const id of [
      library.artist('10cc'),
      library.albumOf('wall'),
      library.id('wall'),
      library.directory(1, '10cc'),
    ]) {
      const songs: Songs = await ask(info.getSimilarSongs, { id, count: 3 })
      expect(songs.song.length, id).toBe(3)
    }
    expect(titles(await ask(info.getSimilarSongs2, { id: library.artist('10cc'), count: 0 }))).toEqual([])
  })

  test('are empty when there is nothing similar', async () => {
    library.db.exec(
      "INSERT INTO directories (folder_id, path, name, sort_name, added_at) VALUES (1, 'void', 'void', 'void', 0)",
    )
    expect(titles(await ask(info.getSimilarSongs, { id: library.directory(1, 'void') }))).toEqual([])
    expect(titles(await ask(info.getSimilarSongs, { id: library.id('hidden') }, 2))).toEqual([])
  })

  test('show nothing of other folders and refuse unknown ids', async () => {
    const found = titles(await ask(info.getSimilarSongs2, { id: library.artist('The Beatles') }, 2))
    expect(found).toEqual(['Twist'])
    await expect(ask(info.getSimilarSongs2, { id: library.artist('Björk') }, 2)).rejects.toThrow(NotFound)
    await expect(ask(info.getSimilarSongs, { id: 'so-9999' })).rejects.toThrow(NotFound)
  })
})

describe('getTopSongs', () => {
  const top = async (parameters: AskParameters, user: UserNumber = 1) =>
    titles(await ask(info.getTopSongs, parameters, user))

  test('puts what is played most by everybody first, then what is rated best', async () => {
    library.db.exec(`INSERT INTO song_annotations (user_id, song_id, play_count, rating) VALUES
      (1, ${library.rowId('sun')}, 2, NULL), (3, ${library.rowId('sun')}, 2, NULL), (1, ${library.rowId('twist')}, 3, NULL),
      (1, ${library.rowId('yesterday')}, 0, 5), (1, ${library.rowId('together')}, 0, 2)`)
    expect(await top({ artist: 'the BEATLES' })).toEqual([
      'Sun',
      'Twist',
      'Yesterday',
      'Come Together',
      'Help',
    ])
    expect(await top({ artist: 'The Beatles', count: 2 })).toEqual(['Sun', 'Twist'])
  })

  test('takes the id rather than the name', async () => {
    expect(await top({ id: library.artist('Björk'), artist: 'The Beatles' })).toEqual(['Human Behaviour'])
  })

  test('is empty for artists nobody knows, and refuses to guess', async () => {
    const unknown: AskParameters[] = [{ artist: 'Nobody' }, { id: 'ar-9999' }, { id: 'so-1' }, { id: 'x' }]
    for (const parameters of unknown) {
      expect(await top(parameters)).toEqual([])
    }
    await expect(top({})).rejects.toThrow(MissingInput)
    await expect(top({ artist: '' })).rejects.toThrow(MissingInput)
  })

  test('keeps to the folders of the caller', async () => {
    expect(await top({ artist: 'The Beatles' }, 2)).toEqual(['Twist'])
    expect(await top({ artist: 'Secret' }, 3)).toEqual([])
  })
})
