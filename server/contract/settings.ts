import { z } from 'zod'
import { method } from './method.ts'

export interface SettingInfo {
  readonly name: string
  /** As it would be typed; absent for a secret. */
  readonly value?: string
  readonly source: 'flag' | 'environment' | 'owner' | 'default'
  readonly sentence: string
  readonly expected: string
  readonly environment: string
  /** Whether the owner may change it while the server runs, where neither a flag nor the environment sets it. */
  readonly live: boolean
  /** Whether it may be changed here and now. */
  readonly changeable: boolean
  /** What it depends on, where it does nothing by itself now. */
  readonly note?: string
}

const name = z.string().min(1).max(64)

export const settingMethods = {
  'settings.list': method<readonly SettingInfo[]>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({}),
  }),
  'settings.set': method<null>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({ name, value: z.string().max(4096) }),
  }),
  'settings.reset': method<null>()({ access: 'admin', changes: true, input: z.strictObject({ name }) }),
} as const
