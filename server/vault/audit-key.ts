import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { KEY_BYTES, type Place } from './seal.ts'
import type { Vault } from './vault.ts'

export const AUDIT_KEY_PLACE: Place = { table: 'vault', row: 1, field: 'sealed_audit_key', version: 1 }

/**
 * The key of the audit log, made when there is none and the database may be written. Never kept: the transaction that made it may be rolled back.
 * @throws DoesNotOpen, VaultSealed
 */
export function readAuditKey(db: WriteDb, vault: Pick<Vault, 'seal' | 'open'>): KeyObject | undefined {
  const sealed = readSealed(db) ?? (db.readonly ? undefined : makeAuditKey(db, vault))
  if (sealed === undefined) return undefined
  const bytes = vault.open(sealed, AUDIT_KEY_PLACE)
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

function readSealed(db: WriteDb): string | undefined {
  const sealed = prepare(db, 'SELECT sealed_audit_key FROM vault').pluck().get()
  return typeof sealed === 'string' ? sealed : undefined
}

/** Another process may have been faster: then it is the key of that one. */
function makeAuditKey(db: WriteDb, vault: Pick<Vault, 'seal'>): string {
  return db
    .transaction(() => {
      const existing = readSealed(db)
      if (existing !== undefined) return existing
      const bytes = randomBytes(KEY_BYTES)
      const sealed = vault.seal(bytes, AUDIT_KEY_PLACE)
      bytes.fill(0)
      prepare<[string]>(db, 'UPDATE vault SET sealed_audit_key = ?').run(sealed)
      return sealed
    })
    .immediate()
}
