import { z } from 'zod'
import { method } from './method.ts'

/** Roles of the Subsonic API that do something here. */
export const roles = z.strictObject({
  admin: z.boolean(),
  settings: z.boolean(),
  stream: z.boolean(),
  jukebox: z.boolean(),
  download: z.boolean(),
  upload: z.boolean(),
  playlist: z.boolean(),
  coverArt: z.boolean(),
  comment: z.boolean(),
  podcast: z.boolean(),
  share: z.boolean(),
  videoConversion: z.boolean(),
})

export interface UserInfo {
  readonly id: number
  readonly name: string
  readonly email?: string
  readonly roles: z.output<typeof roles>
  readonly musicFolders: 'all' | readonly number[]
  /** kbit/s, 0 is no limit. */
  readonly maxBitRate: number
  readonly scrobblingEnabled: boolean
  /** Whether music apps may sign in with the account password. */
  readonly passwordForApps: boolean
  readonly disabled: boolean
  readonly createdAt: number
  /** Of whatever credential, as far as is known. */
  readonly lastSeenAt?: number
}

/** How much of what is in the library goes with a user. */
export interface UserBelongings {
  readonly plays: number
  /** Songs, albums, artists and folders. */
  readonly stars: number
  readonly ratings: number
  readonly playlists: number
  /** Links. */
  readonly shares: number
}

export interface PasswordStrength {
  /** 0 (guessed at once) to 4 (strong). */
  readonly score: 0 | 1 | 2 | 3 | 4
  /** Why it would be refused; absent when it would be taken. */
  readonly refusal?: string
  readonly hints: readonly string[]
}

const name = z.string().min(1, 'Needed: a name').max(64)
const password = z.string().min(1, 'Needed: a password').max(1024)
const details = {
  email: z.string().max(254).optional(),
  roles: roles.partial().optional(),
  musicFolders: z.union([z.literal('all'), z.array(z.int().positive()).max(1000)]).optional(),
  maxBitRate: z.int().optional(),
  scrobblingEnabled: z.boolean().optional(),
  passwordForApps: z.boolean().optional(),
}
const id = z.int().positive()

/** Disabling somebody, and taking the account password from music apps. */
function isLess({
  id: _id,
  ...wanted
}: {
  readonly id: number
  readonly [detail: string]: unknown
}): boolean {
  const said = Object.entries(wanted).filter(([, value]) => value !== undefined)
  return said.every(
    ([detail, value]) =>
      (detail === 'disabled' && value === true) || (detail === 'passwordForApps' && value === false),
  )
}

export const userMethods = {
  'users.list': method<readonly UserInfo[]>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
  'users.create': method<UserInfo>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({ name, password, ...details }),
  }),
  'users.update': method<UserInfo>()({
    access: 'admin',
    changes: true,
    takesAway: isLess,
    input: z.strictObject({ id, ...details, disabled: z.boolean().optional() }),
  }),
  /** What `users.remove` would remove. */
  'users.belongings': method<UserBelongings>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ id }),
  }),
  'users.remove': method<null>()({ access: 'admin', changes: true, input: z.strictObject({ id }) }),
  /** Ends that user's sessions and, if asked, device credentials. */
  'users.setPassword': method<null>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({
      id,
      password,
      revokeDevices: z.boolean().default(false),
      /** Left out: as before. */
      passwordForApps: z.boolean().optional(),
    }),
  }),
  /** One's own. Ends all other sessions and, if asked, device credentials. */
  'users.changePassword': method<null>()({
    access: 'user',
    changes: true,
    input: z.strictObject({
      currentPassword: password,
      newPassword: password,
      revokeDevices: z.boolean().default(false),
    }),
  }),
  /** Whether music apps may sign in with one's own account password. */
  'users.setPasswordForApps': method<null>()({
    access: 'user',
    changes: true,
    takesAway: ({ on }) => !on,
    input: z.strictObject({ on: z.boolean(), currentPassword: password }),
  }),
  /** For the meter beside a password field; nothing is kept. */
  'users.passwordStrength': method<PasswordStrength>()({
    access: 'anyone',
    changes: false,
    input: z.strictObject({ password: z.string().max(1024), username: z.string().max(64).optional() }),
  }),
} as const
