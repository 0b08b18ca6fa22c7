// What lies beside the songs: lyrics and pictures.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createScannedLibrary, type ScannedLibrary, touch } from './scanned-library.ts'

let library: ScannedLibrary

beforeEach(() => {
  library = createScannedLibrary()
  library.write('Ann/Blue/01.mp3', { album: 'Blue', albumArtist: 'Ann', lyrics: 'In the tag' })
  library.write('Ann/Blue/02.mp3', { album: 'Blue', albumArtist: 'Ann' })
})

afterEach(() => library.close())

function put(path: string, content: string | Buffer = path): void {
  mkdirSync(dirname(library.at(path)), { recursive: true })
  writeFileSync(library.at(path), content)
}

describe('lyrics', () => {
  const lyrics = (path: string) =>
    library.db
      .prepare('SELECT source, format, body FROM lyrics WHERE song_id = ? ORDER BY position')
      .all(library.song(path).id)
  const embedded = { source: 'embedded', format: 'text', body: 'In the tag' }
  const lrc = '[ti:Blue]\n[00:01.00]One\n[00:02.50]Two'

  test('beside the song come before those in it, .lrc first', async () => {
    put('Ann/Blue/01.txt', 'Plain')
    put('Ann/Blue/01.lrc', lrc)
    await library.scan()
    expect(lyrics('Ann/Blue/01.mp3')).toEqual([
      { source: 'file', format: 'lrc', body: lrc },
      { source: 'file', format: 'text', body: 'Plain' },
      embedded,
    ])
    expect(lyrics('Ann/Blue/02.mp3')).toEqual([])
  })

  test('are found when they come, change and go', async () => {
    await library.scan()
    expect(lyrics('Ann/Blue/01.mp3')).toEqual([embedded])
    put('Ann/Blue/01.LRC', lrc)
    await library.scan()
    expect(library.readFiles).toEqual(['music/Ann/Blue/01.mp3'])
    expect(lyrics('Ann/Blue/01.mp3')).toHaveLength(2)
    put('Ann/Blue/01.LRC', '[00:09]Nine')
    touch(library.at('Ann/Blue/01.LRC'))
    await library.scan()
    expect(lyrics('Ann/Blue/01.mp3')[0]).toMatchObject({ body: '[00:09]Nine' })
    rmSync(library.at('Ann/Blue/01.LRC'))
    await library.scan()
    expect(lyrics('Ann/Blue/01.mp3')).toEqual([embedded])
    await library.scan()
    expect(library.readFiles).toEqual([])
  })

  test.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffÄrger\r\nzwei')],
    ['UTF-16LE with a mark', Buffer.from('\ufeffÄrger\r\nzwei', 'utf16le')],
    ['UTF-16BE with a mark', Buffer.from('\ufeffÄrger\r\nzwei', 'utf16le').swap16()],
    ['UTF-16LE without a mark', Buffer.from('Ärger\r\nzwei', 'utf16le')],
    ['Latin-1', Buffer.from('Ärger\rzwei', 'latin1')],
    ['text with control characters', Buffer.from('\0Är\x07ger\nzwei\n\n')],
  ])('in %s are read', async (_, bytes) => {
    put('Ann/Blue/02.txt', bytes)
    await library.scan()
    expect(lyrics('Ann/Blue/02.mp3')).toEqual([{ source: 'file', format: 'text', body: 'Ärger\nzwei' }])
  })

  test('behind a link are read inside the music folder and nowhere else', async () => {
    writeFileSync(library.beside('private.txt'), 'A key of the owner')
    symlinkSync(library.beside('private.txt'), library.at('Ann/Blue/01.lrc'))
    put('Words/two.txt', 'Two')
    symlinkSync(library.at('Words/two.txt'), library.at('Ann/Blue/02.txt'))
    await library.scan()
    expect(lyrics('Ann/Blue/01.mp3')).toEqual([embedded])
    expect(lyrics('Ann/Blue/02.mp3')).toEqual([{ source: 'file', format: 'text', body: 'Two' }])
  })

  test('that are no lyrics do no harm: a large file, an empty one, a folder', async () => {
    put('Ann/Blue/01.txt', Buffer.alloc(3_000_000, 'ä'))
    put('Ann/Blue/02.txt', '')
    mkdirSync(library.at('Ann/Blue/02.lrc'))
    await library.scan()
    const [first] = lyrics('Ann/Blue/01.mp3') as { body: string }[]
    expect(first!.body).toMatch(/^ä+$/)
    expect(first!.body.length).toBeLessThan(600_000)
    expect(lyrics('Ann/Blue/02.mp3')).toEqual([])
    await library.scan()
    expect(library.readFiles).toEqual([])
  })
})

