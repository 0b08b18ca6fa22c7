// Has an answer of a passkey checked in a thread (passkey-worker.ts). People sign in rarely, so it is not kept.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { VerifyAuthenticationResponseOpts, VerifyRegistrationResponseOpts } from '@simplewebauthn/server'
import { Busy } from '../errors.ts'

interface Expected {
  /** As it stands in the answer. */
  readonly expectedChallenge: string
  readonly expectedOrigin: string[]
  readonly expectedRPID: string
}

export type PasskeyCheck =
  | (Expected & Pick<VerifyRegistrationResponseOpts, 'response' | 'supportedAlgorithmIDs'> & { kind: 'new' })
  | (Expected & Pick<VerifyAuthenticationResponseOpts, 'response' | 'credential'> & { kind: 'signature' })

export interface PasskeyFinding {
  readonly credentialId: string
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly counter: number
  readonly transports: readonly string[]
}

/** Each takes some 30 MB while it runs. */
const MAX_AT_ONCE = 4
let running = 0

/** Undefined when anything about it is wrong. @throws Busy */
export async function checkPasskey(check: PasskeyCheck): Promise<PasskeyFinding | undefined> {
  if (running >= MAX_AT_ONCE) throw new Busy('Too many logins at once', 2)
  running++
  try {
    const worker = new Worker(new URL('./passkey-worker.ts', import.meta.url), { workerData: check })
    const [finding] = (await once(worker, 'message')) as [PasskeyFinding | undefined]
    return finding
  } finally {
    running--
  }
}
