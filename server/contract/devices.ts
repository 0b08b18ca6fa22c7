import { z } from 'zod'
import { method } from './method.ts'

export const deviceScope = z.enum(['listen', 'change', 'download'])

export interface DeviceInfo {
  readonly id: number
  readonly userName: string
  readonly kind: 'password' | 'apikey'
  readonly name: string
  readonly scope: z.output<typeof deviceScope>
  readonly musicFolders: 'all' | readonly number[]
  readonly createdAt: number
  readonly expiresAt?: number
  readonly lastUsedAt?: number
  readonly lastClient?: string
  readonly lastAddress?: string
  readonly revokedAt?: number
}

const username = z.string().min(1).max(64)

export const deviceMethods = {
  /** One's own; an administrator may name somebody else, or leave the name out with `everybody`. */
  'devices.list': method<readonly DeviceInfo[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({ username: username.optional(), everybody: z.boolean().optional() }),
  }),
  /** `secret` cannot be had again. */
  'devices.create': method<{ readonly device: DeviceInfo; readonly secret: string }>()({
    access: 'user',
    changes: true,
    input: z.strictObject({
      kind: z.enum(['password', 'apikey']),
      name: z.string().min(1, 'Needed: what you call the app or device').max(64),
      scope: deviceScope.default('change'),
      musicFolders: z.union([z.literal('all'), z.array(z.int().positive()).max(1000)]).default('all'),
      /** Milliseconds since 1970. */
      expiresAt: z.int().positive().optional(),
      /** An administrator may make one for somebody else. */
      username: username.optional(),
    }),
  }),
  'devices.revoke': method<null>()({
    access: 'user',
    changes: true,
    takesAway: 'always',
    input: z.strictObject({ id: z.int().positive() }),
  }),
} as const
