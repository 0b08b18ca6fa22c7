// A collection to measure with, 10,000 songs in some ten seconds: Artist/Album/01 Title.ending, every file tagged as a careful
// person would have it. Files are small, so that it is the number of files that is measured. FLAC, m4a, Ogg and Opus files are
// silence of the full length; an mp3 of that length cannot be small, so those hold half a second and their Info header
// claims the rest. Every 30th song has 200 KB, and one has 8 MB and really plays for 200 s: for measuring streams.
import fs from 'node:fs'
import path from 'node:path'
import { mosaicJpeg } from '../../build/audio/mosaic-jpeg.ts'
import { createRandom, type Random } from '../../build/audio/random.ts'
import type { SongFields } from '../../build/audio/song-fields.ts'
import { type Song, type SongFormat, writeSong } from '../../build/audio/write-song.ts'
import { albumTitle, artistName, genres, songTitle } from './library-words.ts'

export interface BenchLibrary {
  readonly tracks: number
  readonly albums: number
  /** Names of artists, without the guests on single songs. */
  readonly artists: number
  /** The song of 8 MB, from the root of the library. */
  readonly largeSong: string
}

interface Album {
  readonly title: string
  readonly artist: string
  readonly compilation: boolean
  readonly tracks: number
  readonly format: SongFormat
  readonly year: number
  readonly genres: readonly string[]
}

const shares: readonly [SongFormat, number][] = [
  ['mp3', 0.55],
  ['flac', 0.25],
  ['m4a', 0.1],
  ['ogg', 0.05],
  ['opus', 0.05],
]
const albumsPerTrack = 0.0885
const artistsPerTrack = 0.04
const largeSong = 'The Long Players/Eight Megabytes/01 Eight Megabytes.mp3'

/** Exactly `tracks` songs in `musicDir`; the same for the same seed. */
export async function makeBenchLibrary(
  musicDir: string,
  options: {
    readonly tracks?: number
    readonly seed?: number
    readonly onProgress?: (tracks: number) => void
  } = {},
): Promise<BenchLibrary> {
  const { tracks = 10_000, seed = 1, onProgress } = options
  const random = createRandom(seed)
  const artists = distinct(Math.max(1, Math.round(tracks * artistsPerTrack)), (i) => artistName(random, i))
  const albums = planAlbums(random, tracks - 1, artists)
  const covers = Array.from({ length: 24 }, () => coverPicture(random, 600))
  const smallCovers = Array.from({ length: 24 }, () => coverPicture(random, 200))

  writeLargeSong(musicDir, covers[0]!)
  let written = 1
  for (const [index, album] of albums.entries()) {
    const albumDir = path.join(musicDir, fileName(album.artist), `${fileName(album.title)} (${album.year})`)
    const embedded = index % 7 === 0 ? withComment(smallCovers[index % 24]!, `${index}`) : undefined
    for (const { name, song } of songsOf(random, album, artists)) {
      written++
      const large = written % 30 === 0 && album.format === 'mp3' ? { seconds: 12.5 } : {}
      writeSong(path.join(albumDir, name), {
        ...song,
        ...large,
        seed: `${seed} ${written}`,
        ...(embedded && { picture: { mime: 'image/jpeg', data: embedded } }),
      })
    }
    fs.writeFileSync(path.join(albumDir, 'cover.jpg'), withComment(covers[index % 24]!, `cover ${index}`))
    if (index % 50 === 0) {
      onProgress?.(written)
      await new Promise(setImmediate)
    }
  }
  return { tracks: written, albums: albums.length + 1, artists: artists.length + 1, largeSong }
}

function planAlbums(random: Random, tracks: number, artists: readonly string[]): Album[] {
  const count = Math.max(1, Math.round((tracks + 1) * albumsPerTrack) - 1, Math.ceil(tracks / 25))
  const sizes = Array.from({ length: count }, () =>
    Math.round((random.between(1, 25) + random.between(1, 20)) / 2),
  )
  for (let missing = tracks - sizes.reduce((a, b) => a + b, 0); missing !== 0; ) {
    const step = Math.sign(missing)
    const at = random.whole(0, count - 1)
    const size = sizes[at]! + step
    if (size < 1 || size > 25) continue
    sizes[at] = size
    missing -= step
  }

  const made = new Map<SongFormat, number>()
  const used = new Set<string>()
  let soFar = 0
  const missing = ([format, share]: (typeof shares)[number]) => soFar * share - (made.get(format) ?? 0)
  return sizes.map((size, i) => {
    soFar += size
    // Whichever format is furthest behind its share.
    const [format] = shares.toSorted((a, b) => missing(b) - missing(a))[0]!
    made.set(format, (made.get(format) ?? 0) + size)
    const compilation = i % 33 === 32
    // Everybody has an album; the rest go to few.
    const artist =
      i < artists.length ? artists[i]! : artists[Math.floor(random.next() ** 2 * artists.length)]!
    let title = albumTitle(random)
    while (used.has(`${artist}/${title}`)) title += ' II'
    used.add(`${artist}/${title}`)
    return {
      title,
      artist: compilation ? 'Various Artists' : artist,
      compilation,
      tracks: size,
      format,
      year: random.whole(1960, 2025),
      genres: someGenres(random),
    }
  })
}

