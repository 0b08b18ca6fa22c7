// The songs of one music folder as the database knows them, in the order of their paths, beside which the walk goes along.
// Read in pages: no open read transaction during a long walk, no whole library in memory.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { compareLikeSqlite } from './compare-paths.ts'

export interface KnownSong {
  readonly id: number
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  readonly sidecarStamp: string
  readonly missingSince: number | null
}

export interface KnownSongs {
  /** The song at this path; paths must be asked for in ascending order (compare-paths.ts). Those passed by are gone. */
  take(path: string): KnownSong | undefined
  /** The walk is over: what is left is gone. */
  finish(): void
}

const PAGE = 2000

export function createKnownSongs(db: ReadDb, folderId: number, gone: (song: KnownSong) => void): KnownSongs {
  const nextPage = prepare<[number, string, number], KnownSong>(
    db,
    `SELECT id, path, size, mtime_ms AS mtimeMs, sidecar_stamp AS sidecarStamp, missing_since AS missingSince
     FROM songs WHERE folder_id = ? AND path > ? ORDER BY path LIMIT ?`,
  )
  let page = nextPage.all(folderId, '', PAGE)
  let at = 0

  function current(): KnownSong | undefined {
    if (at < page.length) return page[at]
    if (page.length < PAGE) return undefined
    page = nextPage.all(folderId, page[page.length - 1]!.path, PAGE)
    at = 0
    return page[0]
  }

  return {
    take(path) {
      for (let song = current(); song; song = current()) {
        const order = song.path === path ? 0 : compareLikeSqlite(song.path, path)
        if (order > 0) return undefined
        at++
        if (order === 0) return song
        gone(song)
      }
      return undefined
    },
    finish() {
      for (let song = current(); song; song = current()) {
        at++
        gone(song)
      }
    },
  }
}
