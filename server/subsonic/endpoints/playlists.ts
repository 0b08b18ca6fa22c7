// https://opensubsonic.netlify.app/docs/endpoints: playlists.
import { InvalidInput, MissingInput, NotAllowed, NotFound } from '../../errors.ts'
import type { PlaylistId } from '../../ids.ts'
import { longSongList, parseSongIds } from '../../library/long-song-list.ts'
import * as playlists from '../../library/playlists.ts'
import { parseInteger } from '../parameters.ts'
import { playlistResponse, playlistWithSongs } from '../responses/playlist.ts'
import type { Handler, Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

export const getPlaylists: Handler = async (request, { db, users, versions }) => {
  const viewer = viewerOf(request, users)
  const all = playlists.listPlaylists(db, viewer)
  const summaries = await playlists.summarisePlaylists(db, viewer.scope, versions.current('library'), all)
  const playlist = all.map((one, index) =>
    playlistResponse(one, { summary: summaries[index]!, editable: playlists.isEditable(one, request.user) }),
  )
  return { playlists: { playlist } }
}

export const getPlaylist: Handler = ({ need, optional, user }, deps) => {
  return answerPlaylist(user, deps, need.playlistId(alias(optional, 'id', 'playlistId')))
}

/** With `playlistId` it replaces the songs of that one (CONTRACT.md PL-1). */
export const createPlaylist: Handler = async ({ need, optional, user }, deps) => {
  const songIds = parseSongIds(optional.texts('songId'))
  const name = optional.text('name') || undefined
  const { db, clock } = deps
  if (optional.text('playlistId')) {
    const id = need.playlistId('playlistId')
    await playlists.changePlaylist(db, user, id, { name, replaceBy: songIds }, clock.now())
    return answerPlaylist(user, deps, id)
  }
  if (name === undefined) throw new MissingInput('name')
  return answerPlaylist(user, deps, await playlists.createPlaylist(db, user, { name, songIds }, clock.now()))
}

export const updatePlaylist: Handler = async ({ need, optional, user }, { db, clock }) => {
  const id = need.playlistId(alias(optional, 'playlistId', 'id'))
  const name = optional.text('name')
  if (name === '') throw new InvalidInput('name', 'at least one character')
  const changes = {
    name,
    comment: optional.text('comment'),
    public: optional.boolean('public'),
    add: parseSongIds(optional.texts('songIdToAdd')),
    removeAt: optional.texts('songIndexToRemove').map(toIndex),
  }
  await playlists.changePlaylist(db, user, id, changes, clock.now())
  return {}
}

export const deletePlaylist: Handler = ({ need, user }, { db }) => {
  playlists.removePlaylist(db, user, need.playlistId('id'))
  return {}
}

type User = SubsonicRequest['user']

async function answerPlaylist(user: User, { db, versions }: SubsonicDeps, id: PlaylistId): Promise<Payload> {
  const playlist = playlists.getReadablePlaylist(db, user, id)
  const summary = await playlists.summarisePlaylist(db, user.scope, versions.current('library'), playlist)
  const songIds = playlists.songIdsOfPlaylist(db, id)
  const entry = await longSongList(db, { userId: user.id, scope: user.scope }, songIds)
  const around = { summary, editable: playlists.isEditable(playlist, user) }
  return { playlist: playlistWithSongs(playlist, around, entry) }
}

/** Whose lists are asked for: administrators may look at what others see. */
function viewerOf({ optional, user }: SubsonicRequest, users: SubsonicDeps['users']) {
  const name = optional.text('username')
  if (!name) return user
  const other = users.findByName(name)
  if (other?.id === user.id) return user
  if (!user.roles.admin) throw new NotAllowed("Only administrators may list somebody else's playlists")
  if (!other) throw new NotFound('user')
  return other
}

/** The parameter's name, or the other one some clients use when only that is there. */
function alias(optional: SubsonicRequest['optional'], name: string, other: string): string {
  return optional.has(name) || !optional.has(other) ? name : other
}

function toIndex(text: string): number {
  const index = parseInteger(text)
  if (index === undefined || index < 0)
    throw new InvalidInput('songIndexToRemove', 'positions counted from 0')
  return index
}
