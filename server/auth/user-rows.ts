// One row of `users` and what it becomes; the column list and the mapping live here only.
import { createFolderScope } from '../folder-scope.ts'
import type { UserId } from '../ids.ts'
import type { RoleName, SignedInUser } from './signed-in-user.ts'

/** A user as management sees one. */
export interface UserAccount extends SignedInUser {
  /** Nobody signs in as a disabled user, with whatever credential. */
  readonly disabledAt?: number
  /** Whether music apps may use the account password (kept sealed then). */
  readonly passwordForApps: boolean
}

export interface UserRow {
  readonly id: number
  readonly name: string
  readonly email: string | null
  readonly password_hash: string
  readonly sealed_password: string | null
  readonly password_version: number
  readonly scrobbling_enabled: number
  readonly max_bit_rate: number
  readonly all_folders: number
  readonly created_at: number
  readonly disabled_at: number | null
  /** JSON array of music folder ids given to this user one by one. */
  readonly folder_ids: string
  readonly [role: `${string}_role`]: number
}

export const ROLE_COLUMN = {
  admin: 'admin_role',
  settings: 'settings_role',
  stream: 'stream_role',
  jukebox: 'jukebox_role',
  download: 'download_role',
  upload: 'upload_role',
  playlist: 'playlist_role',
  coverArt: 'cover_art_role',
  comment: 'comment_role',
  podcast: 'podcast_role',
  share: 'share_role',
  videoConversion: 'video_conversion_role',
} as const satisfies Record<RoleName, string>

export const ROLE_NAMES = Object.keys(ROLE_COLUMN) as RoleName[]

/** Takes `WHERE ...` or `ORDER BY ...` behind it. */
export const SELECT_USER = `
  SELECT id, name, email, password_hash, sealed_password, password_version, ${Object.values(ROLE_COLUMN).join(', ')},
    scrobbling_enabled, max_bit_rate, all_folders, created_at, disabled_at,
    (SELECT json_group_array(folder_id) FROM user_folders WHERE user_id = users.id) AS folder_ids
  FROM users`

/** @param knownFolderIds every music folder that has not been removed */
export function toUserAccount(row: UserRow, knownFolderIds: readonly number[]): UserAccount {
  const all = row.all_folders === 1
  const own = JSON.parse(row.folder_ids) as number[]
  return {
    id: row.id as UserId,
    name: row.name,
    ...(row.email !== null && { email: row.email }),
    roles: toRoles(row),
    scrobblingEnabled: row.scrobbling_enabled === 1,
    maxBitRate: row.max_bit_rate,
    scope: createFolderScope(all ? knownFolderIds : own.filter((id) => knownFolderIds.includes(id)), all),
    createdAt: row.created_at,
    ...(row.disabled_at !== null && { disabledAt: row.disabled_at }),
    passwordForApps: row.sealed_password !== null,
  }
}

function toRoles(row: UserRow): SignedInUser['roles'] {
  return Object.fromEntries(
    ROLE_NAMES.map((role) => [role, row[ROLE_COLUMN[role]] === 1]),
  ) as unknown as SignedInUser['roles']
}
