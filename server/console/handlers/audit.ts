import type { AuditKeySource } from '../../auth/audit.ts'
import { listAudit } from '../../auth/list-audit.ts'
import { verifyAudit } from '../../auth/verify-audit.ts'
import type { AuditRecord, AuditVerdict } from '../../contract/audit.ts'
import type { InputOf } from '../../contract/methods.ts'
import type { ReadDb } from '../../db/open.ts'

export interface AuditHandlerDeps {
  readonly db: ReadDb
  readonly vault: AuditKeySource
}

export function listEntries(input: InputOf<'audit.list'>, { db }: AuditHandlerDeps): readonly AuditRecord[] {
  return listAudit(db, input)
}

/** @throws VaultSealed */
export function verifyEntries(_input: unknown, { db, vault }: AuditHandlerDeps): Promise<AuditVerdict> {
  return verifyAudit(db, vault)
}
