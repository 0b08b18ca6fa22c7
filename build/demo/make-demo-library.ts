// The demo's music: composed, played, encoded, tagged and illustrated by this folder, with nothing downloaded. Called by
// `npm run demo`. See README.md for a walk through.
import fs from 'node:fs'
import path from 'node:path'
import { albums as allAlbums } from './catalogue.ts'
import { extraFiles } from './extra-files.ts'
import { finishMarker, isFinished, startMarker } from './marker.ts'
import { embeddedCovers, writePictures } from './pictures.ts'
import { renderSongs } from './render-songs.ts'
import { albumFolder, songFiles } from './song-files.ts'

export interface DemoProgress {
  readonly done: number
  readonly total: number
  /** What was finished last: the title of a song, or the word `pictures`. */
  readonly name: string
}

export interface DemoLibrary {
  readonly songs: number
  readonly albums: number
  /** False when it was there already. */
  readonly made: boolean
}

/**
 * Makes the library in `musicDir` unless it is there, complete and of this version. The folder must be empty or hold a demo
 * library, finished or not.
 */
export async function makeDemoLibrary(
  musicDir: string,
  options: {
    readonly onProgress?: (progress: DemoProgress) => void
    /** Titles of albums, for a smaller library: the whole one takes two processors some twenty seconds. */
    readonly onlyAlbums?: readonly string[]
  } = {},
): Promise<DemoLibrary> {
  const { onlyAlbums } = options
  const albums = onlyAlbums ? allAlbums.filter(({ title }) => onlyAlbums.includes(title)) : allAlbums
  const songs = songFiles(albums)
  const extras = extraFiles(songs)
  const names = [...songs.map((song) => song.path), ...Object.keys(extras)]
  const counts = { songs: songs.length, albums: albums.length }
  if (isFinished(musicDir, names)) return { ...counts, made: false }

  startMarker(musicDir)
  for (const album of albums) fs.mkdirSync(path.join(musicDir, albumFolder(album)), { recursive: true })
  const total = songs.length + 1
  let done = 0
  const report = (name: string) => options.onProgress?.({ done: ++done, total, name })

  const covers = embeddedCovers()
  await Promise.all([
    renderSongs(musicDir, songs, covers, report),
    writePictures(musicDir, albums).then(() => report('pictures')),
  ])
  for (const [name, text] of Object.entries(extras)) {
    fs.mkdirSync(path.dirname(path.join(musicDir, name)), { recursive: true })
    fs.writeFileSync(path.join(musicDir, name), text)
  }
  finishMarker(musicDir, names)
  return { ...counts, made: true }
}
