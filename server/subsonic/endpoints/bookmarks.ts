// https://opensubsonic.netlify.app/docs/endpoints: bookmarks and the play queue.
import { InvalidInput, MissingInput, NotFound } from '../../errors.ts'
import { songId } from '../../ids.ts'
import * as bookmarks from '../../library/bookmarks.ts'
import { longSongList, parseSongIds } from '../../library/long-song-list.ts'
import * as queues from '../../library/play-queue.ts'
import { findSong } from '../../library/songs.ts'
import type { Handler, SubsonicDeps, SubsonicRequest } from '../types.ts'

export const getBookmarks: Handler = ({ user }, { db }) => {
  const bookmark = bookmarks.listBookmarks(db, { userId: user.id, scope: user.scope }).map((one) => ({
    position: one.positionMs,
    username: user.name,
    comment: one.comment || undefined,
    created: new Date(one.createdAt).toISOString(),
    changed: new Date(one.changedAt).toISOString(),
    entry: one.song,
  }))
  return { bookmarks: { bookmark } }
}

export const createBookmark: Handler = ({ need, optional, user }, { db, clock }) => {
  const id = need.songId('id')
  const positionMs = need.int('position', { min: 0 })
  if (!findSong(db, { userId: user.id, scope: user.scope }, id)) throw new NotFound('song')
  const comment = optional.text('comment') ?? ''
  bookmarks.storeBookmark(db, user.id, id, { positionMs, comment }, clock.now())
  return {}
}

export const deleteBookmark: Handler = ({ need, user }, { db }) => {
  bookmarks.removeBookmark(db, user.id, need.songId('id'))
  return {}
}

export const getPlayQueue: Handler = async ({ user }, { db }) => {
  const { queue, common } = await readQueue(user, db)
  const current = queue?.currentIndex === undefined ? undefined : songId(queue.songIds[queue.currentIndex]!)
  return { playQueue: { current, ...common } }
}

export const getPlayQueueByIndex: Handler = async ({ user }, { db }) => {
  const { queue, common } = await readQueue(user, db)
  return { playQueueByIndex: { currentIndex: queue?.currentIndex, ...common } }
}

export const savePlayQueue: Handler = async (request, deps) => {
  const { need, optional } = request
  const ids = optional.texts('id')
  const currentIndex = ids.length === 0 ? 0 : ids.indexOf(need.text('current'))
  if (currentIndex < 0) throw new InvalidInput('current', 'one of the ids of the queue')
  return saveQueue(request, deps, ids, currentIndex)
}

export const savePlayQueueByIndex: Handler = async (request, deps) => {
  const { need, optional } = request
  const ids = optional.texts('id')
  if (ids.length > 0) {
    return saveQueue(request, deps, ids, need.int('currentIndex', { min: 0, max: ids.length - 1 }))
  }
  if (optional.text('currentIndex')) throw new MissingInput('id')
  return saveQueue(request, deps, ids, 0)
}

async function saveQueue(
  { optional, user, client }: SubsonicRequest,
  { db, clock }: SubsonicDeps,
  ids: readonly string[],
  currentIndex: number,
) {
  const positionMs = optional.int('position', 0, { min: 0 })
  const queue = { songIds: parseSongIds(ids), currentIndex, positionMs, changedBy: client }
  await queues.savePlayQueue(db, user, queue, clock.now())
  return {}
}

/** Without a saved queue an empty one, as old as the user (CONTRACT.md QUEUE-2). */
async function readQueue(user: SubsonicRequest['user'], db: SubsonicDeps['db']) {
  const queue = await queues.findPlayQueue(db, user)
  const entry = await longSongList(db, { userId: user.id, scope: user.scope }, queue?.songIds ?? [])
  const common = {
    position: queue?.positionMs ?? 0,
    username: user.name,
    changed: new Date(queue?.changedAt ?? user.createdAt).toISOString(),
    changedBy: queue?.changedBy ?? '',
    entry,
  }
  return { queue, common }
}
