import { z } from 'zod'
import { method } from './method.ts'
import type { Song } from './music.ts'

export interface PlaysOfDay {
  /** `2026-11-21`. */
  readonly day: string
  readonly plays: number
}

export interface PlayRecord {
  readonly id: number
  readonly playedAt: number
  /** The app. */
  readonly client: string
  readonly username: string
  readonly song: Song
}

/** Of all users; administrators only. */
const everybody = z.boolean().default(false)

export const playMethods = {
  /** Every day of the period, oldest first, today last. */
  'plays.overTime': method<readonly PlaysOfDay[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({
      days: z.int().min(1).max(366).default(30),
      everybody,
      /** Where days begin: minutes to be added to UTC, `-new Date().getTimezoneOffset()`. */
      utcOffsetMin: z.int().min(-840).max(840).default(0),
    }),
  }),
  /** Newest first. Songs that the caller may not hear, or that are gone, are left out. */
  'plays.recent': method<readonly PlayRecord[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({
      count: z.int().min(1).max(200).default(50),
      everybody,
      /** Of the last one of the page before. */
      before: z.strictObject({ playedAt: z.int().nonnegative(), id: z.int().positive() }).optional(),
    }),
  }),
} as const
