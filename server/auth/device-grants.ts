// What device credentials allow, kept in memory until the `auth` counter moves: finding the rights of a request costs no
// SQL, and a credential revoked or changed by whatever process is looked at again.
import type { ReadDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import { NotFound } from '../errors.ts'
import { createFolderScope, type FolderScope } from '../folder-scope.ts'
import { type DeviceCredential, getDeviceCredential } from './device-credentials.ts'
import { type CredentialUsed, rolesWithin } from './device-scope.ts'
import type { SignedInUser } from './signed-in-user.ts'

export interface DeviceGrant {
  readonly credential: CredentialUsed
  /** It ended at this time, whatever is remembered of it. */
  readonly expiresAt?: number
  /** The user as far as this credential reaches: never more than the user may, never more than it may. */
  limit(user: SignedInUser): SignedInUser
}

export interface DeviceGrants {
  /** Undefined for one that is revoked or gone. */
  find(deviceId: number): DeviceGrant | undefined
}

const MAX_KEPT = 10_000

export function createDeviceGrants(db: ReadDb, versions: Versions): DeviceGrants {
  const kept = new Map<number, DeviceGrant>()
  let authVersion = -1

  return {
    find(deviceId) {
      const current = versions.current('auth')
      if (current !== authVersion || kept.size >= MAX_KEPT) kept.clear()
      authVersion = current
      const known = kept.get(deviceId)
      if (known) return known
      const grant = readGrant(db, deviceId)
      if (grant) kept.set(deviceId, grant)
      return grant
    },
  }
}

function readGrant(db: ReadDb, deviceId: number): DeviceGrant | undefined {
  try {
    const device = getDeviceCredential(db, deviceId)
    return device.revokedAt === undefined ? toGrant(device) : undefined
  } catch (error) {
    if (error instanceof NotFound) return undefined
    throw error
  }
}

function toGrant(device: DeviceCredential): DeviceGrant {
  let before: SignedInUser | undefined
  let limited: SignedInUser | undefined
  return {
    credential: { kind: 'device', id: device.id, scope: device.scope },
    ...(device.expiresAt !== undefined && { expiresAt: device.expiresAt }),
    limit(user) {
      // Records are replaced when anything about a user or the music folders changes.
      if (limited && before === user) return limited
      before = user
      limited = {
        ...user,
        roles: rolesWithin(device.scope, user.roles),
        scope: foldersWithin(device, user.scope),
      }
      return limited
    },
  }
}

/** A credential for chosen folders that are all gone opens nothing, rather than everything. */
function foldersWithin({ folders }: DeviceCredential, scope: FolderScope): FolderScope {
  if (folders === 'all') return scope
  return createFolderScope(
    scope.ids.filter((id) => folders.includes(id)),
    false,
  )
}
