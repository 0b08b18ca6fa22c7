// What a big library must not be felt in: the statements behind stars, plays, playlists, queues, bookmarks, covers, lyrics
// and archives, recorded while they run.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createFolderScope, type FolderScope } from '../../server/folder-scope.ts'
import type { PlaylistId, PublicId, SongId, UserId } from '../../server/ids.ts'
import * as annotations from '../../server/library/annotations.ts'
import * as bookmarks from '../../server/library/bookmarks.ts'
import { listPlays, playsPerDay } from '../../server/library/play-history.ts'
import { savePlayQueue } from '../../server/library/play-queue.ts'
import * as playlists from '../../server/library/playlists.ts'
import { storePlays } from '../../server/library/plays.ts'
import { findShareableSongs } from '../../server/library/shareable-songs.ts'
import * as shares from '../../server/library/shares.ts'
import { readSongFacts } from '../../server/library/song-detail.ts'
import { countAlbumsSince } from '../../server/library/summary.ts'
import { findCover } from '../../server/media/cover-source.ts'
import { findLyrics, lyricsOfSong } from '../../server/media/lyrics.ts'
import { findSongFile } from '../../server/media/song-file.ts'
import { planZip } from '../../server/media/zip-plan.ts'
import { createBigLibrary } from '../support/big-library.ts'
import { queryPlan, slowSteps } from '../support/query-plan.ts'

let db: WriteDb
const statements = new Set<string>()
const SCOPES = [createFolderScope([1, 2, 3], true), createFolderScope([1, 3], false)]
/** Something of music folder 1, which both may hear. */
const ONE_OF = {
  song: 'SELECT id FROM songs WHERE folder_id = 1 LIMIT 1 OFFSET 500',
  album: 'SELECT id FROM albums WHERE folder_id = 1 LIMIT 1 OFFSET 50',
  artist: 'SELECT artist_id FROM artist_folders WHERE folder_id = 1 LIMIT 1 OFFSET 50',
  directory: 'SELECT directory_id FROM songs WHERE folder_id = 1 LIMIT 1 OFFSET 500',
}
let items: annotations.Annotated[]
let song: SongId

beforeAll(() => {
  db = createBigLibrary({ tracks: 100_000 })
  items = Object.entries(ONE_OF).map(
    ([kind, sql]) => ({ kind, id: db.prepare(sql).pluck().get() }) as annotations.Annotated,
  )
  song = items[0]!.id as SongId
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    statements.add(sql)
    return prepare(sql)
  }) as typeof db.prepare
})
afterAll(() => db.close())

test('nothing reads a whole table of the library or sorts it', async () => {
  for (const scope of SCOPES) await doEverything(scope)
  expect(statements.size).toBeGreaterThan(40)
  const slow = [...statements].flatMap((sql) =>
    [...slowSteps(db, sql), ...wholeScans(sql)].map((step) => `${step}: ${sql.replace(/\s+/g, ' ')}`),
  )
  expect(slow.filter((line) => !REASONS.some((reason) => reason.test(line)))).toEqual([])
})

/** Also along an index: nothing here is a list of everything. Lists of ids that were handed over are read whole. */
function wholeScans(sql: string): string[] {
  return queryPlan(db, sql).filter((line) => /^SCAN /.test(line) && !/VIRTUAL TABLE|CONSTANT ROW/.test(line))
}

/** A person's own data, the songs of one album or artist, and a single row. */
const REASONS = [
  /ORDER BY p\.name COLLATE NOCASE, p\.id$/,
  /ORDER BY b\.changed_at DESC, b\.song_id$/,
  /WHERE s\.album_id = \+:id .* LIMIT \+:most$/,
  /(album_artists aa|song_artists sa) .* LIMIT \+:most$/,
  /^SCAN after: INSERT INTO playlist_entries/,
  // Administrators are shown everybody's links.
  /^SCAN sh: .* ORDER BY sh\.id DESC$/,
  /^SCAN shares USING INDEX shares_owner: /,
  // A walk back in time, until there are enough.
  /^SCAN p USING INDEX plays_by_time: .* LIMIT \+:count$/,
]

async function doEverything(scope: FolderScope): Promise<void> {
  const user = { id: 1 as UserId, scope, roles: { admin: true } }
  annotations.star(db, user, items, 1)
  annotations.unstar(db, user, items)
  for (const item of items) annotations.setRating(db, user, item, 3, 1)
  storePlays(db, { id: user.id, scope, client: 'x' }, [{ songId: song, playedAt: 1 }])
  for (const whose of [user.id, 'everybody'] as const) {
    await playsPerDay(db, whose, { days: 2, now: 1, offsetMs: 0 })
    listPlays(db, { userId: user.id, scope }, whose, { count: 5 })
    listPlays(db, { userId: user.id, scope }, whose, { count: 5, before: { playedAt: 2, id: 9 } })
  }
  countAlbumsSince(db, scope, 1)
  readSongFacts(db, song)
  bookmarks.storeBookmark(db, user.id, song, { positionMs: 1, comment: '' }, 1)
  bookmarks.listBookmarks(db, { userId: user.id, scope })
  bookmarks.removeBookmark(db, user.id, song)
  await savePlayQueue(db, user, { songIds: [song], currentIndex: 0, positionMs: 0, changedBy: 'x' }, 1)

  const id = await playlists.createPlaylist(db, user, { name: 'x', songIds: [song, song] }, 1)
  await playlists.changePlaylist(db, user, id, { removeAt: [0], add: [song], replaceBy: [song] }, 1)
  await playlists.summarisePlaylists(db, scope, 1, playlists.listPlaylists(db, user))
  const publicIds = [...items, { kind: 'playlist', id: id as PlaylistId }] as PublicId[]
  for (const item of publicIds) {
    findCover(db, user, item)
    await planZip(db, scope, item)
  }
  await shareThings(user, publicIds)
  playlists.removePlaylist(db, user, id)
  findSongFile(db, scope, song)
  lyricsOfSong(db, scope, song, true)
  findLyrics(db, scope, { artist: 'Artist', title: 'Title' }, 'The')
}

async function shareThings(
  user: { id: UserId; scope: FolderScope },
  items: readonly PublicId[],
): Promise<void> {
  const { scope } = user
  for (const { kind, id } of items) {
    if (kind !== 'artist') await findShareableSongs(db, user, [`${PREFIXES[kind]}-${id}`])
  }
  const deps = { db, clock: { now: () => 1 }, vault: { seal: () => 'sealed' } }
  const id = shares.createShare(deps, { ownerId: user.id, name: 'x', songIds: [song], description: '' })
  for (const admin of [true, false]) shares.listShares(db, { id: user.id, roles: { admin } })
  shares.findShareByToken(db, 'x'.repeat(32))
  shares.changeShare(db, id, { endsAt: 5 })
  shares.noteVisit(db, id, 1)
  shares.listSharedSongs(db, id, scope)
  shares.findSharedSong(db, id, 1)
  shares.songIdsOfShare(db, id)
  shares.isWithinScope(db, id, scope)
  shares.stampsOfShares(db)
  shares.removeShare(db, id)
}

const PREFIXES = { song: 'so', album: 'al', directory: 'di', playlist: 'pl' } as const

test('lyrics by title are a search in an index, folder by folder', () => {
  findLyrics(db, SCOPES[0]!, { artist: 'Artist', title: 'Title' }, 'The')
  const sql = [...statements].find((text) => text.includes('sort_title = +:title'))!
  expect(queryPlan(db, sql).join('\n')).toMatch(
    /SEARCH s USING INDEX songs_by_title \(folder_id=\? AND sort_title=\?\)/,
  )
})
