// What is in a server's library and under which id, found out as a music app does it: for journeys that need the id of a
// certain album. Names and paths are those of test/fixtures/library.ts.
import type { SubsonicClient } from './subsonic-client.ts'

export interface KnownIds {
  /** By the path from the music folder. */
  song(path: string): string
  album(artist: string, name: string): string
  artist(name: string): string
  /** By its path; music folder 1 unless another number is given. */
  directory(path: string, musicFolder?: number): string
  readonly songs: ReadonlyMap<string, string>
  readonly albums: ReadonlyMap<string, string>
  readonly artists: ReadonlyMap<string, string>
  /** Keys are `1/Björk/Début`. */
  readonly directories: ReadonlyMap<string, string>
  readonly covers: readonly string[]
}

/** Everything the caller may see. */
export async function readKnownIds(client: SubsonicClient): Promise<KnownIds> {
  const everything = { query: '', artistCount: 1000, albumCount: 1000, songCount: 1000 }
  const { searchResult3: found } = await client.json('search3', everything)
  const songs = new Map<string, string>(found.song.map((song: any) => [song.path, song.id]))
  const albums = new Map<string, string>(
    found.album.map((album: any) => [`${album.artist}: ${album.name}`, album.id]),
  )
  const artists = new Map<string, string>(found.artist.map((artist: any) => [artist.name, artist.id]))
  const directories = new Map<string, string>()
  const { musicFolders } = await client.json('getMusicFolders')
  for (const { id } of musicFolders.musicFolder) await readDirectory(client, id, String(id), directories)
  const things = [...found.song, ...found.album, ...found.artist]
  return {
    songs,
    albums,
    artists,
    directories,
    covers: [...new Set<string>(things.flatMap(({ coverArt }) => coverArt ?? []))],
    song: (path) => get(songs, path),
    album: (artist, name) => get(albums, `${artist}: ${name}`),
    artist: (name) => get(artists, name),
    directory: (path, musicFolder = 1) => get(directories, `${musicFolder}/${path}`),
  }
}

async function readDirectory(
  client: SubsonicClient,
  id: string | number,
  path: string,
  into: Map<string, string>,
): Promise<void> {
  const { directory } = await client.json('getMusicDirectory', { id })
  for (const child of directory.child) {
    if (!child.isDir) continue
    into.set(`${path}/${child.title}`, child.id)
    await readDirectory(client, child.id, `${path}/${child.title}`, into)
  }
}

function get(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`${name} is not in the library, but ${[...ids.keys()].join(', ')}`)
  return id
}
