// The certificate Lockgroove makes for itself, so that nobody on the network can listen in. Nobody vouches for it: a
// person compares its fingerprint. The private key lies sealed in the database.
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { findState, storeState } from '../db/state-rows.ts'
import { StartProblem } from '../errors.ts'
import { type Certificate, parseCertificate } from '../http/certificate.ts'
import type { Log } from '../log.ts'
import { DoesNotOpen, type Place } from '../vault/seal.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultSealed } from '../vault/vault-problem.ts'

export const TLS_KEY_PLACE: Place = { table: 'state', row: 'tls-key', field: 'value', version: 1 }
const CERTIFICATE_ROW = 'tls-certificate'
const DAY_MS = 86_400_000
/** Apple's systems take no longer ones. */
const VALID_DAYS = 397
const RENEW_DAYS_BEFORE = 30

export interface CertificateWish {
  readonly names: readonly string[]
  readonly addresses: readonly string[]
  readonly startsAt: number
  readonly expiresAt: number
}

export interface SelfMadeDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
}

export interface SelfMade {
  /**
   * The stored one, or a new one when there is none, it ends soon, or does not name all of `names`.
   * @throws VaultSealed
   */
  certificate(names: readonly string[]): Promise<Certificate>
}

export function createSelfMade(deps: SelfMadeDeps): SelfMade {
  let known: Certificate | undefined
  return {
    async certificate(names) {
      known ??= findStored(deps)
      const vault = deps.vault.state()
      if (!vault.open && !known) throw new VaultSealed(vault.sentence)
      if (!known || !isGood(known, names, deps.clock.now())) {
        known = await makeCertificate(names, deps.clock.now())
        store(deps, known)
        deps.log.info({ fingerprint: known.fingerprint }, 'made a new certificate')
      }
      return known
    },
  }
}

/** A new IPv6 address is no reason for a new fingerprint: many systems take a new one every day. */
function isGood({ chain, expiresAt }: Certificate, names: readonly string[], now: number): boolean {
  if (expiresAt - now < RENEW_DAYS_BEFORE * DAY_MS) return false
  const certificate = new X509Certificate(chain)
  return names.every((name) => {
    if (isIP(name) === 6) return true
    return (isIP(name) === 4 ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
  })
}

async function makeCertificate(names: readonly string[], now: number): Promise<Certificate> {
  // An hour back, for clients whose clock is late.
  const startsAt = now - 3_600_000
  const wish: CertificateWish = {
    names: names.filter((name) => isIP(name) === 0),
    addresses: names.filter((name) => isIP(name) !== 0),
    startsAt,
    expiresAt: startsAt + VALID_DAYS * DAY_MS,
  }
  const worker = new Worker(new URL('./certificate-worker.ts', import.meta.url), { workerData: wish })
  const [{ chain, privateKey }] = (await once(worker, 'message')) as [{ chain: string; privateKey: string }]
  return parseCertificate(chain, privateKey, { chain: 'the new certificate', key: 'it' })
}

function findStored({ db, vault, log }: SelfMadeDeps): Certificate | undefined {
  const chain = findState(db, CERTIFICATE_ROW)
  const sealedKey = findState(db, String(TLS_KEY_PLACE.row))
  if (chain === undefined || sealedKey === undefined) return undefined
  try {
    const plainKey = vault.open(sealedKey, TLS_KEY_PLACE)
    const certificate = parseCertificate(chain, plainKey.toString('utf8'), { chain: 'state', key: 'state' })
    plainKey.fill(0)
    return certificate
  } catch (error) {
    if (!(error instanceof DoesNotOpen || error instanceof StartProblem)) throw error
    log.warn('the stored certificate does not open; making a new one, with a new fingerprint')
    return undefined
  }
}

function store({ db, vault }: SelfMadeDeps, { chain, privateKey }: Certificate): void {
  db.transaction(() => {
    // Inside: a rotation of another process between sealing and storing would lose it.
    storeState(db, String(TLS_KEY_PLACE.row), vault.seal(privateKey, TLS_KEY_PLACE))
    storeState(db, CERTIFICATE_ROW, chain)
  }).immediate()
}
