// The recovery key is made with the first owner, whoever makes that one, and shown to nobody else.
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { keyDates } from '../vault/key-dates.ts'
import { makeRecoveryKey } from '../vault/recovery-key.ts'
import type { Vault } from '../vault/vault.ts'
import type { Audit, AuditEntry } from './audit.ts'

export interface RecoveryKeyDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly clock: Clock
  readonly audit: Audit
}

type Who = Pick<AuditEntry, 'actor' | 'address'>

/** A new one; the one before stops working. To be shown once and kept nowhere. @throws VaultSealed */
export function makeNewRecoveryKey({ db, vault, clock, audit }: RecoveryKeyDeps, who: Who): string {
  const plainKey = makeRecoveryKey(db, vault, clock)
  audit.record({ event: 'recovery-key.made', ...who })
  return plainKey
}

/** As above, unless there was one before, which somebody may have on paper. @throws VaultSealed */
export function makeFirstRecoveryKey(deps: RecoveryKeyDeps, who: Who): string | undefined {
  return keyDates(deps.db).recoveryKeyMadeAt === undefined ? makeNewRecoveryKey(deps, who) : undefined
}
