import type {
  PublicKeyCredentialCreationOptionsJSON as CreationOptions,
  PublicKeyCredentialRequestOptionsJSON as RequestOptions,
} from '@simplewebauthn/server'
import { z } from 'zod'
import { method } from './method.ts'
import type { SignedIn } from './sessions.ts'

export interface PasskeyInfo {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt?: number
}

/** What WebAuthn's own toJSON() gives, as far as it is used here. What is in it is checked by @simplewebauthn/server. */
const bytes = z
  .string()
  .max(65_536)
  .regex(/^[A-Za-z0-9_-]*$/, 'Expected base64url')
const credential = {
  id: bytes.min(1).max(2048),
  rawId: bytes,
  type: z.literal('public-key'),
}
const registration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
})
const signature = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.optional(),
  }),
})
const name = z
  .string()
  .trim()
  .min(1, 'Needed: a name')
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Expected no control characters')

export const passkeyMethods = {
  /** One's own; an administrator may name somebody else. */
  'passkeys.list': method<readonly PasskeyInfo[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({ username: z.string().min(1).max(64).optional() }),
  }),
  /** Takes the account password, except within ten minutes of signing in with password, passkey or recovery link. */
  'passkeys.beginRegistration': method<CreationOptions>()({
    access: 'user',
    changes: true,
    input: z.strictObject({ currentPassword: z.string().min(1).max(1024).optional() }),
  }),
  'passkeys.finishRegistration': method<PasskeyInfo>()({
    access: 'user',
    changes: true,
    input: z.strictObject({ name, response: registration }),
  }),
  'passkeys.rename': method<null>()({
    access: 'user',
    changes: true,
    input: z.strictObject({ id: z.int().positive(), name }),
  }),
  /** One's own, or anybody's for an administrator. */
  'passkeys.remove': method<null>()({
    access: 'user',
    changes: true,
    takesAway: 'always',
    input: z.strictObject({ id: z.int().positive() }),
  }),
  'passkeys.beginSignIn': method<RequestOptions>()({
    access: 'anyone',
    changes: false,
    input: z.strictObject({}),
  }),
  'passkeys.finishSignIn': method<SignedIn>()({
    access: 'anyone',
    changes: false,
    input: z.strictObject({ response: signature }),
  }),
} as const
