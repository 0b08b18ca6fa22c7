// https://opensubsonic.netlify.app/docs/endpoints: media annotation, and who is playing what.
import { InvalidInput, MissingInput, NotFound } from '../../errors.ts'
import { type EntityKind, parsePublicId, type SongId } from '../../ids.ts'
import * as annotations from '../../library/annotations.ts'
import { inPieces, parseSongIds } from '../../library/long-song-list.ts'
import { storePlays, toPlayedAt } from '../../library/plays.ts'
import { findSong } from '../../library/songs.ts'
import { findSongFile } from '../../media/song-file.ts'
import type { Handler, SubsonicDeps, SubsonicRequest } from '../types.ts'

export const star: Handler = async ({ optional, user }, { db, clock }) => {
  const now = clock.now()
  await inTurns(db, user, annotatedItems(optional), (items) => annotations.star(db, user, items, now))
  return {}
}

export const unstar: Handler = async ({ optional, user }, { db }) => {
  await inTurns(db, user, annotatedItems(optional), (items) => annotations.unstar(db, user, items))
  return {}
}

export const setRating: Handler = ({ need, user }, { db, clock }) => {
  const rating = need.int('rating', { min: 0, max: 5 })
  const item = need.anyId('id')
  if (item.kind === 'playlist') throw new NotFound('item')
  annotations.setRating(db, user, item, rating, clock.now())
  return {}
}

/** Plays, or with `submission=false` what is being played now (CONTRACT.md SCROBBLE-1 to SCROBBLE-5). */
export const scrobble: Handler = async (request, deps) => {
  const { need, optional } = request
  need.text('id')
  const ids = parseSongIds(optional.texts('id'))
  const times = optional.texts('time')
  if (times.length !== 0 && times.length !== ids.length) {
    throw new InvalidInput('time', `one for each id, ${ids.length} in all`)
  }
  const unknown =
    optional.boolean('submission') === false
      ? await announce(request, deps, ids)
      : await submit(request, deps, ids, times)
  if (unknown < ids.length) deps.events.emit('nowPlaying.changed', { userId: request.user.id })
  if (unknown > 0) throw new NotFound('song')
  return {}
}

export const getNowPlaying: Handler = ({ user }, { db, clock, nowPlaying, users }) => {
  const listener = { userId: user.id, scope: user.scope }
  const entry = nowPlaying.list().flatMap((playing) => {
    const player = users.findById(playing.userId)
    const song = player && player.disabledAt === undefined && findSong(db, listener, playing.songId)
    if (!song) return []
    const minutesAgo = Math.max(0, Math.floor((clock.now() - playing.startedAt) / 60_000))
    const { playerId, client } = playing
    return [{ ...(song.parse() as object), username: player.name, minutesAgo, playerId, playerName: client }]
  })
  return { nowPlaying: { entry } }
}

/** The last song that is known is the one playing. @returns how many are not */
async function announce(
  { user, client }: SubsonicRequest,
  { db, nowPlaying }: SubsonicDeps,
  ids: readonly (SongId | undefined)[],
): Promise<number> {
  let unknown = 0
  let last: { readonly id: SongId; readonly durationSec: number } | undefined
  await inPieces(ids, (piece) => {
    for (const id of piece) {
      const song = id === undefined ? undefined : findSongFile(db, user.scope, id)
      if (song && id !== undefined) last = { id, durationSec: song.durationSec }
      else unknown++
    }
  })
  if (last) nowPlaying.start(user.id, client, last)
  return unknown
}

async function submit(
  { user, client }: SubsonicRequest,
  { db, clock }: SubsonicDeps,
  ids: readonly (SongId | undefined)[],
  times: readonly string[],
): Promise<number> {
  const now = clock.now()
  const plays = ids.map((songId, index) => ({ songId, playedAt: toPlayedAt(times[index], now) }))
  const player = { id: user.id, scope: user.scope, client }
  const unknown = await inPieces(plays, (piece) => storePlays(db, player, piece))
  return unknown.reduce((sum, count) => sum + count, 0)
}

/** Some hundred items at a time, so that thousands hold up nobody; nothing is changed unless all of them are known. */
async function inTurns(
  db: SubsonicDeps['db'],
  user: SubsonicRequest['user'],
  items: readonly annotations.Annotated[],
  change: (piece: readonly annotations.Annotated[]) => void,
): Promise<void> {
  await inPieces(items, (piece) => annotations.checkKnown(db, user, piece))
  await inPieces(items, change)
}

/** Which kinds each parameter takes: folders stand for albums and artists in the folder view (CONTRACT.md IDS-1). */
const KINDS: Record<string, readonly EntityKind[]> = {
  id: ['song', 'directory', 'album', 'artist'],
  albumId: ['album', 'directory'],
  artistId: ['artist', 'directory'],
}

function annotatedItems(optional: SubsonicRequest['optional']): annotations.Annotated[] {
  const items = Object.entries(KINDS).flatMap(([name, kinds]) =>
    optional.texts(name).map((text) => {
      const item = parsePublicId(text)
      if (!item || item.kind === 'playlist' || !kinds.includes(item.kind)) throw new NotFound('item')
      return item
    }),
  )
  if (items.length === 0) throw new MissingInput('id')
  return items
}
