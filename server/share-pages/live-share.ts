// Whether a link answers, asked anew at every request: it has not ended, and its owner could hear and share it now.
import type { Users } from '../auth/users.ts'
import type { Clock } from '../clock.ts'
import type { ReadDb } from '../db/open.ts'
import type { FolderScope } from '../folder-scope.ts'
import { findShareByToken, isShareOver, type Share } from '../library/shares.ts'

export interface LiveShare extends Share {
  /** What its owner may hear now. */
  readonly scope: FolderScope
}

export interface LiveShareDeps {
  readonly db: ReadDb
  readonly users: Pick<Users, 'findById'>
  readonly clock: Clock
}

/** Needs no key: a link works while the vault is shut. */
export function findLiveShare(
  { db, users, clock }: LiveShareDeps,
  plainToken: string,
): LiveShare | undefined {
  const share = findShareByToken(db, plainToken)
  const owner = share && users.findById(share.ownerId)
  if (!share || !owner || isShareOver(share, clock.now())) return undefined
  // Nobody gives away more than he has.
  if (owner.disabledAt !== undefined || !owner.roles.share || !owner.roles.stream) return undefined
  return { ...share, scope: owner.scope }
}
