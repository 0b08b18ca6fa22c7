import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StartProblem } from '../../server/errors.ts'
import { dateProblem, parseCertificate, readCertificateFiles } from '../../server/http/certificate.ts'
import { lockedKey, type MadeCertificate, makeCertificate } from '../support/certificates.ts'

const NAMES = { chain: 'cert.pem', key: 'key.pem' }
const DAY_MS = 86_400_000
let one: MadeCertificate
let other: MadeCertificate
let folder: string

beforeAll(async () => {
  one = await makeCertificate()
  other = await makeCertificate('other.example')
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-certificate-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('parseCertificate', () => {
  test('gives the fingerprint of the server’s own certificate and its dates', () => {
    const chain = `${one.chain}\n${other.chain}`
    const certificate = parseCertificate(chain, one.key, NAMES)
    const { fingerprint256, validTo } = new X509Certificate(one.chain)
    expect(certificate).toMatchObject({
      chain,
      fingerprint: fingerprint256,
      expiresAt: Date.parse(validTo),
    })
  })

  const damaged = (pem: string) => pem.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA')
  test.each([
    ['another key', () => [one.chain, other.key], 'key.pem does not belong to the certificate in cert.pem'],
    [
      'the chain the wrong way round',
      () => [`${other.chain}\n${one.chain}`, one.key],
      'has to come first in its file',
    ],
    [
      'a locked key',
      () => [one.chain, lockedKey(one.key)],
      'locked with a passphrase. Write an open one that only this user may read: openssl pkey -in key.pem',
    ],
    ['a damaged key', () => [one.chain, damaged(one.key)], 'The private key in key.pem is damaged'],
    ['a damaged certificate', () => [damaged(one.chain), one.key], 'The certificate in cert.pem is damaged'],
    ['the files swapped', () => [one.key, one.chain], 'cert.pem holds no certificate in PEM form'],
    ['a certificate twice', () => [one.chain, one.chain], 'key.pem holds no private key in PEM form'],
    ['nothing', () => ['', ''], 'cert.pem holds no certificate'],
  ] as const)('says what is wrong with %s, and quotes none of it', (_case, files, sentence) => {
    const [chain, key] = files()
    const attempt = () => parseCertificate(chain!, key!, NAMES)
    expect(attempt).toThrow(StartProblem)
    expect(attempt).toThrow(sentence)
    try {
      attempt()
    } catch (error) {
      const { message, cause } = error as Error
      for (const line of key!.split('\n').filter((text) => text.length > 20 && !text.startsWith('-----'))) {
        expect(`${message} ${String(cause)}`).not.toContain(line)
      }
    }
  })
})

describe('readCertificateFiles', () => {
  test.each([
    ['missing', () => {}, 'it does not exist'],
    ['a folder', (path: string) => mkdirSync(path), 'it is a folder'],
    ['huge', (path: string) => writeFileSync(path, Buffer.alloc(1024 * 1024 + 1)), 'too large'],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), 'is a pipe'],
  ] as const)('names a file that is %s', async (name, make, reason) => {
    const path = join(folder, name)
    make(path)
    const good = join(folder, 'good.pem')
    writeFileSync(good, one.chain)
    await expect(readCertificateFiles(path, path)).rejects.toThrow(
      new RegExp(`certificate file ${path}.*${reason}`),
    )
    await expect(readCertificateFiles(good, path)).rejects.toThrow(
      new RegExp(`private key file ${path}.*${reason}`),
    )
  })
})

describe('dateProblem', () => {
  test('tells an expired certificate and one of the future from a good one', () => {
    const certificate = parseCertificate(one.chain, one.key, NAMES)
    expect(dateProblem(certificate, Date.now())).toBeUndefined()
    expect(dateProblem(certificate, certificate.expiresAt)).toMatch(
      /^The certificate expired on \d{4}-\d\d-\d\d: .*Renew it/,
    )
    expect(dateProblem(certificate, Date.now() - 2 * DAY_MS)).toMatch(/valid from .* clock of this computer/)
  })
})
