// Looks at everything that should be right and says what is not, and what to do. Changes nothing. The report holds no
// secret, so that it can be shown to somebody who helps.
import { StartProblem } from '../errors.ts'
import { examineBackups } from './backups.ts'
import { examineCertificate } from './certificate.ts'
import { examineCredentials } from './credentials.ts'
import { examineDatabase } from './database.ts'
import { examineExposure } from './exposure.ts'
import { examineFiles } from './files.ts'
import { type Finding, look, wrong } from './finding.ts'
import { examineKeys } from './keys.ts'
import { examineMusic } from './music.ts'
import type { Patient } from './patient.ts'
import { examineRecord } from './record.ts'
import { examineSettings } from './settings.ts'

type Examination = readonly [
  about: string,
  run: () => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>,
]

/** One examination that fails is a finding, and the others go on: the patient may be in a bad way. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const [about, run] of examinations(patient)) {
    try {
      findings.push(...[await run()].flat())
    } catch (error) {
      findings.push(wrong(about, `could not be examined: ${sentenceOf(error)}`))
    }
  }
  return findings
}

function examinations(patient: Patient): readonly Examination[] {
  const { data } = patient
  return [
    ['addresses', () => examineExposure(patient)],
    ['certificate', () => examineCertificate(patient)],
    ['files', () => examineFiles(patient)],
    ...('db' in data
      ? ([
          ['database', () => examineDatabase(data.dbPath)],
          ['keys', () => examineKeys(patient, data)],
          ['credentials', () => examineCredentials(patient, data)],
          ['backups', () => examineBackups(patient, data)],
          ['audit log', () => examineRecord(data)],
          ['music', () => examineMusic(data)],
        ] as const)
      : ([['database', () => (data.isBad ? wrong : look)('database', data.missing, data.remedy)]] as const)),
    ['settings', () => examineSettings(patient)],
  ]
}

/** Of a bug only its kind: a message may quote what it stumbled over. */
function sentenceOf(error: unknown): string {
  if (error instanceof StartProblem) return error.message
  const code = (error as { code?: unknown })?.code
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown'
}
