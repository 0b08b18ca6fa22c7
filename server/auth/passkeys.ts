// Passkeys (WebAuthn) for the console: a person proves to their own device who they are (a finger, a face, a PIN), and the
// device signs our challenge. Signing in needs no name: the passkey knows whose it is. The library that checks
// signatures is loaded at the first use; most servers never need it.
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
import { findPasskey, listPasskeys, type Passkey, storePasskey, storePasskeyUse } from './passkey-rows.ts'
import type { SignedInUser } from './signed-in-user.ts'
import type { Users } from './users.ts'

/** Extensions are not asked for and what a browser says of them is not read. */
type NewPasskeyResponse = Omit<RegistrationResponseJSON, 'clientExtensionResults'>
type SignInResponse = Omit<AuthenticationResponseJSON, 'clientExtensionResults'>

export interface Passkeys {
  /** @param origin of the window, as in the address bar. @throws Conflict where no browser could make a passkey */
  beginRegistration(user: SignedInUser, origin: string): Promise<PublicKeyCredentialCreationOptionsJSON>
  /** @throws NotAllowed, Conflict */
  finishRegistration(
    user: SignedInUser,
    origin: string,
    name: string,
    response: NewPasskeyResponse,
  ): Promise<Passkey>
  /** @throws Conflict as above */
  beginSignIn(origin: string): Promise<PublicKeyCredentialRequestOptionsJSON>
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
const ALGORITHMS = [-8, -7, -257]
const SIGN_IN = 'sign in'
const NOT_ADDED = 'The passkey could not be added'

export function createPasskeys({ db, clock, users, domain, origins }: PasskeysDeps): Passkeys {
  const challenges = createChallenges(clock)
  const registrationOf = ({ id }: SignedInUser) => `register ${id}`

  /** What a passkey is bound to, and from where it may be used. */
  function placeOf(origin: string) {
    if (origins.length > 0) return { rpID: domain ?? new URL(origin).hostname, expectedOrigin: [...origins] }
    refuseUnusableOrigin(origin, domain)
    return { rpID: domain ?? new URL(origin).hostname, expectedOrigin: origin }
  }

  return {
    async beginRegistration(user, origin) {
      const { rpID } = placeOf(origin)
      const known = listPasskeys(db, user.id)
      if (known.length >= MAX_OF_USER) throw new Conflict(`There are ${MAX_OF_USER} passkeys already`)
      const challenge = challenges.make(registrationOf(user))
      const { generateRegistrationOptions } = await import('@simplewebauthn/server')
      return generateRegistrationOptions({
        rpName: 'Lockgroove',
        rpID,
        userName: user.name,
        userDisplayName: user.name,
        userID: new Uint8Array(Buffer.from(handleFor(known, challenge), 'base64url')),
        challenge,
        timeout: TIMEOUT_MS,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: known.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: [...transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
    },

    async finishRegistration(user, origin, name, response) {
      const { rpID, expectedOrigin } = placeOf(origin)
      const challenge = challengeOf(response)
      const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
      const verified = await orUndefined(async () => {
        await refuseCertificates(response)
        return verifyRegistrationResponse({
          response: { ...response, clientExtensionResults: {} },
          expectedChallenge: () => challenges.isGood(challenge, registrationOf(user)),
          expectedOrigin,
          expectedRPID: rpID,
          supportedAlgorithmIDs: ALGORITHMS,
          requireUserVerification: true,
        })
      })
      if (!verified?.verified || !challenges.spend(challenge)) throw new NotAllowed(NOT_ADDED)

      const { credential } = verified.registrationInfo
      const known = listPasskeys(db, user.id)
      if (known.length >= MAX_OF_USER) throw new Conflict(`There are ${MAX_OF_USER} passkeys already`)
      if (findPasskey(db, credential.id)) throw new Conflict('This passkey is known already')
      return storePasskey(db, {
        userId: user.id,
        userHandle: handleFor(known, challenge),
        credentialId: credential.id,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: credential.transports ?? [],
        name,
        createdAt: clock.now(),
      })
    },

    async beginSignIn(origin) {
      const { rpID } = placeOf(origin)
      const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
      return generateAuthenticationOptions({
        rpID,
        challenge: challenges.make(SIGN_IN),
        timeout: TIMEOUT_MS,
        userVerification: 'required',
      })
    },

    async finishSignIn(origin, response) {
      const { rpID, expectedOrigin } = placeOf(origin)
      const passkey = findPasskey(db, response.id)
      if (!passkey || (response.response.userHandle ?? passkey.userHandle) !== passkey.userHandle)
        return undefined
      const challenge = challengeOf(response)
      const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
      const result = await orUndefined(() =>
        verifyAuthenticationResponse({
          response: { ...response, clientExtensionResults: {} },
          expectedChallenge: () => challenges.isGood(challenge, SIGN_IN),
          expectedOrigin,
          expectedRPID: rpID,
          credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: passkey.counter },
          requireUserVerification: true,
        }),
      )
      if (!result?.verified || !challenges.spend(challenge)) return undefined
      // Removed, or used with the same counter, while the signature was checked.
      const isStored = storePasskeyUse(db, passkey, result.authenticationInfo.newCounter, clock.now())
      const user = isStored ? users.findById(passkey.userId) : undefined
      return user?.disabledAt === undefined ? user : undefined
    },
  }
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

/**
 * We ask for no attestation. Whoever sends certificates all the same would have us check them, and the library fetches what
 * a certificate names as its list of revoked ones: a request to an address of a stranger's choice.
 */
async function refuseCertificates({ response }: NewPasskeyResponse) {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  const attestation = decodeAttestationObject(
    new Uint8Array(Buffer.from(response.attestationObject, 'base64url')),
  )
  const format = attestation.get('fmt')
  const isPlain = format === 'none' || format === 'packed'
  if (!isPlain || attestation.get('attStmt').get('x5c') !== undefined) throw new NotAllowed(NOT_ADDED)
}

/** The library throws a plain Error for everything that is wrong with a response. Why is nobody's business. */
async function orUndefined<Result>(verify: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await verify()
  } catch {
    return undefined
  }
}
