import { X509Certificate } from 'node:crypto'
import { prepare } from '../db/statements.ts'
import { StartProblem } from '../errors.ts'
import { readCertificateFiles } from '../http/certificate.ts'
import { type Finding, fine, look, wrong } from './finding.ts'
import type { Patient } from './patient.ts'

const ABOUT = 'certificate'
const DAY_MS = 86_400_000
const SOON_DAYS = 14

export async function examineCertificate(patient: Patient): Promise<Finding[]> {
  if (patient.get('tls') === 'off') return []
  const [chainPath, keyPath] = [patient.get('tlsCertificate'), patient.get('tlsKey')]
  if (chainPath === undefined && keyPath === undefined) return [ourOwn(patient)]
  if (chainPath === undefined || keyPath === undefined) {
    return [
      wrong(
        ABOUT,
        'only one of certificate and private key is named',
        'Set --tls-certificate and --tls-key.',
      ),
    ]
  }
  try {
    const { startsAt, expiresAt } = await readCertificateFiles(chainPath, keyPath)
    return [
      judge(chainPath, startsAt, expiresAt, patient.now, 'Renew it; the new file is taken up by itself.'),
    ]
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    return [wrong(ABOUT, error.message)]
  }
}

function ourOwn({ data, now }: Patient): Finding {
  const stored =
    'db' in data
      ? prepare<[], string>(data.db, "SELECT value FROM state WHERE name = 'tls-certificate'").pluck().get()
      : undefined
  if (typeof stored !== 'string') return look(ABOUT, 'Lockgroove makes its own when the door opens')
  try {
    const { validFrom, validTo } = new X509Certificate(stored)
    const what = 'the one Lockgroove made itself'
    return judge(
      what,
      Date.parse(validFrom),
      Date.parse(validTo),
      now,
      'A running server renews it by itself.',
    )
  } catch {
    return wrong(ABOUT, 'the one Lockgroove made cannot be read; the next start makes another')
  }
}

function judge(what: string, startsAt: number, expiresAt: number, now: number, remedy: string): Finding {
  const day = new Date(expiresAt).toISOString().slice(0, 10)
  if (now >= expiresAt) return wrong(ABOUT, `${what} ended on ${day}: apps refuse it`, remedy)
  if (now < startsAt) return wrong(ABOUT, `${what} is not valid yet`, 'Look whether the clock is right.')
  if (expiresAt - now < SOON_DAYS * DAY_MS) return look(ABOUT, `${what} ends on ${day}`, remedy)
  return fine(ABOUT, `${what} is valid until ${day}`)
}
