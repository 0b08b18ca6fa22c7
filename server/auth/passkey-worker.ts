// Checks one answer of a passkey and ends. In a thread of its own: loading the library alone holds up its thread for 0.2 s.
import { parentPort, workerData } from 'node:worker_threads'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import type { PasskeyCheck, PasskeyFinding } from './check-passkey.ts'

parentPort?.postMessage(await check(workerData as PasskeyCheck))

/** The library throws a plain Error for everything that is wrong with an answer. Why is nobody's business. */
async function check(work: PasskeyCheck): Promise<PasskeyFinding | undefined> {
  try {
    return await (work.kind === 'new' ? checkNew(work) : checkSignature(work))
  } catch {
    return undefined
  }
}

async function checkNew({
  kind: _,
  ...work
}: PasskeyCheck & { kind: 'new' }): Promise<PasskeyFinding | undefined> {
  if (hasCertificates(work.response.response.attestationObject)) return undefined
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    ...work,
    requireUserVerification: true,
  })
  if (!verified) return undefined
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential
  return { credentialId: id, publicKey, counter, transports }
}

async function checkSignature({
  kind: _,
  ...work
}: PasskeyCheck & { kind: 'signature' }): Promise<PasskeyFinding | undefined> {
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    ...work,
    requireUserVerification: true,
  })
  if (!verified) return undefined
  const { id, publicKey, transports = [] } = work.credential
  return { credentialId: id, publicKey, counter: authenticationInfo.newCounter, transports }
}

/**
 * We ask for no attestation. Whoever sends certificates all the same would have us check them, and the library fetches what
 * a certificate names as its list of revoked ones: a request to an address of a stranger's choice.
 */
function hasCertificates(attestationObject: string): boolean {
  const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')))
  const format = attestation.get('fmt')
  const isPlain = format === 'none' || format === 'packed'
  return !isPlain || attestation.get('attStmt').get('x5c') !== undefined
}
