import type { FolderScope } from '../folder-scope.ts'
import type { UserId } from '../ids.ts'

/** Subsonic's roles (CONTRACT.md, type User). What is false here is refused, whatever a client shows. */
export interface Roles {
  readonly admin: boolean
  readonly settings: boolean
  readonly stream: boolean
  readonly jukebox: boolean
  readonly download: boolean
  readonly upload: boolean
  readonly playlist: boolean
  readonly coverArt: boolean
  readonly comment: boolean
  readonly podcast: boolean
  readonly share: boolean
  readonly videoConversion: boolean
}

export type RoleName = keyof Roles

/** Whoever a request was made by, after its credential was checked. */
export interface SignedInUser {
  readonly id: UserId
  /** The stored spelling. */
  readonly name: string
  readonly email?: string
  readonly roles: Roles
  readonly scrobblingEnabled: boolean
  /** kbit/s, 0 = no limit. */
  readonly maxBitRate: number
  /** The music folders this user may hear. */
  readonly scope: FolderScope
  readonly createdAt: number
}
