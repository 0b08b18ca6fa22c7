import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createScannedLibrary, type ScannedLibrary, touch } from './scanned-library.ts'

let library: ScannedLibrary

beforeEach(() => {
  library = createScannedLibrary()
  for (const name of ['Ann/Blue/01 Sky.mp3', 'Ann/Blue/02 Seé.mp3', 'Bob/01.mp3']) library.write(name)
})

afterEach(() => library.close())

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(library.at(path)), { recursive: true })
  writeFileSync(library.at(path), content)
}

const lists = () =>
  library.db
    .prepare(
      `SELECT p.name, p.missing_since IS NOT NULL AS missing,
         (SELECT json_group_array(path) FROM (SELECT s.path FROM playlist_entries e JOIN songs s ON s.id = e.song_id
           WHERE e.playlist_id = p.id ORDER BY e.position)) AS songs
       FROM playlists p WHERE folder_id IS NOT NULL ORDER BY p.path`,
    )
    .all()
    .map((row) => {
      const { name, missing, songs } = row as { name: string; missing: 0 | 1; songs: string }
      return { name, missing: missing === 1, songs: JSON.parse(songs) as string[] }
    })

const sky = 'Ann/Blue/01 Sky.mp3'
const see = 'Ann/Blue/02 Seé.mp3'

describe('a line of a list finds its song', () => {
  test.each<[string, string, () => string]>([
    ['beside the list', 'Ann/Blue/a.m3u8', () => '01 Sky.mp3'],
    ['from the folder of the list', 'a.m3u', () => 'Ann/Blue/01 Sky.mp3'],
    ['upwards', 'Bob/Lists/a.m3u', () => '../../Ann/./Blue/01 Sky.mp3'],
    ['by an absolute path', 'Bob/a.m3u', () => library.at(sky)],
    ['by a URL', 'Bob/a.m3u', () => pathToFileURL(library.at(sky)).href],
    ['with backslashes', 'Bob/a.m3u', () => '..\\Ann\\Blue\\01 Sky.mp3'],
    ['in other letters, big and small', 'a.m3u', () => 'ann/BLUE/01 sky.MP3'],
    ['with spaces around it', 'a.m3u', () => '  Ann/Blue/01 Sky.mp3  '],
  ])('%s', async (_, path, line) => {
    put(path, `${line()}\n`)
    await library.scan()
    expect(lists()).toEqual([{ name: 'a', missing: false, songs: [sky] }])
  })

  test('in another music folder by its absolute path, but nothing outside of them', async () => {
    library.write('../second/Cem.mp3')
    library.write('../secret/Deb.mp3')
    library.addFolder(library.beside('second'))
    put(
      'a.m3u',
      [library.beside('second/Cem.mp3'), library.beside('secret/Deb.mp3'), '../second/Cem.mp3'].join('\n'),
    )
    await library.scan()
    expect(lists()[0]!.songs).toEqual(['Cem.mp3'])
  })
})

describe('a list', () => {
  test('keeps its order and its repetitions, and passes by what is no song', async () => {
    put(
      'Mine.m3u8',
      ['#EXTM3U', '#EXTINF:3,Sky', see, '', 'gone.mp3', 'https://radio.example/live', sky, see].join('\r\n'),
    )
    await library.scan()
    expect(lists()).toEqual([{ name: 'Mine', missing: false, songs: [see, sky, see] }])
  })

  test('can carry its name, is public, read-only and nobody’s', async () => {
    put('x.m3u8', `#EXTM3U\n#PLAYLIST: For the Évening \n${sky}`)
    await library.scan()
    expect(lists()[0]!.name).toBe('For the Évening')
    expect(library.db.prepare('SELECT owner_id, public, path FROM playlists').get()).toEqual({
      owner_id: null,
      public: 1,
      path: 'x.m3u8',
    })
  })

  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${see}`)],
    ['Latin-1', Buffer.from(see, 'latin1')],
    ['UTF-16', Buffer.from(`\ufeff${see}`, 'utf16le')],
    ['a decomposed accent', Buffer.from(see.normalize('NFD'))],
  ])('can be written in %s', async (_, bytes) => {
    put('a.m3u', bytes)
    await library.scan()
    expect(lists()[0]!.songs).toEqual([see])
  })

  test('follows its file: changed, gone, back', async () => {
    put('a.m3u', sky)
    await library.scan()
    const id = library.db.prepare('SELECT id FROM playlists').pluck().get()
    put('a.m3u', `${see}\n${sky}`)
    touch(library.at('a.m3u'))
    await library.scan()
    expect(lists()).toEqual([{ name: 'a', missing: false, songs: [see, sky] }])
    put('a.m3u', see)
    touch(library.at('a.m3u'), 20)
    await library.scan()
    expect(lists()[0]!.songs).toEqual([see])
    renameSync(library.at('a.m3u'), library.beside('a.m3u'))
    await library.scan()
    expect(lists()).toEqual([{ name: 'a', missing: true, songs: [see] }])
    renameSync(library.beside('a.m3u'), library.at('a.m3u'))
    await library.scan()
    expect(lists()).toEqual([{ name: 'a', missing: false, songs: [see] }])
    expect(library.db.prepare('SELECT id FROM playlists').pluck().get()).toBe(id)
  })

  test('gets a song that comes later, in its place', async () => {
    put('a.m3u', `new.mp3\n${sky}`)
    await library.scan()
    expect(lists()[0]!.songs).toEqual([sky])
    library.write('new.mp3')
    await library.scan()
    expect(lists()[0]!.songs).toEqual(['new.mp3', sky])
  })

  test('keeps the place of a song that moved', async () => {
    put('a.m3u', `${sky}\n${see}`)
    await library.scan()
    renameSync(library.at(sky), library.at('Sky.mp3'))
    await library.scan()
    expect(lists()[0]!.songs).toEqual(['Sky.mp3', see])
  })

  test('of a music folder that is away stays', async () => {
    put('a.m3u', sky)
    await library.scan()
    renameSync(library.musicDir, library.beside('away'))
    await library.scan()
    expect(lists()).toEqual([{ name: 'a', missing: false, songs: [sky] }])
  })

  test('that is unchanged does not move the library version', async () => {
    put('a.m3u', `${sky}\nnot there.mp3`)
    await library.scan()
    const version = () =>
      library.db.prepare(`SELECT value FROM versions WHERE name = 'library'`).pluck().get()
    const before = version()
    await library.scan()
    expect(version()).toBe(before)
  })

  test('may be long, empty or nonsense', async () => {
    put('long.m3u', `${sky}\n`.repeat(3000))
    put('empty.m3u', '')
    put('nonsense.m3u', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)))
    expect(await library.scan()).toMatchObject({ problems: 0 })
    expect(lists().map(({ name, songs }) => [name, songs.length])).toEqual([
      ['empty', 0],
      ['long', 3000],
      ['nonsense', 0],
    ])
    rmSync(library.at('long.m3u'))
    await library.scan()
    expect(lists().map(({ missing }) => missing)).toEqual([false, true, false])
  })
})
