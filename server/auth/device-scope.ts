// What a device credential may do, each step with what the one before may. Roles and folders of its user always hold.
import type { Roles } from './signed-in-user.ts'

export const DEVICE_SCOPES = ['listen', 'change', 'download'] as const
/** `listen`: look and play. `change`: also its user's own stars, ratings, plays, playlists, queue. `download`: also whole files. */
export type DeviceScope = (typeof DEVICE_SCOPES)[number]

/** What a request was signed in with. */
export type CredentialUsed =
  | { readonly kind: 'account' }
  | { readonly kind: 'device'; readonly id: number; readonly scope: DeviceScope }

/**
 * What an endpoint needs beyond listening. `account`: only with the account password, since it could make or widen a
 * credential (a key never mints, lists or widens keys).
 */
export type Need = 'change' | 'download' | 'account'

export function mayDo(credential: CredentialUsed, need: Need | undefined): boolean {
  if (need === undefined || credential.kind === 'account') return true
  if (need === 'account') return false
  return DEVICE_SCOPES.indexOf(credential.scope) >= DEVICE_SCOPES.indexOf(need)
}

/** What is left of a user's roles with a credential of this scope. Apps show and hide their buttons by them. */
export function rolesWithin(scope: DeviceScope, roles: Roles): Roles {
  if (scope === 'listen') return { ...withoutChanges(roles), download: false }
  // Of the account itself: only with the account password.
  return { ...roles, settings: false, download: roles.download && scope === 'download' }
}

/** Also what is left of them in read-only mode. */
export function withoutChanges(roles: Roles): Roles {
  return {
    ...roles,
    admin: false,
    settings: false,
    upload: false,
    playlist: false,
    coverArt: false,
    comment: false,
    podcast: false,
    share: false,
  }
}
