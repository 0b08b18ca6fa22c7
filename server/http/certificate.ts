// A certificate with its private key, checked before it is used: Node would take most wrong ones and fail with each client.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { SecureContextOptions } from 'node:tls'
import { StartProblem } from '../errors.ts'

export interface Certificate {
  /** PEM, the server's own certificate first. */
  readonly chain: string
  /** PEM. Never logged or shown. */
  readonly privateKey: string
  /** SHA-256, as browsers show it: `AB:CD:...` */
  readonly fingerprint: string
  readonly startsAt: number
  readonly expiresAt: number
}

export function secureContextOf({ chain, privateKey }: Certificate): SecureContextOptions {
  return { cert: chain, key: privateKey, minVersion: 'TLSv1.2' }
}

const LARGEST_FILE_BYTES = 1024 * 1024

/** @throws StartProblem naming the file and what to do */
export async function readCertificateFiles(chainPath: string, keyPath: string): Promise<Certificate> {
  const chain = await readPem(chainPath, 'certificate')
  const privateKey = await readPem(keyPath, 'private key')
  return parseCertificate(chain, privateKey, { chain: chainPath, key: keyPath })
}

/** Changes when one of the files does; undefined while one cannot be looked at. */
export async function stampOfFiles(...paths: readonly string[]): Promise<string | undefined> {
  try {
    const infos = await Promise.all(paths.map((path) => stat(path)))
    return infos.map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`).join('|')
  } catch {
    return undefined
  }
}

/**
 * @param names what to call the two in a sentence
 * @throws StartProblem
 */
export function parseCertificate(
  chain: string,
  privateKey: string,
  names: { readonly chain: string; readonly key: string },
): Certificate {
  const leaf = parseLeaf(chain, names.chain)
  const key = parseKey(privateKey, names.key)
  if (!leaf.checkPrivateKey(key)) {
    throw new StartProblem(
      `The private key in ${names.key} does not belong to the certificate in ${names.chain}. The server's own certificate has to come first in its file; take the two files that were made together.`,
    )
  }
  return {
    chain,
    privateKey,
    fingerprint: leaf.fingerprint256,
    startsAt: Date.parse(leaf.validFrom),
    expiresAt: Date.parse(leaf.validTo),
  }
}

/** What is wrong with its dates, if anything. Clients refuse such a certificate themselves. */
export function dateProblem({ startsAt, expiresAt }: Certificate, now: number): string | undefined {
  if (now >= expiresAt) {
    return `The certificate expired on ${day(expiresAt)}: music apps and browsers refuse it. Renew it; the new file is taken up by itself.`
  }
  if (now < startsAt) {
    return `The certificate is valid from ${day(startsAt)} on only. Is the clock of this computer right?`
  }
  return undefined
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function parseLeaf(pem: string, name: string): X509Certificate {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new StartProblem(`${name} holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----").`)
  }
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new StartProblem(`The certificate in ${name} is damaged: copy or make it again.`, { cause: error })
  }
}

function parseKey(pem: string, name: string): KeyObject {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(pem)) {
    throw new StartProblem(
      `The private key in ${name} is locked with a passphrase. Write an open one that only this user may read: openssl pkey -in ${name} -out open-key.pem`,
    )
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new StartProblem(`${name} holds no private key in PEM form ("-----BEGIN PRIVATE KEY-----").`)
  }
  try {
    return createPrivateKey(pem)
  } catch {
    // Without a cause: OpenSSL's words may quote what it read.
    throw new StartProblem(`The private key in ${name} is damaged: copy or make it again.`)
  }
}

async function readPem(path: string, what: string): Promise<string> {
  try {
    const info = await stat(path)
    // Reading a pipe would wait for ever, and the doors with it.
    if (info.isFIFO()) throw new StartProblem(`The ${what} file ${path} is a pipe: name an ordinary file.`)
    if (info.size > LARGEST_FILE_BYTES)
      throw new StartProblem(`The ${what} file ${path} is too large to be one.`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof StartProblem) throw error
    const { code } = error as NodeJS.ErrnoException
    const reasons: Record<string, string> = {
      ENOENT: 'it does not exist',
      ENOTDIR: 'it does not exist',
      EACCES: 'this user may not read it',
      EISDIR: 'it is a folder',
    }
    throw new StartProblem(
      `The ${what} file ${path} cannot be read: ${reasons[code ?? ''] ?? code ?? 'unknown'}.`,
      {
        cause: error,
      },
    )
  }
}
