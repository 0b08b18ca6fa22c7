import { z } from 'zod'
import { method } from './method.ts'

/** A link that lets whoever has it hear some songs, without signing in. */
export interface Share {
  readonly id: number
  /** The link itself. Absent while the vault is shut, or no door for music is open. */
  readonly url?: string
  /** Of the one album, playlist, folder or song; with how many more, of several. */
  readonly name: string
  readonly description?: string
  readonly owner: { readonly id: number; readonly name: string }
  readonly createdAt: number
  /** Absent: it does not end by itself. */
  readonly endsAt?: number
  readonly lastVisitedAt?: number
  /** How often its page was opened. */
  readonly visits: number
  readonly songCount: number
  /** It has ended: a later `endsAt` brings it back. */
  readonly isOver: boolean
}

export const MAX_SHARE_DESCRIPTION = 1000
const description = z.string().max(MAX_SHARE_DESCRIPTION)
/** Milliseconds since 1970; null is never. In the past: ended at once. */
const endsAt = z.int().nonnegative().nullable()
const share = z.int().positive()

export const shareMethods = {
  /** One's own; an administrator sees everybody's. Newest first. */
  'shares.list': method<readonly Share[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({}),
  }),
  /** Needs the role `share`. What is in the link now stays what it is, whatever becomes of a playlist. */
  'shares.create': method<Share>()({
    access: 'user',
    changes: true,
    input: z.strictObject({
      /** Public ids of songs, albums, playlists and folders, in the order they are to be heard. */
      items: z.array(z.string().max(64)).min(1, 'Needed: something to share').max(1000),
      description: description.optional(),
      /** Absent: after the days of the setting `shareDays`. */
      endsAt: endsAt.optional(),
    }),
  }),
  /** What is absent stays. */
  'shares.change': method<Share>()({
    access: 'user',
    changes: true,
    input: z.strictObject({ share, description: description.optional(), endsAt: endsAt.optional() }),
  }),
  /** The link ends at once, for good. */
  'shares.remove': method<null>()({
    access: 'user',
    changes: true,
    takesAway: 'always',
    input: z.strictObject({ share }),
  }),
} as const
