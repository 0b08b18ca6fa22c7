// [Note: users without a hash] An imported user may have a password for music apps, and nothing the console could check.
// The first right password at the console makes the hash, and from then on that user is like any other.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import type { UserId } from '../ids.ts'
import { DoesNotOpen } from '../vault/seal.ts'
import { isSameSecret } from '../vault/tokens.ts'
import type { Vault } from '../vault/vault.ts'
import { type AppPassword, listAppPasswords, openAppPassword } from './app-passwords.ts'
import { hashPassword, isPasswordHash } from './passwords.ts'

/**
 * Stores a hash for a user who has none, when this is the account password that is kept for music apps. Otherwise nothing
 * happens, in no time that tells.
 * @throws Busy when too many hashes are waiting already
 */
export async function storeMissingHash(
  { db, vault }: { readonly db: WriteDb; readonly vault: Vault },
  userId: UserId,
  plainPassword: string,
): Promise<void> {
  const stored = storedHash(db, userId)
  if (stored === undefined || isPasswordHash(stored) || !vault.state().open) return
  const account = listAppPasswords(db, userId).find(({ deviceId }) => deviceId === undefined)
  if (!account || !isPlainTextOf(vault, account, plainPassword)) return

  const hash = await hashPassword(plainPassword)
  // Unless the password was changed meanwhile.
  prepare<[string, number, string, string, number]>(
    db,
    'UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ? AND sealed_password = ? AND password_version = ?',
  ).run(hash, userId, stored, account.stored, account.place.version)
  noteOwnChange(db)
}

function storedHash(db: WriteDb, userId: UserId): string | undefined {
  return prepare<[number]>(db, 'SELECT password_hash FROM users WHERE id = ? AND disabled_at IS NULL')
    .pluck()
    .get(userId) as string | undefined
}

function isPlainTextOf(vault: Vault, password: AppPassword, given: string): boolean {
  try {
    const plain = openAppPassword(vault, password)
    const isSame = isSameSecret(plain, given)
    plain.fill(0)
    return isSame
  } catch (error) {
    if (error instanceof DoesNotOpen) return false
    throw error
  }
}
