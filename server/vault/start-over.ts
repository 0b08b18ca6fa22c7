// The last way out: the vault is made anew under another master key, and the values that no key opens any more are given
// up. One transaction, so that whenever the process ends the database has the old vault or the new one.
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import { AUDIT_KEY_PLACE } from './audit-key.ts'
import { createDataKey, masterKeyIdOf } from './data-keys.ts'
import { isInTheClear } from './in-the-clear.ts'
import { CANARY, CANARY_PLACE, readKeyRing } from './key-ring.ts'
import { KEY_BYTES, type Place, sealWith } from './seal.ts'
import {
  giveUp,
  listStoredValues,
  nameOfPlace,
  SEALED_COLUMNS,
  type SealedColumn,
  type StoredValue,
  storeInto,
} from './sealed-places.ts'
import type { Vault } from './vault.ts'
import { type ChangeOptions, inOneTransaction } from './vault-change.ts'
import { VaultProblem } from './vault-problem.ts'

export interface StartOverOptions extends ChangeOptions {
  readonly clock: Clock
  /** What the new master key is derived with, where it comes from a passphrase. */
  readonly passphraseSalt?: string | undefined
  /** Called before anything is removed: what only the old keys open. Nothing is changed when it throws. */
  readonly keep: (before: OldVault) => void
  /** What else belongs into the same transaction; given the key of the new audit log, and what was given up. */
  readonly within: (auditKey: KeyObject, lost: readonly Place[]) => void
}

/** As it lies in the database; holds nothing in the clear. Should the old key turn up, it opens all of this. */
export interface OldVault {
  readonly vault: unknown
  readonly dataKeys: readonly unknown[]
  readonly values: readonly StoredValue[]
}

export interface StartedOver {
  readonly dryRun: boolean
  /** Where the values were that are given up. */
  readonly lost: readonly Place[]
  /** Values in the clear, which the new key seals, by `table.field`. */
  readonly resealed: Readonly<Record<string, number>>
}

/**
 * Asks nobody whether the old key is really lost. The caller may zero `newMasterKey` afterwards.
 * @throws VaultProblem, and what `keep` and `within` throw
 */
export function startOver(
  db: WriteDb,
  vault: Vault,
  newMasterKey: Buffer,
  options: StartOverOptions,
): StartedOver {
  const { clock, onStep, dryRun = false } = options
  if (newMasterKey.length !== KEY_BYTES) {
    throw new VaultProblem(
      'bad key',
      `The master key must have ${KEY_BYTES} bytes, got ${newMasterKey.length}.`,
    )
  }
  const done = inOneTransaction(db, options, () => {
    const { lost, clear } = sortStoredValues(db)
    options.keep({
      vault: prepare(db, 'SELECT * FROM vault').get(),
      dataKeys: prepare(db, 'SELECT * FROM data_keys').all(),
      values: lost.flatMap(({ values }) => values),
    })
    onStep?.('kept what the old keys open')

    const fresh = createDataKey(db, { masterKey: newMasterKey }, clock.now())
    const auditKey = storeNewVault(db, newMasterKey, fresh, options)
    prepare<[string]>(db, 'DELETE FROM data_keys WHERE id <> ?').run(fresh.id)
    onStep?.('made the vault anew')
    for (const { column, values } of lost) {
      for (const { place } of values) {
        giveUp(db, column, place, clock.now())
        onStep?.(`gave up ${nameOfPlace(place)}`)
      }
    }
    for (const { column, values } of clear) {
      const store = storeInto(db, column)
      for (const { place, stored } of values) {
        store({ place, stored: sealWith(fresh.key, fresh.id, stored, place) })
        onStep?.(`sealed ${nameOfPlace(place)}`)
      }
    }
    const lostPlaces = lost.flatMap(({ values }) => values.map(({ place }) => place))
    options.within(auditKey, lostPlaces)
    onStep?.('did what belongs to it')
    // What does not open now must not be committed.
    readKeyRing(db, newMasterKey)
    return {
      dryRun,
      lost: lostPlaces,
      resealed: Object.fromEntries(
        clear.map(({ column, values }) => [`${column.table}.${column.field}`, values.length]),
      ),
    }
  })
  onStep?.('committed')
  if (dryRun) return done
  noteOwnChange(db)
  vault.unlock(newMasterKey)
  onStep?.('switched')
  return done
}

interface InColumn {
  readonly column: SealedColumn
  readonly values: readonly StoredValue[]
}

/** Of each column what only the old keys open, and what lies in the clear and goes on working. */
function sortStoredValues(db: WriteDb): { readonly lost: InColumn[]; readonly clear: InColumn[] } {
  const lost: InColumn[] = []
  const clear: InColumn[] = []
  for (const column of SEALED_COLUMNS) {
    if (column.whenLost === 'made anew') continue
    const isClear = ({ stored }: StoredValue) => column.mayBeClear && isInTheClear(stored)
    const all = listStoredValues(db, column)
    lost.push({ column, values: all.filter((value) => !isClear(value)) })
    clear.push({ column, values: all.filter(isClear) })
  }
  return { lost: lost.filter(isNotEmpty), clear: clear.filter(isNotEmpty) }
}

function isNotEmpty({ values }: InColumn): boolean {
  return values.length > 0
}

/** Without a recovery key: nobody could have written it down yet. @returns the key of the audit log */
function storeNewVault(
  db: WriteDb,
  masterKey: Buffer,
  { id, key }: { readonly id: string; readonly key: KeyObject },
  { clock, passphraseSalt }: StartOverOptions,
): KeyObject {
  const auditBytes = randomBytes(KEY_BYTES)
  prepare<[string, string, string, string | null, string, number]>(
    db,
    `INSERT INTO vault (id, canary, current_key_id, master_key_id, passphrase_salt, sealed_audit_key, created_at)
     VALUES (1, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET canary = excluded.canary, current_key_id = excluded.current_key_id,
       master_key_id = excluded.master_key_id, passphrase_salt = excluded.passphrase_salt,
       sealed_audit_key = excluded.sealed_audit_key, created_at = excluded.created_at,
       recovery_public_key = NULL, recovery_made_at = NULL`,
  ).run(
    sealWith(key, id, CANARY, CANARY_PLACE),
    id,
    masterKeyIdOf(masterKey),
    passphraseSalt ?? null,
    sealWith(key, id, auditBytes, AUDIT_KEY_PLACE),
    clock.now(),
  )
  const auditKey = createSecretKey(auditBytes)
  auditBytes.fill(0)
  return auditKey
}
