import { verifyAudit } from '../auth/verify-audit.ts'
import { type Finding, fine, look, someOf, wrong } from './finding.ts'
import type { PatientData } from './patient.ts'

const ABOUT = 'audit log'
const INCIDENT = 'See "If you suspect that somebody got in" in SECURITY.md.'

export async function examineRecord({ db, vault }: PatientData): Promise<Finding> {
  if (!vault.state().open) return look(ABOUT, 'cannot be verified while the vault is sealed')
  const hasKey = db.prepare('SELECT sealed_audit_key IS NOT NULL FROM vault').pluck().get() === 1
  const isEmpty = db.prepare('SELECT NOT EXISTS (SELECT 1 FROM audit_log)').pluck().get() === 1
  if (!hasKey) {
    return isEmpty
      ? fine(ABOUT, 'nothing written yet')
      : wrong(ABOUT, 'its key is missing from the vault', INCIDENT)
  }
  if (vault.auditKey() === undefined) return wrong(ABOUT, 'its key in the vault is damaged', INCIDENT)
  const { ok, checked, problems, notes } = await verifyAudit(db, vault)
  if (!ok) return wrong(ABOUT, someOf(problems, 3), INCIDENT)
  const entries = checked === 1 ? '1 entry' : `${checked} entries`
  return notes.length > 0
    ? look(ABOUT, `${entries}, none changed or missing. ${someOf(notes, 3)}`)
    : fine(ABOUT, `${entries}, none changed or missing`)
}
