// Which certificate the doors show: the owner's files, looked at again and again, or one of our own making.
import type { Clock } from '../clock.ts'
import { StartProblem } from '../errors.ts'
import { type Certificate, dateProblem, readCertificateFiles, stampOfFiles } from '../http/certificate.ts'
import type { LiveSettings } from '../settings/live.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import type { SelfMade } from './self-made.ts'

export interface CertificateState {
  readonly certificate?: Certificate | undefined
  readonly isSelfMade: boolean
  /** Also when there is a certificate: the old one, because the new file is no good. */
  readonly problem?: string | undefined
}

export interface Certificates {
  /** @param names what a certificate of our own has to name */
  current(names: readonly string[]): Promise<CertificateState>
}

interface KnownFiles {
  readonly paths: string
  readonly stamp: string | undefined
  readonly state: CertificateState
}

export function createCertificates({
  live,
  clock,
  selfMade,
}: {
  readonly live: LiveSettings
  readonly clock: Clock
  readonly selfMade: SelfMade
}): Certificates {
  let known: KnownFiles | undefined

  async function ofFiles(chainPath: string, keyPath: string): Promise<CertificateState> {
    const paths = JSON.stringify([chainPath, keyPath])
    const stamp = await stampOfFiles(chainPath, keyPath)
    if (stamp === undefined || known?.paths !== paths || known.stamp !== stamp) {
      const former = known?.paths === paths ? known.state.certificate : undefined
      known = { paths, stamp, state: await readFiles(chainPath, keyPath, former, clock.now()) }
    }
    const { certificate, problem } = known.state
    return {
      ...known.state,
      problem: problem ?? (certificate && dateProblem(certificate, clock.now())),
    }
  }

  async function ofOurs(names: readonly string[]): Promise<CertificateState> {
    try {
      return { certificate: await selfMade.certificate(names), isSelfMade: true }
    } catch (error) {
      if (!(error instanceof VaultSealed)) throw error
      return {
        isSelfMade: true,
        problem: `HTTPS waits: its private key is sealed. ${error.sentence}`,
      }
    }
  }

  return {
    async current(names) {
      const chainPath = live.get('tlsCertificate')
      const keyPath = live.get('tlsKey')
      if (chainPath !== undefined && keyPath !== undefined) return ofFiles(chainPath, keyPath)
      if (chainPath === undefined && keyPath === undefined) return ofOurs(names)
      return { isSelfMade: false, problem: halfGiven(chainPath === undefined) }
    },
  }
}

function halfGiven(isKeyOnly: boolean): string {
  return isKeyOnly
    ? 'There is a private key (--tls-key) and no certificate: name its file with --tls-certificate.'
    : 'There is a certificate (--tls-certificate) and no private key: name its file with --tls-key.'
}

/** A file that is no good, or has expired, does not replace a certificate that works. */
async function readFiles(
  chainPath: string,
  keyPath: string,
  former: Certificate | undefined,
  now: number,
): Promise<CertificateState> {
  try {
    const certificate = await readCertificateFiles(chainPath, keyPath)
    const problem = dateProblem(certificate, now)
    if (!problem || !former || dateProblem(former, now)) return { certificate, isSelfMade: false }
    return { certificate: former, isSelfMade: false, problem: `${problem} ${GOES_ON}` }
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    const problem = former ? `${error.message} ${GOES_ON}` : error.message
    return { certificate: former, isSelfMade: false, problem }
  }
}

const GOES_ON = 'Until then the certificate from before is used.'