describe('pictures', () => {
  const directory = (path: string) =>
    library.db
      .prepare(
        'SELECT cover_file, cover_hash, artist_image_file, artist_image_hash FROM directories WHERE path = ?',
      )
      .get(path) as Record<string, string | null>
  const coverOfAlbum = () =>
    library.db.prepare(`SELECT cover_hash FROM albums WHERE name = 'Blue'`).pluck().get() as string | null
  const imageOfArtist = () =>
    library.db.prepare(`SELECT image_hash FROM artists WHERE name = 'Ann'`).pluck().get() as string | null

  test('of a folder are chosen by name, then by ending', async () => {
    for (const name of ['front.png', 'Folder.jpg', 'other.jpg', 'COVER.PNG', 'cover.txt'])
      put(`Ann/Blue/${name}`)
    put('Ann/Artist.jpeg')
    put('Ann/cover.jpg', '')
    await library.scan()
    expect(directory('Ann/Blue')).toMatchObject({ cover_file: 'COVER.PNG', artist_image_file: null })
    expect(directory('Ann')).toMatchObject({ cover_file: null, artist_image_file: 'Artist.jpeg' })
    expect(coverOfAlbum()).toBe(directory('Ann/Blue')['cover_hash'])
    expect(imageOfArtist()).toBe(directory('Ann')['artist_image_hash'])
  })

  test('reach albums and artists when they come, change and go, without a tag being read', async () => {
    await library.scan()
    expect([coverOfAlbum(), imageOfArtist()]).toEqual([null, null])

    put('Ann/Blue/cover.jpg', 'one')
    put('Ann/artist.jpg', 'face')
    await library.scan()
    const first = coverOfAlbum()
    const face = imageOfArtist()
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(face).toMatch(/^[0-9a-f]{32}$/)

    put('Ann/Blue/cover.jpg', 'two')
    touch(library.at('Ann/Blue/cover.jpg'))
    await library.scan()
    expect(coverOfAlbum()!.slice(0, 8)).not.toBe(first!.slice(0, 8))
    expect(imageOfArtist()).toBe(face)

    rmSync(library.at('Ann/Blue/cover.jpg'))
    rmSync(library.at('Ann/artist.jpg'))
    await library.scan()
    expect([coverOfAlbum(), imageOfArtist()]).toEqual([null, null])
    expect(library.readFiles).toEqual([])
  })

  test('above the folders of discs are those of the album', async () => {
    library.write('Ann/Wall/CD 1/01.mp3', { album: 'Wall', disc: 1, albumArtist: 'Ann' })
    library.write('Ann/Wall/CD 2/01.mp3', { album: 'Wall', disc: 2, albumArtist: 'Ann' })
    await library.scan()
    put('Ann/Wall/folder.png')
    await library.scan()
    const hash = library.db.prepare(`SELECT cover_hash FROM albums WHERE name = 'Wall'`).pluck().all()
    expect(hash).toEqual([directory('Ann/Wall')['cover_hash']])
  })

  test('move with their folder', async () => {
    put('Ann/Blue/cover.jpg', 'one')
    await library.scan()
    renameSync(library.at('Ann/Blue'), library.at('Ann/Bluer'))
    await library.scan()
    expect(directory('Ann/Bluer')['cover_file']).toBe('cover.jpg')
    expect(coverOfAlbum()).toBe(directory('Ann/Bluer')['cover_hash'])
  })

  test('that stay the same change nothing', async () => {
    put('Ann/Blue/cover.jpg', 'one')
    await library.scan()
    const version = () =>
      library.db.prepare(`SELECT value FROM versions WHERE name = 'library'`).pluck().get()
    const before = version()
    await library.scan()
    expect(version()).toBe(before)
  })
})
