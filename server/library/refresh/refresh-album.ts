// One album key: its songs find their album row, the row is made from them, and what lists and searches the songs is
// brought up to date.
import { prepare } from '../../db/statements.ts'
import { albumDirectory } from '../album-key.ts'
import { legalText } from '../fragments/legal-text.ts'
import { chooseCover, findDirectory, ownPicture } from './album-cover.ts'
import { claimAlbum, emptyAlbum, findAlbum, inheritAnnotations } from './album-rows.ts'
import { type AlbumSong, goneSongIds, liveSongIds, liveSongs, songOfAlbum } from './album-songs.ts'
import { createAlbumSummary } from './album-summary.ts'
import { createAlbumCredit, songCredit } from './credits.ts'
import { refreshPlayCounts } from './play-counts.ts'
import type { RefreshRun } from './refresh-library.ts'
import { type AlbumFacts, storeAlbum } from './store-album.ts'
import { forgetSong, storeSong } from './store-song.ts'

/** So many songs of an album are held in memory between the two passes over them. */
const HELD_SONGS = 1000

export function refreshAlbum(run: RefreshRun, key: string): void {
  const { db } = run
  for (const id of goneSongIds(db, key)) forgetSong(run, id)
  const ids = liveSongIds(db, key)
  if (ids.length === 0) {
    const album = findAlbum(db, key)
    if (album) emptyAlbum(run, album)
    return
  }

  // gather
  const held = new Map(liveSongs(db, key, HELD_SONGS).map((song) => [song.id, song]))
  const summaryBuilder = createAlbumSummary()
  const creditBuilder = createAlbumCredit()
  for (const id of ids) {
    const song = held.get(id) ?? songOfAlbum(db, id)
    summaryBuilder.add(song)
    creditBuilder.add(song.tags)
    pauseInside(run, key, ids.length)
  }
  const firstSong = held.get(ids[0]!) ?? songOfAlbum(db, ids[0]!)
  const summary = summaryBuilder.finish()
  const credit = creditBuilder.finish()

  // the album
  const album = claimAlbum(run, key, firstSong.folderId)
  const cover = chooseCover(db, key, summary)
  const facts: AlbumFacts = {
    id: album.id,
    folderId: firstSong.folderId,
    name: legalText(summary.name ?? directoryName(run, firstSong)) || UNTITLED,
    summary,
    cover,
    artists: run.people.referAll(credit.people),
    displayArtist: credit.display,
  }
  storeAlbum(run, album, facts)

  // its songs
  const formerAlbums = new Set<number>()
  let membersChanged = false
  for (const id of ids) {
    const song = held.get(id) ?? songOfAlbum(db, id)
    if (song.albumId !== album.id) {
      prepare(db, 'UPDATE songs SET album_id = ? WHERE id = ?').run(album.id, id)
      if (song.albumId !== null) {
        formerAlbums.add(song.albumId)
        run.pending.add('album', song.albumId)
      }
    }
    const { isNew } = storeSong(run, song, {
      album: facts,
      ownPictureHash: ownPicture(song.pictureHash, summary, cover),
      credit: songCredit(song.tags, credit),
    })
    membersChanged ||= song.albumId !== album.id ? song.albumId !== null : isNew
    pauseInside(run, key, ids.length)
  }

  // whoever lost songs to it
  for (const former of formerAlbums) inheritAnnotations(db, former, album.id)
  if (membersChanged) refreshPlayCounts(db, album.id)
  run.pending.remove('album_key', key)
}

const UNTITLED = '[Unknown Album]'

/** A commit inside of a large album leaves it to be done again by whoever comes after a sudden end. */
function pauseInside(run: RefreshRun, key: string, songCount: number): void {
  if (songCount < 50) return
  run.pending.add('album_key', key)
  run.batches.pause()
}

function directoryName({ db }: RefreshRun, song: AlbumSong): string {
  const path = albumDirectory(findDirectory(db, song.directoryId)?.path ?? '')
  if (path !== '') return path.slice(path.lastIndexOf('/') + 1)
  return (
    prepare<[number], string>(db, 'SELECT name FROM music_folders WHERE id = ?').pluck().get(song.folderId) ??
    ''
  )
}
