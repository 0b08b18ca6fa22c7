// [Note: plaintext on sight] A credential may be in the clear: imported, or written into the database by hand. It works,
// and is sealed at its user's next good login, with whatever credential that was. Writing may fail, a login never does.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange, type Versions } from '../db/versions.ts'
import type { UserId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Vault } from '../vault/vault.ts'
import { hashApiKey, listKeysInTheClear } from './api-keys.ts'
import { listAppPasswords } from './app-passwords.ts'
import type { Audit } from './audit.ts'

export interface SealOnSightDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly versions: Versions
  readonly audit: Audit
  readonly log?: Log | undefined
}

/** To be called after each good login. Next to nothing for a user it has looked at since the `auth` counter moved. */
export type SealOnSight = (user: { readonly id: UserId; readonly name: string }) => void

/** What was sealed; never the value. */
interface Sealed {
  readonly table: string
  readonly row: number | string
  readonly field: string
}

const MAX_KEPT = 10_000

export function createSealOnSight({ db, vault, versions, audit, log }: SealOnSightDeps): SealOnSight {
  const looked = new Set<UserId>()
  let authVersion = -1

  return function sealOnSight({ id, name }) {
    // A key could be hashed without the vault; but a server whose vault is shut changes no credential.
    if (!vault.state().open) return
    const current = versions.current('auth')
    if (current !== authVersion || looked.size >= MAX_KEPT) looked.clear()
    authVersion = current
    if (looked.has(id)) return
    looked.add(id)
    try {
      for (const sealed of sealCredentials(db, vault, id)) {
        log?.warn({ ...sealed, user: name }, 'a credential was in the clear and is sealed now')
        audit.record({ event: 'device.sealed', actor: 'server', subject: name, detail: { ...sealed } })
      }
    } catch (error) {
      // So that the next login tries again.
      looked.delete(id)
      log?.error({ err: error, user: name }, 'a credential in the clear could not be sealed')
    }
  }
}

function sealCredentials(db: WriteDb, vault: Vault, userId: UserId): Sealed[] {
  const passwords = listAppPasswords(db, userId).filter(({ isInTheClear }) => isInTheClear)
  const keys = listKeysInTheClear(db).filter((key) => key.userId === userId)
  if (passwords.length === 0 && keys.length === 0) return []

  const sealed: Sealed[] = []
  db.transaction(() => {
    for (const { stored, place } of passwords) {
      if (!replace(db, place, stored, vault.seal(stored, place))) continue
      sealed.push({ table: place.table, row: place.row, field: place.field })
    }
    for (const { id, plainKey } of keys) {
      const place = { table: 'device_credentials', row: id, field: 'key_hash' } as const
      if (replace(db, place, plainKey, hashApiKey(plainKey))) sealed.push(place)
    }
  }).immediate()
  noteOwnChange(db)
  return sealed
}

/** Only what is still as it was read: somebody may have changed or revoked it meanwhile. */
function replace(db: WriteDb, { table, row, field }: Sealed, from: string, to: string): boolean {
  // Names of our own, never anybody's input.
  const text = `UPDATE ${table} SET ${field} = ? WHERE id = ? AND ${field} = ?`
  return prepare<[string, number | string, string]>(db, text).run(to, row, from).changes === 1
}
