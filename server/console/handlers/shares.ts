// Share links in the window: one's own, an administrator anybody's. Others do not learn that they exist.
import type { Audit } from '../../auth/audit.ts'
import type { Clock } from '../../clock.ts'
import type { InputOf } from '../../contract/methods.ts'
import type { Share as ShareInfo } from '../../contract/shares.ts'
import type { WriteDb } from '../../db/open.ts'
import { NotAllowed } from '../../errors.ts'
import type { Events } from '../../events.ts'
import { inPieces } from '../../library/long-song-list.ts'
import { findShareableSongs } from '../../library/shareable-songs.ts'
import * as shares from '../../library/shares.ts'
import type { LiveSettings } from '../../settings/live.ts'
import type { Vault } from '../../vault/vault.ts'
import { VaultSealed } from '../../vault/vault-problem.ts'
import { type Caller, userOf } from '../caller.ts'
import type { MusicAddress } from './status.ts'

export interface ShareHandlerDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly clock: Clock
  readonly live: LiveSettings
  readonly audit: Audit
  readonly events: Events
  readonly musicAddress: MusicAddress
}

export async function listShares(
  _input: unknown,
  deps: ShareHandlerDeps,
  caller: Caller,
): Promise<readonly ShareInfo[]> {
  const found = shares.listShares(deps.db, userOf(caller))
  const infos = await inPieces(found, (piece) => piece.map((share) => toShareInfo(share, deps, caller)))
  return infos.flat()
}

/** @throws NotFound, NotAllowed, Conflict, InvalidInput, VaultSealed */
export async function createShare(
  { items, description = '', endsAt }: InputOf<'shares.create'>,
  deps: ShareHandlerDeps,
  caller: Caller,
): Promise<ShareInfo> {
  const user = mayShare(caller)
  const { db, live } = deps
  const songs = await findShareableSongs(db, user, items)
  const id = shares.createShare(deps, {
    ...songs,
    ownerId: user.id,
    description,
    endsAt,
    days: live.get('shareDays'),
  })
  const share = shares.getShare(db, user, id)
  tell('share.created', share, deps, caller)
  return toShareInfo(share, deps, caller)
}

/** @throws NotFound, NotAllowed, InvalidInput */
export function changeShare(
  { share: id, description, endsAt }: InputOf<'shares.change'>,
  deps: ShareHandlerDeps,
  caller: Caller,
): ShareInfo {
  const { db, clock } = deps
  const before = shares.getShare(db, userOf(caller), id)
  const user = mayShare(caller)
  shares.changeShare(db, before.id, { description, endsAt })
  const share = shares.getShare(db, user, id)
  tell(shares.changeOf(before, share, clock.now()), share, deps, caller)
  return toShareInfo(share, deps, caller)
}

/** Also for somebody who may no longer share. @throws NotFound */
export function removeShare(
  { share: id }: InputOf<'shares.remove'>,
  deps: ShareHandlerDeps,
  caller: Caller,
): null {
  const share = shares.getShare(deps.db, userOf(caller), id)
  shares.removeShare(deps.db, share.id)
  tell('share.ended', share, deps, caller)
  return null
}

function mayShare(caller: Caller) {
  const user = userOf(caller)
  if (!user.roles.share) throw new NotAllowed('This user is not allowed to share music')
  return user
}

function tell(
  event: 'share.created' | 'share.changed' | 'share.ended',
  { id, name, ownerId, ownerName }: shares.Share,
  { audit, events }: ShareHandlerDeps,
  caller: Caller,
): void {
  const { address } = caller
  audit.record({ event, actor: userOf(caller).name, address, subject: ownerName, detail: { id, name } })
  events.emit('shares.changed', { userId: ownerId })
}

function toShareInfo(share: shares.Share, deps: ShareHandlerDeps, caller: Caller): ShareInfo {
  const url = urlOf(share, deps, caller)
  return {
    id: share.id,
    ...(url !== undefined && { url }),
    name: share.name,
    ...(share.description !== '' && { description: share.description }),
    owner: { id: share.ownerId, name: share.ownerName },
    createdAt: share.createdAt,
    ...(share.endsAt !== null && { endsAt: share.endsAt }),
    ...(share.lastVisitedAt !== null && { lastVisitedAt: share.lastVisitedAt }),
    visits: share.visits,
    songCount: share.songCount,
    isOver: shares.isShareOver(share, deps.clock.now()),
  }
}

/** Undefined while the vault is shut, and where no browser could follow it: the door is closed, or a unix socket. */
function urlOf(
  share: shares.Share,
  { vault, musicAddress }: ShareHandlerDeps,
  caller: Caller,
): string | undefined {
  const address = musicAddress(caller)
  if (!address.startsWith('http')) return undefined
  try {
    const token = shares.shareToken(vault, share)
    return token === undefined ? undefined : `${address}/share/${token}`
  } catch (error) {
    if (error instanceof VaultSealed) return undefined
    throw error
  }
}
