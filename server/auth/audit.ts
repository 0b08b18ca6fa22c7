// The record of security events. Whoever changes a credential, a role, a door, a key or a setting calls `record` in the
// same turn; never with a secret. Each row is bound to the one before it (audit-chain.ts).
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { Vault } from '../vault/vault.ts'

export type AuditEvent =
  | 'login.succeeded'
  | 'login.failed'
  | 'session.ended'
  | 'user.created'
  | 'user.changed'
  | 'user.removed'
  | 'user.password-changed'
  | 'device.created'
  | 'device.revoked'
  | 'device.sealed'
  | 'passkey.added'
  | 'passkey.removed'
  | 'recovery-link.made'
  | 'recovery-link.used'
  | 'vault.opened'
  | 'vault.sealed'
  | 'vault.rotated'
  | 'vault.rewrapped'
  | 'vault.recovered'
  | 'recovery-key.made'
  | 'door.opened'
  | 'door.closed'
  | 'setting.changed'
  | 'backup.made'
  | 'backup.restored'
  | 'panic'

export interface AuditEntry {
  readonly event: AuditEvent
  /** Who did it: a user's name, `command line`, `server`, or '' for a stranger. */
  readonly actor: string
  /** Whom or what it is about: a user's name, a setting's name, a backup's file name. */
  readonly subject?: string | undefined
  readonly address?: string | undefined
  /** Small facts, such as `{ kind: 'apikey', name: 'phone' }`. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

export interface Audit {
  /** Never throws: a full disk must not keep the owner from closing a door. */
  record(entry: AuditEntry): void
}

export interface AuditDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly clock: Clock
}

export function createAudit({ db, clock }: AuditDeps): Audit {
  return {
    record({ event, actor, subject, address, detail = {} }) {
      prepare<[number, string, string, string | null, string | null, string]>(
        db,
        "INSERT INTO audit_log (at, event, actor, subject, address, detail, mac) VALUES (?, ?, ?, ?, ?, ?, '')",
      ).run(clock.now(), event, actor, subject ?? null, address ?? null, JSON.stringify(detail))
    },
  }
}
