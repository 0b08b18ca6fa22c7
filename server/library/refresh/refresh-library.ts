// From stored songs to everything that listings and search read. Runs in the scan's worker, after songs were stored:
// `pending_refresh` says what to do. Each item is done and crossed out in one transaction (a very large album in several,
// the last of which crosses it out), so whoever is killed here is completed by the next run.
import type { Clock } from '../../clock.ts'
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { bumpVersion } from '../../db/versions.ts'
import { createSearchIndex, type SearchIndex } from '../search-index.ts'
import { type Batches, inBatches } from './batches.ts'
import { createGenres, type Genres } from './genres.ts'
import { createPending, type Pending, type PendingKind } from './pending.ts'
import { createPeople, type People } from './people.ts'
import { refreshAlbum } from './refresh-album.ts'
import { refreshArtist } from './refresh-artist.ts'
import { refreshGenre } from './refresh-genre.ts'
import { tidySearch } from './tidy-search.ts'

export interface RefreshOptions {
  readonly clock: Clock
  /** As in the setting; must be what the scan used for the sort keys of songs. */
  readonly ignoredArticles: string
  /** Called between two transactions, when others may write; may throw to end the work early. */
  readonly betweenBatches: () => void
  /** A transaction ends at the first piece of work past it; 8 by default. */
  readonly longestTransactionMs?: number
}

/** What the parts of one run share. */
export interface RefreshRun {
  readonly db: WriteDb
  readonly ignoredArticles: string
  readonly batches: Batches
  readonly people: People
  readonly genres: Genres
  readonly search: SearchIndex
  readonly pending: Pending
  /** Something a listing shows has changed. */
  noteChange(): void
}

/** While a long scan goes on, caches are told this often that the library has changed. */
const VERSION_EVERY_MS = 2000

/** Does all that is pending. `changed` when a listing may look different than before; the library version has moved then. */
export function refreshLibrary(db: WriteDb, options: RefreshOptions): { changed: boolean } {
  let changed = false
  let unannounced = false
  let announcedAt = options.clock.now()
  const search = createSearchIndex(db)

  function announce(last: boolean) {
    const now = options.clock.now()
    if (!unannounced || (!last && now - announcedAt < VERSION_EVERY_MS)) return
    bumpVersion(db, 'library', now)
    unannounced = false
    announcedAt = now
  }

  function beforeCommit(last: boolean) {
    search.flush()
    announce(last)
  }

  const { betweenBatches, longestTransactionMs = 8 } = options
  inBatches(db, { betweenBatches, beforeCommit, longestMs: longestTransactionMs }, (batches) => {
    const run: RefreshRun = {
      db,
      ignoredArticles: options.ignoredArticles,
      batches,
      people: createPeople(db, search, options.ignoredArticles),
      genres: createGenres(db),
      search,
      pending: createPending(db),
      noteChange() {
        changed = true
        unannounced = true
      },
    }
    while (!run.pending.isEmpty()) {
      drain(run, 'album_key', (key) => refreshAlbum(run, key))
      drain(run, 'album', (id) => {
        const key = prepare<[number], string>(db, 'SELECT key FROM albums WHERE id = ?')
          .pluck()
          .get(Number(id))
        if (key !== undefined) refreshAlbum(run, key)
      })
      drain(run, 'artist', (id) => refreshArtist(run, Number(id)))
      drain(run, 'genre', (id) => refreshGenre(run, Number(id)))
    }
    if (changed) tidySearch(run)
  })
  return { changed }
}

/** Until nothing of this kind is left; the work itself may add to it. */
function drain(run: RefreshRun, kind: PendingKind, refresh: (item: string) => void): void {
  const { pending } = run
  for (let items = pending.next(kind); items.length > 0; items = pending.next(kind)) {
    for (const item of items) {
      // Crossed out first: what the work itself adds must stay.
      pending.remove(kind, item)
      refresh(item)
      run.batches.pause()
    }
  }
}
