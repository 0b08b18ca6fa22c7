// Passkeys (WebAuthn) for the console: a person proves to their own device who they are (a finger, a face, a PIN), and the
// device signs our challenge. Signing in needs no name: the passkey knows whose it is. Answers are checked in a thread
// (check-passkey.ts).
import { hash } from 'node:crypto'
import { isIP } from 'node:net'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { Conflict, NotAllowed } from '../errors.ts'
import { createChallenges } from './challenges.ts'
import { checkPasskey } from './check-passkey.ts'
import { findPasskey, listPasskeys, type Passkey, storePasskey, storePasskeyUse } from './passkey-rows.ts'
import type { SignedInUser } from './signed-in-user.ts'
import type { Users } from './users.ts'

/** Extensions are not asked for and what a browser says of them is not read. */
type NewPasskeyResponse = Omit<RegistrationResponseJSON, 'clientExtensionResults'>
type SignInResponse = Omit<AuthenticationResponseJSON, 'clientExtensionResults'>

export interface Passkeys {
  /** @param origin of the window, as in the address bar. @throws Conflict where no browser could make a passkey */
  beginRegistration(user: SignedInUser, origin: string): PublicKeyCredentialCreationOptionsJSON
  /** @throws NotAllowed, Conflict */
  finishRegistration(
    user: SignedInUser,
    origin: string,
    name: string,
    response: NewPasskeyResponse,
  ): Promise<Passkey>
  /** @throws Conflict as above */
  beginSignIn(origin: string): PublicKeyCredentialRequestOptionsJSON
  /** Undefined for all that is wrong. @throws Conflict as above */
  finishSignIn(origin: string, response: SignInResponse): Promise<SignedInUser | undefined>
}

export interface PasskeysDeps {
  readonly db: WriteDb
  readonly clock: Clock
  readonly users: Pick<Users, 'findById'>
  /** Settings `passkeyDomain` and `passkeyOrigins`. */
  readonly domain: string | undefined
  readonly origins: readonly string[]
}

const MAX_OF_USER = 50
const TIMEOUT_MS = 5 * 60 * 1000
/** Ed25519, P-256, RSA by their COSE numbers: one of them is in every device. */
const ALGORITHMS = [-8, -7, -257] as const
const SIGN_IN = 'sign in'
const NOT_ADDED = 'The passkey could not be added'