function someGenres(random: Random): string[] {
  const count = random.whole(1, 3)
  // Skewed: a few genres have most of the songs.
  return distinct(count, () => genres[Math.floor(random.next() ** 2 * genres.length)]!)
}

function songsOf(random: Random, album: Album, artists: readonly string[]): { name: string; song: Song }[] {
  const perDisc = album.tracks > 18 ? Math.ceil(album.tracks / 2) : album.tracks
  const careful = random.chance(0.6)
  const ids = { albumId: uuid(random), releaseGroupId: uuid(random), artistIds: [uuid(random)] }
  const albumGain = -random.between(3, 11)
  return Array.from({ length: album.tracks }, (_, i) => {
    const title = songTitle(random)
    const artist = album.compilation ? random.pick(artists) : album.artist
    const guest = random.chance(0.08) ? random.pick(artists) : undefined
    const disc = Math.floor(i / perDisc) + 1
    const track = (i % perDisc) + 1
    const seconds = random.whole(95, 420)
    const tags: SongFields = {
      title,
      album: album.title,
      albumArtist: album.artist,
      ...(guest && guest !== artist
        ? { artist: `${artist} feat. ${guest}`, artists: [artist, guest] }
        : { artist }),
      track,
      trackTotal: perDisc,
      ...(perDisc < album.tracks && { disc, discTotal: 2 }),
      date: careful ? `${album.year}-${`${random.whole(1, 12)}`.padStart(2, '0')}` : `${album.year}`,
      genres: album.genres,
      compilation: album.compilation,
      ...(careful && {
        musicBrainz: { ...ids, recordingId: uuid(random), albumArtistIds: ids.artistIds },
        replayGain: {
          albumGain,
          albumPeak: 0.99,
          trackGain: albumGain + random.between(-2, 2),
          trackPeak: random.between(0.6, 1),
        },
        labels: ['Kettle & Crane'],
        releaseTypes: [album.compilation ? 'compilation' : album.tracks < 4 ? 'single' : 'album'],
        contributors: [{ role: 'composer', name: artist }],
        isrc: [`XX${random.whole(100, 999)}${random.whole(1000000, 9999999)}`],
      }),
    }
    const prefix = perDisc < album.tracks ? `${disc}-` : ''
    return {
      name: `${prefix}${`${track}`.padStart(2, '0')} ${fileName(title)}.${album.format}`,
      song: {
        format: album.format,
        tags,
        ...(album.format === 'mp3' ? { seconds: 0.5, mp3: { declaredSeconds: seconds } } : { seconds }),
      },
    }
  })
}

function writeLargeSong(musicDir: string, cover: Buffer): void {
  writeSong(path.join(musicDir, largeSong), {
    format: 'mp3',
    seconds: 200,
    seed: 'eight megabytes',
    mp3: { kbps: 320 },
    tags: {
      title: 'Eight Megabytes',
      artist: 'The Long Players',
      album: 'Eight Megabytes',
      track: 1,
      date: '2000',
      genres: ['Noise'],
    },
  })
  fs.writeFileSync(path.join(musicDir, path.dirname(largeSong), 'cover.jpg'), cover)
}

/** Two colours and some circles. */
function coverPicture(random: Random, size: number): Buffer {
  const squares = size / 8
  const color = () => [random.whole(20, 235), random.whole(20, 235), random.whole(20, 235)] as const
  const [top, bottom, round] = [color(), color(), color()]
  const circles = Array.from({ length: 5 }, () => ({
    x: random.next(),
    y: random.next(),
    r: random.between(0.08, 0.3),
  }))
  return mosaicJpeg({
    width: size,
    height: size,
    colorOf(column, row) {
      const [x, y] = [column / squares, row / squares]
      const inside = circles.some((circle) => Math.hypot(x - circle.x, y - circle.y) < circle.r)
      const mix = (i: 0 | 1 | 2) =>
        inside ? (round[i] + bottom[i] * y) / (1 + y) : top[i] + (bottom[i] - top[i]) * y
      return [mix(0), mix(1), mix(2)]
    },
  })
}

/** The same picture as another file. */
function withComment(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment)
  const header = Buffer.of(0xff, 0xfe, 0, text.length + 2)
  return Buffer.concat([jpeg.subarray(0, 2), header, text, jpeg.subarray(2)])
}

function distinct(count: number, make: (index: number) => string): string[] {
  const names = new Set<string>()
  for (let tries = 0; names.size < count; tries++) {
    const name = make(tries)
    // The words do not make enough names for very large libraries.
    names.add(names.has(name) && tries > count * 20 ? `${name} ${tries}` : name)
  }
  return [...names]
}

/** Without what some file systems refuse. */
function fileName(name: string): string {
  return name.replace(/[/\\:*?"<>|]/g, '_')
}

function uuid(random: Random): string {
  const hex = (length: number) => Array.from({ length }, () => random.whole(0, 15).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
}
