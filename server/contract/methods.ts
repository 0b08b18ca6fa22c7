// What the window may ask of the server, declared once: who may, how the input is read, what comes back. Both ends are
// derived from it: console/dispatch.ts checks against it, renderer/client calls through it. Pure TypeScript that imports
// nothing of ours, because it ships to the browser. One file for each noun.
import type { z } from 'zod'
import { auditMethods } from './audit.ts'
import { backupMethods } from './backups.ts'
import { deviceMethods } from './devices.ts'
import { doorMethods } from './doors.ts'
import { libraryMethods } from './library.ts'
import type { Method } from './method.ts'
import { passkeyMethods } from './passkeys.ts'
import { playMethods } from './plays.ts'
import { safetyMethods } from './safety.ts'
import { scanMethods } from './scan.ts'
import { sessionMethods } from './sessions.ts'
import { settingMethods } from './settings.ts'
import { setupMethods } from './setup.ts'
import { shareMethods } from './shares.ts'
import { userMethods } from './users.ts'
import { vaultMethods } from './vault.ts'

export const METHODS = {
  ...setupMethods,
  ...sessionMethods,
  ...passkeyMethods,
  ...userMethods,
  ...deviceMethods,
  ...vaultMethods,
  ...doorMethods,
  ...settingMethods,
  ...backupMethods,
  ...auditMethods,
  ...safetyMethods,
  ...libraryMethods,
  ...scanMethods,
  ...playMethods,
  ...shareMethods,
} as const

export type MethodName = keyof typeof METHODS
export type InputOf<Name extends MethodName> = z.output<(typeof METHODS)[Name]['input']>
/** What a caller may leave out because it has a default. */
export type GivenInputOf<Name extends MethodName> = z.input<(typeof METHODS)[Name]['input']>
export type OutputOf<Name extends MethodName> =
  (typeof METHODS)[Name] extends Method<z.ZodType, infer Output> ? Output : never