export function createPasskeys({ db, clock, users, domain, origins }: PasskeysDeps): Passkeys {
  const challenges = createChallenges(clock)
  const registrationOf = ({ id }: SignedInUser) => `register ${id}`

  /** What a passkey is bound to, and from where it may be used. */
  function placeOf(origin: string) {
    if (origins.length === 0) refuseUnusableOrigin(origin, domain)
    return {
      expectedRPID: domain ?? new URL(origin).hostname,
      expectedOrigin: origins.length > 0 ? [...origins] : [origin],
    }
  }

  return {
    beginRegistration(user, origin) {
      const { expectedRPID } = placeOf(origin)
      const known = listPasskeys(db, user.id)
      refuseTooMany(known)
      const challenge = challenges.make(registrationOf(user))
      return {
        rp: { id: expectedRPID, name: 'Lockgroove' },
        user: { id: handleFor(known, challenge), name: user.name, displayName: user.name },
        challenge: toBase64url(challenge),
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
        timeout: TIMEOUT_MS,
        attestation: 'none',
        excludeCredentials: known.map(({ credentialId, transports }) => ({
          id: credentialId,
          type: 'public-key',
          transports: [...transports],
        })),
        authenticatorSelection: {
          residentKey: 'required',
          requireResidentKey: true,
          userVerification: 'required',
        },
      }
    },

    async finishRegistration(user, origin, name, response) {
      const place = placeOf(origin)
      const challenge = challengeOf(response)
      if (!challenges.isGood(challenge, registrationOf(user))) throw new NotAllowed(NOT_ADDED)
      const finding = await checkPasskey({
        kind: 'new',
        response: { ...response, clientExtensionResults: {} },
        expectedChallenge: toBase64url(challenge),
        supportedAlgorithmIDs: [...ALGORITHMS],
        ...place,
      })
      if (!finding || !challenges.spend(challenge)) throw new NotAllowed(NOT_ADDED)

      const known = listPasskeys(db, user.id)
      refuseTooMany(known)
      if (findPasskey(db, finding.credentialId)) throw new Conflict('This passkey is known already')
      return storePasskey(db, {
        ...finding,
        userId: user.id,
        userHandle: handleFor(known, challenge),
        name,
        createdAt: clock.now(),
      })
    },

    beginSignIn(origin) {
      return {
        rpId: placeOf(origin).expectedRPID,
        challenge: toBase64url(challenges.make(SIGN_IN)),
        timeout: TIMEOUT_MS,
        userVerification: 'required',
      }
    },

    async finishSignIn(origin, response) {
      const place = placeOf(origin)
      const passkey = findPasskey(db, response.id)
      const challenge = challengeOf(response)
      // Before anything that costs: whoever knows no passkey makes no work.
      if (!passkey || !challenges.isGood(challenge, SIGN_IN)) return undefined
      if ((response.response.userHandle ?? passkey.userHandle) !== passkey.userHandle) return undefined
      const { credentialId, publicKey, counter } = passkey
      const finding = await checkPasskey({
        kind: 'signature',
        response: { ...response, clientExtensionResults: {} },
        expectedChallenge: toBase64url(challenge),
        credential: { id: credentialId, publicKey, counter },
        ...place,
      })
      if (!finding || !challenges.spend(challenge)) return undefined
      // Removed, or used with the same counter, while the signature was checked.
      const isStored = storePasskeyUse(db, passkey, finding.counter, clock.now())
      const user = isStored ? users.findById(passkey.userId) : undefined
      return user?.disabledAt === undefined ? user : undefined
    },
  }
}

function refuseTooMany(known: readonly Passkey[]) {
  if (known.length >= MAX_OF_USER) throw new Conflict(`There are ${MAX_OF_USER} passkeys already`)
}

/** Browsers know passkeys on HTTPS with a name, and on `localhost`. */
function refuseUnusableOrigin(origin: string, domain: string | undefined) {
  const { protocol, hostname, port } = new URL(origin)
  const isOfDomain = domain === undefined || hostname === domain || hostname.endsWith(`.${domain}`)
  if (!isOfDomain) throw new Conflict(`Passkeys here belong to ${domain}: open the window by that name`)
  if (hostname === 'localhost') return
  const bare = hostname.replace(/^\[|\]$/g, '')
  if (bare === '::1' || /^127\./.test(bare)) {
    const local = `${protocol}//localhost${port === '' ? '' : `:${port}`}`
    throw new Conflict(`Browsers know no passkeys for ${bare}: open ${local} instead`)
  }
  if (isIP(bare) !== 0) {
    throw new Conflict(`Browsers know no passkeys for addresses: open the window by a name, over HTTPS`)
  }
  if (protocol !== 'https:') throw new Conflict('Browsers know passkeys only over HTTPS, or on localhost')
}

/** The same for all passkeys of a user; the first one gets what begin and finish both know. */
function handleFor(known: readonly Passkey[], challenge: string): string {
  return known[0]?.userHandle ?? hash('sha256', challenge, 'base64url')
}

/** The text we made; WebAuthn carries it as base64url inside JSON inside base64url. */
function challengeOf({ response }: { readonly response: { readonly clientDataJSON: string } }): string {
  try {
    const data: unknown = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString())
    if (typeof data !== 'object' || data === null || !('challenge' in data)) return ''
    return Buffer.from(String(data.challenge), 'base64url').toString()
  } catch {
    return ''
  }
}

function toBase64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
