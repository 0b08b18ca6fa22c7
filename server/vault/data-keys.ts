// Data keys seal the values; the master key only wraps data keys, so that a new master key re-wraps a few rows instead
// of re-sealing everything.
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { openWithRecovery, wrapForRecovery } from './recovery-wrap.ts'
import { DoesNotOpen, KEY_BYTES, openWith, type Place, sealWith } from './seal.ts'

interface DataKeyRow {
  readonly id: string
  readonly wrapped_by_master: string
  readonly wrapped_by_recovery: string | null
}

/** Names a master key without telling anything about it. */
export function masterKeyIdOf(masterKey: Buffer | KeyObject): string {
  return createHmac('sha256', masterKey)
    .update('lockgroove master key id v1')
    .digest('base64url')
    .slice(0, 12)
}

/** True as soon as a database holds anything that only an existing master key can open. */
export function hasWrappedKeys(db: ReadDb): boolean {
  return db.prepare('SELECT EXISTS (SELECT 1 FROM data_keys)').pluck().get() === 1
}

/** Whether there is anything that a recovery key opens. */
export function hasKeysForRecovery(db: ReadDb): boolean {
  const any = prepare(db, 'SELECT EXISTS (SELECT 1 FROM data_keys WHERE wrapped_by_recovery IS NOT NULL)')
  return any.pluck().get() === 1
}

export interface UnwrappedKeys {
  /** By id. Held outside JavaScript's heap; OpenSSL wipes them when they are let go. */
  readonly keys: Map<string, KeyObject>
  /** Ids of rows that did not open. */
  readonly shut: readonly string[]
}

export function unwrapDataKeys(db: ReadDb, masterKey: Buffer | KeyObject): UnwrappedKeys {
  return unwrapEach(db, (row) => openWith(masterKey, row.wrapped_by_master, placeOfDataKey(row.id)))
}

export function unwrapDataKeysWithRecovery(db: ReadDb, recoveryKey: KeyObject): UnwrappedKeys {
  return unwrapEach(db, (row) =>
    openWithRecovery(recoveryKey, row.wrapped_by_recovery ?? '', placeOfRecoveryWrap(row.id)),
  )
}

/** What wraps a data key: the master key always, the recovery key where there is one. */
export interface Wrappers {
  readonly masterKey: Buffer | KeyObject
  readonly recoveryPublicKey?: KeyObject | undefined
}

export interface DataKey {
  readonly id: string
  readonly key: KeyObject
}

/** A fresh one, stored nowhere yet. */
export function makeDataKey(): DataKey {
  return { id: randomBytes(9).toString('base64url'), key: toKey(randomBytes(KEY_BYTES)) }
}

/** Runs inside the caller's transaction. */
export function storeDataKey(
  db: WriteDb,
  { id, key }: DataKey,
  { masterKey, recoveryPublicKey }: Wrappers,
  now: number,
): void {
  withBytesOf(key, (bytes) => {
    prepare<[string, string, string | null, number]>(
      db,
      'INSERT INTO data_keys (id, wrapped_by_master, wrapped_by_recovery, created_at) VALUES (?, ?, ?, ?)',
    ).run(
      id,
      wrapForMaster(masterKey, id, bytes),
      recoveryPublicKey ? wrapForRecovery(recoveryPublicKey, bytes, placeOfRecoveryWrap(id)) : null,
      now,
    )
  })
}

/** Stores a fresh data key, wrapped, and gives it. Runs inside the caller's transaction. */
export function createDataKey(db: WriteDb, wrappers: Wrappers, now: number): DataKey {
  const made = makeDataKey()
  storeDataKey(db, made, wrappers, now)
  return made
}

/** Wraps a data key that is stored already under another master key. Runs inside the caller's transaction. */
export function rewrapDataKey(db: WriteDb, id: string, key: KeyObject, masterKey: Buffer): void {
  withBytesOf(key, (bytes) => {
    prepare<[string, string]>(db, 'UPDATE data_keys SET wrapped_by_master = ? WHERE id = ?').run(
      wrapForMaster(masterKey, id, bytes),
      id,
    )
  })
}

/** As above, for another recovery key. */
export function rewrapDataKeyForRecovery(
  db: WriteDb,
  id: string,
  key: KeyObject,
  recoveryPublicKey: KeyObject,
): void {
  withBytesOf(key, (bytes) => {
    prepare<[string, string]>(db, 'UPDATE data_keys SET wrapped_by_recovery = ? WHERE id = ?').run(
      wrapForRecovery(recoveryPublicKey, bytes, placeOfRecoveryWrap(id)),
      id,
    )
  })
}

function unwrapEach(db: ReadDb, open: (row: DataKeyRow) => Buffer): UnwrappedKeys {
  const rows = prepare<[], DataKeyRow>(
    db,
    'SELECT id, wrapped_by_master, wrapped_by_recovery FROM data_keys',
  ).all()
  const keys = new Map<string, KeyObject>()
  const shut: string[] = []
  for (const row of rows) {
    try {
      keys.set(row.id, toKey(open(row)))
    } catch (error) {
      if (!(error instanceof DoesNotOpen)) throw error
      shut.push(row.id)
    }
  }
  return { keys, shut }
}

function wrapForMaster(masterKey: Buffer | KeyObject, id: string, bytes: Buffer): string {
  return sealWith(masterKey, masterKeyIdOf(masterKey), bytes, placeOfDataKey(id))
}

function withBytesOf(key: KeyObject, use: (bytes: Buffer) => void): void {
  const bytes = key.export()
  try {
    use(bytes)
  } finally {
    bytes.fill(0)
  }
}

function toKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

function placeOfDataKey(id: string): Place {
  return { table: 'data_keys', row: id, field: 'wrapped_by_master', version: 1 }
}

function placeOfRecoveryWrap(id: string): Place {
  return { table: 'data_keys', row: id, field: 'wrapped_by_recovery', version: 1 }
}
