// How entries of the audit log are bound to one another. Each mac covers the one before it and the whole entry, so a
// changed, removed, swapped or added entry shows at the next. The head, kept in `state` under a mac of its own, says which
// entry is the last, so that a cut end shows, and where the log begins since the oldest were removed.
//
// An entry written while the vault is sealed has an empty mac. The next entry with one covers those as well: until then
// nobody vouches for them, afterwards they stay as they are.
import { createHmac, type KeyObject } from 'node:crypto'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { isSameSecret } from '../vault/tokens.ts'

/** As stored: what a mac is made of is read back, since SQLite stores some strings otherwise than they were given. */
export interface AuditRow {
  readonly id: number
  readonly at: number
  readonly event: string
  readonly actor: string
  readonly subject: string | null
  readonly address: string | null
  readonly detail: string
  readonly mac: string
}

export const AUDIT_COLUMNS = 'id, at, event, actor, subject, address, detail, mac'

/** The oldest are removed in portions, so that no entry pays for many. */
const PRUNE_COUNT = 200

export interface AuditHead {
  /** Entries up to the last that has a mac; old ones that were removed do not count. */
  readonly count: number
  /** The last entry that has a mac, and that mac. 0 and '' before the first. */
  readonly id: number
  readonly mac: string
  /** The last of the old entries that were removed, and its mac. 0 and '' where none was. */
  readonly anchorId: number
  readonly anchorMac: string
  /** Entries up to this one are of a chain whose key is lost: the chain begins after it. 0 where none are. */
  readonly unvouchedTo: number
}

export const EMPTY_HEAD: AuditHead = { count: 0, id: 0, mac: '', anchorId: 0, anchorMac: '', unvouchedTo: 0 }

const STATE_NAME = 'audit head'

/** From one mac to the next: the entry, after those written while sealed that it takes into the chain. */
export interface Link {
  add(row: AuditRow): void
  mac(): string
}

export function startLink(key: KeyObject, previousMac: string): Link {
  const hmac = createHmac('sha256', key).update(`audit entry v1\n${previousMac}\n`)
  return {
    add({ id, at, event, actor, subject, address, detail }) {
      hmac.update(`${JSON.stringify([id, at, event, actor, subject, address, detail])}\n`)
    },
    mac: () => hmac.digest('base64url'),
  }
}

export type HeadFound =
  | { readonly state: 'found'; readonly head: AuditHead }
  | { readonly state: 'absent' }
  | { readonly state: 'forged' }

export function readHead(db: ReadDb, key: KeyObject): HeadFound {
  const text = prepare<[string]>(db, 'SELECT value FROM state WHERE name = ?').pluck().get(STATE_NAME)
  if (typeof text !== 'string') return { state: 'absent' }
  const head = parseHead(text)
  if (!head || !isSameSecret(headMac(key, head), head.own)) return { state: 'forged' }
  return { state: 'found', head }
}

export function storeHead(db: WriteDb, key: KeyObject, head: AuditHead): void {
  const { count, id, mac, anchorId, anchorMac, unvouchedTo } = head
  prepare<[string, string]>(
    db,
    'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(
    STATE_NAME,
    JSON.stringify({ count, id, mac, anchorId, anchorMac, unvouchedTo, own: headMac(key, head) }),
  )
}

function headMac(key: KeyObject, { count, id, mac, anchorId, anchorMac, unvouchedTo }: AuditHead): string {
  // A log that was never begun anew has the mac it had before there was such a thing.
  const facts = [count, id, mac, anchorId, anchorMac, ...(unvouchedTo > 0 ? [unvouchedTo] : [])]
  return createHmac('sha256', key)
    .update(`audit head v1\n${JSON.stringify(facts)}`)
    .digest('base64url')
}

function parseHead(text: string): (AuditHead & { readonly own: string }) | undefined {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof read !== 'object' || read === null) return undefined
  const { count, id, mac, anchorId, anchorMac, unvouchedTo = 0, own } = read as Record<string, unknown>
  if (typeof count !== 'number' || typeof id !== 'number' || typeof anchorId !== 'number') return undefined
  if (typeof mac !== 'string' || typeof anchorMac !== 'string' || typeof own !== 'string') return undefined
  if (typeof unvouchedTo !== 'number') return undefined
  return { count, id, mac, anchorId, anchorMac, unvouchedTo, own }
}

export function newestId(db: ReadDb): number {
  return prepare(db, 'SELECT coalesce(max(id), 0) FROM audit_log').pluck().get() as number
}

/** The last entry that has a mac. */
export function lastVouched(db: ReadDb): { readonly id: number; readonly mac: string } | undefined {
  return prepare<[], { id: number; mac: string }>(
    db,
    "SELECT id, mac FROM audit_log WHERE mac <> '' ORDER BY id DESC LIMIT 1",
  ).get()
}

/** Gives the newest entry its mac, which covers those that waited. */
export function linkNewest(db: WriteDb, key: KeyObject, head: AuditHead): AuditHead {
  const rows = prepare<[number], AuditRow>(
    db,
    `SELECT ${AUDIT_COLUMNS} FROM audit_log WHERE id > ? ORDER BY id`,
  ).all(head.id)
  const link = startLink(key, head.mac)
  for (const row of rows) link.add(row)
  const { id } = rows.at(-1)!
  const mac = link.mac()
  prepare<[string, number]>(db, 'UPDATE audit_log SET mac = ? WHERE id = ?').run(mac, id)
  return { ...head, count: head.count + rows.length, id, mac }
}

/**
 * Where a chain begins under a new key, with entries in the log whose key is lost: they stay, and nobody vouches for them.
 */
export function headOfNewChain(db: ReadDb): AuditHead {
  const { first, last, count } = prepare<[], { first: number; last: number; count: number }>(
    db,
    'SELECT coalesce(min(id), 1) AS first, coalesce(max(id), 0) AS last, count(*) AS count FROM audit_log',
  ).get()!
  return { ...EMPTY_HEAD, count, id: last, anchorId: first - 1, unvouchedTo: last }
}

/** Removes up to an entry that has a mac: the rest is verified from that one. */
export function pruneOldest(db: WriteDb, head: AuditHead): AuditHead {
  const last = prepare<[number, number], { id: number; mac: string }>(
    db,
    "SELECT id, mac FROM audit_log WHERE id >= ? AND id < ? AND mac <> '' ORDER BY id LIMIT 1",
  ).get(head.anchorId + PRUNE_COUNT, head.id)
  if (!last) return head
  const { changes } = prepare<[number]>(db, 'DELETE FROM audit_log WHERE id <= ?').run(last.id)
  return { ...head, count: head.count - changes, anchorId: last.id, anchorMac: last.mac }
}
