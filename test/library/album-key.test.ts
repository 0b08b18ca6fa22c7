import { describe, expect, test } from 'vitest'
import { albumDirectory, albumKey } from '../../server/library/album-key.ts'
import { someTags } from '../support/song-tags.ts'

const WALL = { album: 'The Wall', albumArtist: 'Pink Floyd' }

describe('albumKey', () => {
  test('songs of one album share it, whatever the spelling', () => {
    const one = albumKey(someTags(WALL), 1, 'Pink Floyd/The Wall')
    expect(
      albumKey(someTags({ album: 'the wall ', albumArtist: 'PINK FLOYD' }), 1, 'Pink Floyd/The Wall'),
    ).toBe(one)
  })

  test.each([
    ['music folder', albumKey(someTags(WALL), 2, 'W')],
    ['directory', albumKey(someTags(WALL), 1, 'V')],
    ['title', albumKey(someTags({ ...WALL, album: 'Animals' }), 1, 'W')],
    ['album artist', albumKey(someTags({ ...WALL, albumArtist: 'Luther Wright' }), 1, 'W')],
    ['release type', albumKey(someTags({ ...WALL, releaseTypes: ['Album', 'Live'] }), 1, 'W')],
    ['accent', albumKey(someTags({ ...WALL, album: 'Thé Wall' }), 1, 'W')],
  ])('another %s is another album', (_, other) => {
    expect(other).not.toBe(albumKey(someTags(WALL), 1, 'W'))
  })

  test('a MusicBrainz id beats everything but the music folder', () => {
    const musicBrainz = { albumId: 'A1', artistIds: [], albumArtistIds: [] }
    const one = albumKey(someTags({ ...WALL, musicBrainz }), 1, 'x')
    expect(
      albumKey(someTags({ album: 'Wall', musicBrainz: { ...musicBrainz, albumId: 'a1' } }), 1, 'y'),
    ).toBe(one)
    expect(albumKey(someTags({ ...WALL, musicBrainz }), 2, 'x')).not.toBe(one)
  })

  test('without album artist the songs of a folder stay together', () => {
    const one = albumKey(someTags({ album: 'Hits', artist: 'A' }), 1, 'Hits')
    expect(albumKey(someTags({ album: 'Hits', artist: 'B' }), 1, 'Hits')).toBe(one)
    expect(albumKey(someTags({ album: 'Hits', artist: 'B', compilation: true }), 1, 'Hits')).toBe(one)
  })

  test('in the root of a music folder the artist tells them apart', () => {
    const one = albumKey(someTags({ album: 'Hits', artist: 'A' }), 1, '')
    expect(albumKey(someTags({ album: 'Hits', artist: 'B' }), 1, '')).not.toBe(one)
  })

  test('songs without album title share one album per folder', () => {
    const one = albumKey(someTags({ artist: 'A' }), 1, 'Loose')
    expect(albumKey(someTags({ artist: 'B' }), 1, 'Loose')).toBe(one)
    expect(albumKey(someTags({ artist: 'A' }), 1, 'Other')).not.toBe(one)
    expect(albumKey(someTags({ album: 'Loose' }), 1, 'Loose')).not.toBe(one)
  })

  test('a huge title gives a bounded key that still tells albums apart', () => {
    const one = albumKey(someTags({ album: `${'x'.repeat(100_000)}1` }), 1, 'd')
    expect(one.length).toBeLessThanOrEqual(400)
    expect(albumKey(someTags({ album: `${'x'.repeat(100_000)}2` }), 1, 'd')).not.toBe(one)
  })
})

describe('albumDirectory', () => {
  test.each([
    ['Wall/CD 1', 'Wall'],
    ['Wall/cd01', 'Wall'],
    ['Wall/Disc 2 - Live', 'Wall'],
    ['Wall/[Disk_3]', 'Wall'],
    ['Wall/DISC ONE', 'Wall'],
    ['Wall/Side B', 'Wall'],
    ['Floyd/Wall (CD 2)', 'Floyd/Wall'],
    ['Floyd/Wall [Disc 1]', 'Floyd/Wall'],
    ['Floyd/Wall - Disc 1', 'Floyd/Wall'],
    ['CD 1', ''],
    ['Disco', 'Disco'],
    ['Discography', 'Discography'],
    ['CDs', 'CDs'],
    ['Discovery', 'Discovery'],
    ['Disc 2000s Hits', 'Disc 2000s Hits'],
    ['Floyd/Wall', 'Floyd/Wall'],
    ['', ''],
  ])('%s belongs to "%s"', (directory, expected) => {
    expect(albumDirectory(directory)).toBe(expected)
  })
})
