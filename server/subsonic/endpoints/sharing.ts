// https://opensubsonic.netlify.app/docs/endpoints: sharing. A share's id is the token of its link: ids are unguessable
// (CONTRACT.md createShare), and whoever has one has the link.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { NotFound } from '../../errors.ts'
import { longSongList } from '../../library/long-song-list.ts'
import { findShareableSongs } from '../../library/shareable-songs.ts'
import * as shares from '../../library/shares.ts'
import { shareResponse } from '../responses/share.ts'
import type { Handler, Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

/** Songs in one answer; what is beyond has none, which the API allows. */
const MOST_SONGS = 10_000

/** Empty, and no error, for somebody who may not share: apps ask for this list when they start (CONTRACT.md ERR-4). */
export const getShares: Handler = async (request, deps) => {
  const { user } = request
  if (!user.roles.share) return { shares: { share: [] } }
  const share: Payload[] = []
  let left = MOST_SONGS
  for (const one of shares.listShares(deps.db, user)) {
    // Each may hold a thousand songs to look at.
    await nextTurn()
    if (!reaches(request, deps, one)) continue
    left -= one.songCount
    const response = await toResponse(one, request, deps, left >= 0)
    if (response) share.push(response)
  }
  return { shares: { share } }
}

export const createShare: Handler = async (request, deps) => {
  const { need, optional, user } = request
  need.text('id')
  const { db, live } = deps
  const songs = await findShareableSongs(db, user, optional.texts('id'))
  const id = shares.createShare(deps, {
    ...songs,
    ownerId: user.id,
    description: optional.text('description') ?? '',
    // 0 is what apps send that have nothing to say.
    endsAt: optional.maybeInt('expires') || undefined,
    days: live.get('shareDays'),
  })
  const made = shares.getShare(db, user, id)
  tell('share.created', made, request, deps)
  return { shares: { share: [await toResponse(made, request, deps, true)] } }
}

/** What is absent stays; `expires` 0 is never (CONTRACT.md SHARE-2). */
export const updateShare: Handler = (request, deps) => {
  const before = getShare(request, deps)
  const { db, clock } = deps
  const { optional, user } = request
  const expires = optional.maybeInt('expires')
  shares.changeShare(db, before.id, {
    description: optional.text('description'),
    endsAt: expires === 0 ? null : expires,
  })
  const share = shares.getShare(db, user, before.id)
  tell(shares.changeOf(before, share, clock.now()), share, request, deps)
  return {}
}

export const deleteShare: Handler = (request, deps) => {
  const share = getShare(request, deps)
  shares.removeShare(deps.db, share.id)
  tell('share.ended', share, request, deps)
  return {}
}

function getShare(request: SubsonicRequest, deps: SubsonicDeps): shares.Share {
  const share = shares.getShareByToken(deps.db, request.user, request.need.text('id'))
  if (!reaches(request, deps, share)) throw new NotFound('share')
  return share
}

/** A credential for some folders must not get at the others by way of a link. */
function reaches(
  { user, credential }: SubsonicRequest,
  { db, users }: SubsonicDeps,
  share: shares.Share,
): boolean {
  if (credential.kind === 'account' || user.scope.key === users.findById(user.id)?.scope.key) return true
  return shares.isWithinScope(db, share.id, user.scope)
}

async function toResponse(
  share: shares.Share,
  { user, baseUrl }: SubsonicRequest,
  { db, vault }: SubsonicDeps,
  withSongs: boolean,
): Promise<Payload | undefined> {
  const token = shares.shareToken(vault, share)
  if (token === undefined) return undefined
  const listener = { userId: user.id, scope: user.scope }
  const entry = withSongs ? await longSongList(db, listener, shares.songIdsOfShare(db, share.id)) : undefined
  return shareResponse(share, { token, baseUrl, entry })
}

function tell(
  event: 'share.created' | 'share.changed' | 'share.ended',
  { id, name, ownerId, ownerName }: shares.Share,
  { user, address, credential }: SubsonicRequest,
  { audit, events }: SubsonicDeps,
): void {
  // A link outlives the credential it was made with: whoever revokes one wants to find them.
  const by = credential.kind === 'device' && { device: credential.id }
  audit.record({ event, actor: user.name, address, subject: ownerName, detail: { id, name, ...by } })
  events.emit('shares.changed', { userId: ownerId })
}
