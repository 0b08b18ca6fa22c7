import { z } from 'zod'
import { method } from './method.ts'

export interface PasskeyInfo {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt?: number
}

/** WebAuthn's own JSON (PublicKeyCredentialCreationOptionsJSON and its kin): checked by @simplewebauthn/server. */
const webAuthnJson = z.record(z.string(), z.unknown())
const name = z.string().min(1, 'Needed: a name').max(64)

export const passkeyMethods = {
  'passkeys.list': method<readonly PasskeyInfo[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({}),
  }),
  'passkeys.beginRegistration': method<Record<string, unknown>>()({
    access: 'user',
    changes: true,
    input: z.strictObject({}),
  }),
  'passkeys.finishRegistration': method<PasskeyInfo>()({
    access: 'user',
    changes: true,
    input: z.strictObject({ name, response: webAuthnJson }),
  }),
  'passkeys.rename': method<null>()({
    access: 'user',
    changes: true,
    input: z.strictObject({ id: z.int().positive(), name }),
  }),
  'passkeys.remove': method<null>()({
    access: 'user',
    changes: true,
    input: z.strictObject({ id: z.int().positive() }),
  }),
  'passkeys.beginSignIn': method<{
    readonly challengeId: string
    readonly options: Record<string, unknown>
  }>()({
    access: 'anyone',
    changes: false,
    input: z.strictObject({}),
  }),
  'passkeys.finishSignIn': method<{ readonly name: string; readonly admin: boolean }>()({
    access: 'anyone',
    changes: false,
    input: z.strictObject({ challengeId: z.string().min(1).max(128), response: webAuthnJson }),
  }),
} as const
