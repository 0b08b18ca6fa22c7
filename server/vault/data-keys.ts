// Data keys seal the values; the master key only wraps data keys, so that a new master key re-wraps a few rows instead
// of re-sealing everything.
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { DoesNotOpen, KEY_BYTES, openWith, type Place, sealWith } from './seal.ts'

interface DataKeyRow {
  readonly id: string
  readonly wrapped_by_master: string
}

/** Names a master key without telling anything about it. */
export function masterKeyIdOf(masterKey: Buffer): string {
  return createHmac('sha256', masterKey)
    .update('lockgroove master key id v1')
    .digest('base64url')
    .slice(0, 12)
}

/** True as soon as a database holds anything that only an existing master key can open. */
export function hasWrappedKeys(db: ReadDb): boolean {
  return db.prepare('SELECT EXISTS (SELECT 1 FROM data_keys)').pluck().get() === 1
}

export interface UnwrappedKeys {
  /** By id. Held outside JavaScript's heap; OpenSSL wipes them when they are let go. */
  readonly keys: Map<string, KeyObject>
  /** Ids of rows that did not open. */
  readonly shut: readonly string[]
}

export function unwrapDataKeys(db: ReadDb, masterKey: Buffer): UnwrappedKeys {
  const rows = db.prepare('SELECT id, wrapped_by_master FROM data_keys').all() as DataKeyRow[]
  const keys = new Map<string, KeyObject>()
  const shut: string[] = []
  for (const row of rows) {
    const key = unwrap(row, masterKey)
    if (key) keys.set(row.id, key)
    else shut.push(row.id)
  }
  return { keys, shut }
}

/** Stores a fresh data key, wrapped, and gives it. Runs inside the caller's transaction. */
export function createDataKey(db: WriteDb, masterKey: Buffer, now: number): { id: string; key: KeyObject } {
  const id = randomBytes(9).toString('base64url')
  const bytes = randomBytes(KEY_BYTES)
  const wrapped = sealWith(masterKey, masterKeyIdOf(masterKey), bytes, placeOfDataKey(id))
  db.prepare('INSERT INTO data_keys (id, wrapped_by_master, created_at) VALUES (?, ?, ?)').run(
    id,
    wrapped,
    now,
  )
  return { id, key: toKey(bytes) }
}

function unwrap(row: DataKeyRow, masterKey: Buffer): KeyObject | undefined {
  try {
    return toKey(openWith(masterKey, row.wrapped_by_master, placeOfDataKey(row.id)))
  } catch (error) {
    if (error instanceof DoesNotOpen) return undefined
    throw error
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
