// The table of passkeys.
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { NotFound } from '../errors.ts'
import type { UserId } from '../ids.ts'

export interface Passkey {
  readonly id: number
  readonly userId: UserId
  /** WebAuthn's user.id: random, the same for all passkeys of a user. base64url, as is `credentialId`. */
  readonly userHandle: string
  readonly credentialId: string
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly counter: number
  readonly transports: readonly string[]
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt?: number
}

interface PasskeyRow {
  readonly id: number
  readonly user_id: number
  readonly user_handle: string
  readonly credential_id: string
  readonly public_key: Buffer<ArrayBuffer>
  readonly counter: number
  readonly transports: string
  readonly name: string
  readonly created_at: number
  readonly last_used_at: number | null
}

const SELECT_PASSKEY = `SELECT id, user_id, user_handle, credential_id, public_key, counter, transports, name, created_at,
  last_used_at FROM passkeys`

export function listPasskeys(db: ReadDb, userId: UserId): Passkey[] {
  return prepare<[number], PasskeyRow>(db, `${SELECT_PASSKEY} WHERE user_id = ? ORDER BY id`)
    .all(userId)
    .map(toPasskey)
}

export function findPasskey(db: ReadDb, credentialId: string): Passkey | undefined {
  const row = prepare<[string], PasskeyRow>(db, `${SELECT_PASSKEY} WHERE credential_id = ?`).get(credentialId)
  return row && toPasskey(row)
}

/** @throws NotFound, for somebody else's as for none */
function getPasskey(db: ReadDb, id: number, userId: UserId | undefined): Passkey {
  const row = prepare<{ id: number; userId: number | null }, PasskeyRow>(
    db,
    `${SELECT_PASSKEY} WHERE id = :id AND (:userId IS NULL OR user_id = :userId)`,
  ).get({ id, userId: userId ?? null })
  if (!row) throw new NotFound('passkey')
  return toPasskey(row)
}

export function storePasskey(db: WriteDb, passkey: Omit<Passkey, 'id' | 'lastUsedAt'>): Passkey {
  const id = prepare<[number, string, string, Uint8Array, number, string, string, number]>(
    db,
    `INSERT INTO passkeys (user_id, user_handle, credential_id, public_key, counter, transports, name, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  )
    .pluck()
    .get(
      passkey.userId,
      passkey.userHandle,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      JSON.stringify(passkey.transports),
      passkey.name,
      passkey.createdAt,
    ) as number
  return { ...passkey, id }
}

/** Compare and set: false when the passkey is gone or was used meanwhile. */
export function storePasskeyUse(
  db: WriteDb,
  { id, counter }: Passkey,
  newCounter: number,
  now: number,
): boolean {
  return (
    prepare<[number, number, number, number]>(
      db,
      'UPDATE passkeys SET counter = ?, last_used_at = ? WHERE id = ? AND counter = ?',
    ).run(newCounter, now, id, counter).changes === 1
  )
}

/** @throws NotFound */
export function renamePasskey(db: WriteDb, userId: UserId, id: number, name: string): void {
  const { changes } = prepare<[string, number, number]>(
    db,
    'UPDATE passkeys SET name = ? WHERE id = ? AND user_id = ?',
  ).run(name, id, userId)
  if (changes === 0) throw new NotFound('passkey')
}

/**
 * Gives what was removed.
 * @param userId only a passkey of this user
 * @throws NotFound
 */
export function removePasskey(db: WriteDb, id: number, userId?: UserId): Passkey {
  const passkey = getPasskey(db, id, userId)
  prepare<[number]>(db, 'DELETE FROM passkeys WHERE id = ?').run(id)
  return passkey
}

function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    userId: row.user_id as UserId,
    userHandle: row.user_handle,
    credentialId: row.credential_id,
    publicKey: new Uint8Array(row.public_key),
    counter: row.counter,
    transports: JSON.parse(row.transports) as string[],
    name: row.name,
    createdAt: row.created_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
  }
}
