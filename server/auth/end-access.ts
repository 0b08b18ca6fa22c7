// For an emergency: what lets people in without the account password, of everybody at once. Sessions and device
// credentials have functions of their own.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'

/**
 * Music apps no longer get in with account passwords, which go on opening the window.
 * @returns how many people's, and whose stay because nothing else would let them in (imported and not signed in since)
 */
export function withdrawAppPasswords(db: WriteDb): {
  readonly withdrawn: number
  readonly kept: readonly string[]
} {
  const { changes } = prepare(
    db,
    "UPDATE users SET sealed_password = NULL WHERE sealed_password IS NOT NULL AND password_hash <> ''",
  ).run()
  noteOwnChange(db)
  const kept = prepare<[], string>(
    db,
    "SELECT name FROM users WHERE sealed_password <> '' AND password_hash = '' ORDER BY name_key",
  )
    .pluck()
    .all() as string[]
  return { withdrawn: changes, kept }
}

/** @returns how many */
export function removeAllPasskeys(db: WriteDb): number {
  return prepare(db, 'DELETE FROM passkeys').run().changes
}

/** @returns how many */
export function endRecoveryLinks(db: WriteDb): number {
  return prepare(db, 'DELETE FROM recovery_links').run().changes
}
