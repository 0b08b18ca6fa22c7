import { listBackups, newestGoodBackup } from '../backup/list-backups.ts'
import { type Finding, fine, look, someOf, wrong } from './finding.ts'
import type { Patient, PatientData } from './patient.ts'

const ABOUT = 'backups'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A computer may be off over a weekend. */
const OVERDUE_MS = 3 * DAY_MS
const OLD_BY_HAND_MS = 30 * DAY_MS

export function examineBackups(patient: Patient, { db }: PatientData): Finding[] {
  const backups = listBackups(patient.get('data'), db)
  const failed = backups
    .filter(({ good, rehearsal }) => !good || rehearsal?.ok === false)
    .map(({ name }) => name)
  return [
    newest(patient, newestGoodBackup(backups)),
    ...(failed.length > 0
      ? [wrong(ABOUT, `did not pass their rehearsal: ${someOf(failed)}`, 'lockgroove backup make')]
      : []),
  ]
}

function newest(patient: Patient, backup: ReturnType<typeof newestGoodBackup>): Finding {
  const everyHours = patient.get('backupEveryHours')
  if (!backup) {
    return everyHours === 0
      ? wrong(
          ABOUT,
          'none, and none is made by itself',
          'lockgroove backup make, or set LOCKGROOVE_BACKUP_EVERY.',
        )
      : look(ABOUT, 'none yet; a running server makes one', 'lockgroove backup make')
  }
  const ageMs = patient.now - backup.madeAt
  const days = Math.floor(ageMs / DAY_MS)
  const age = days < 1 ? 'less than a day old' : days === 1 ? 'a day old' : `${days} days old`
  const mostMs = everyHours === 0 ? OLD_BY_HAND_MS : everyHours * HOUR_MS + OVERDUE_MS
  if (ageMs > mostMs)
    return wrong(ABOUT, `the newest good one is ${age} (${backup.name})`, 'lockgroove backup make')
  if (backup.rehearsal === undefined) {
    return look(ABOUT, `the newest (${backup.name}, ${age}) was not rehearsed`, 'lockgroove backup verify')
  }
  return fine(ABOUT, `the newest is ${age} and was rehearsed (${backup.name})`)
}
