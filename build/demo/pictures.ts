import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { coverSvg } from './art/covers.ts'
import { portraitSvg } from './art/portraits.ts'
import { renderJpeg } from './art/render.ts'
import { artists, type CoverName, type DemoAlbum } from './catalogue.ts'
import { albumFolder, fileName } from './song-files.ts'

/** cover.jpg for every album, artist.jpg for every artist of one; one after another, as the songs need the processors. */
export async function writePictures(musicDir: string, albums: readonly DemoAlbum[]): Promise<void> {
  for (const album of albums) {
    await writeFile(
      path.join(musicDir, albumFolder(album), 'cover.jpg'),
      await renderJpeg(coverSvg(album.cover), 1000),
    )
  }
  for (const artist of artists) {
    if (!albums.some((album) => album.artist === artist.name)) continue
    await writeFile(
      path.join(musicDir, fileName(artist.name), 'artist.jpg'),
      await renderJpeg(portraitSvg(artist), 800),
    )
  }
}

/** Smaller covers for inside the files, each drawn when the first song asks for it. */
export function embeddedCovers(): (name: CoverName) => Promise<Buffer> {
  const drawn = new Map<CoverName, Promise<Buffer>>()
  return (name) => {
    const known = drawn.get(name) ?? renderJpeg(coverSvg(name), 500)
    drawn.set(name, known)
    return known
  }
}
