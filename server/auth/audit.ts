// The record of security events. Whoever changes a credential, a role, a door, a key or a setting calls `record` in the
// same turn; never with a secret. Each row is bound to the one before it (audit-chain.ts).
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { Log } from '../log.ts'
import {
  type AuditHead,
  EMPTY_HEAD,
  headOfNewChain,
  lastVouched,
  linkNewest,
  newestId,
  pruneOldest,
  readHead,
  storeHead,
} from './audit-chain.ts'

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
  | 'share.created'
  | 'share.changed'
  | 'share.ended'
  | 'passkey.added'
  | 'passkey.removed'
  | 'recovery-link.made'
  | 'recovery-link.used'
  | 'vault.opened'
  | 'vault.sealed'
  | 'vault.rotated'
  | 'vault.rewrapped'
  | 'vault.recovered'
  | 'vault.started-over'
  | 'recovery-key.made'
  | 'door.opened'
  | 'door.closed'
  | 'setting.changed'
  | 'folder.added'
  | 'folder.changed'
  | 'folder.removed'
  | 'backup.made'
  | 'backup.restored'
  | 'panic'
  /** By the log itself: its first entry that is vouched for, where others were written before. */
  | 'audit.begun'
  /** By the log itself: what it was to go on from is not what it had written. */
  | 'audit.broken'

export interface AuditEntry {
  readonly event: AuditEvent
  /** Who did it: a user's name, `command line`, `desktop app`, `server`, or '' for a stranger. */
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

/** The vault: whence the key of the chain comes. */
export interface AuditKeySource {
  /** Undefined while sealed. */
  auditKey(): KeyObject | undefined
}

export interface AuditDeps {
  readonly db: WriteDb
  readonly vault: AuditKeySource
  readonly clock: Clock
  readonly log?: Log | undefined
  /** Beyond this the oldest are removed. */
  readonly maxEntries?: number
}

const MAX_ENTRIES = 100_000
/** What is written while sealed is taken into the chain by one entry, in one turn: so there is a bound. */
const MAX_WAITING = 5000
/** Places among those that are not for people who fail to sign in. */
const RESERVED_WAITING = 1000
/** Entries from before the chain began that need no suspicion: a first start of this version with a locked keychain. */
const MAX_BEFORE_CHAIN = 100
const MAX_LETTERS = 200
/** The second fence; the first is that nobody passes these. */
const SECRET_NAMES = /^(?:p|t|s|salt|cookie|api_?key|.*(?:password|secret|token|passphrase))$/i

export function createAudit({ db, vault, clock, log, maxEntries = MAX_ENTRIES }: AuditDeps): Audit {
  let hasFailed = false
  let isFull = false

  // Immediate: the server and the command line must not go on from the same entry.
  const append = db.transaction((entry: AuditEntry) => {
    const key = vault.auditKey()
    if (!key) return appendUnvouched(entry)
    isFull = false
    let head = headToGoOnFrom(db, key)
    if ('doubt' in head) {
      insert(db, clock.now(), head.doubt)
      head = linkNewest(db, key, head)
    }
    insert(db, clock.now(), entry)
    head = linkNewest(db, key, head)
    storeHead(db, key, head.count > maxEntries ? pruneOldest(db, head) : head)
  }).immediate

  function appendUnvouched(entry: AuditEntry) {
    const room = entry.event === 'login.failed' ? MAX_WAITING - RESERVED_WAITING : MAX_WAITING
    if (newestId(db) - (lastVouched(db)?.id ?? 0) < room) return insert(db, clock.now(), entry)
    if (!isFull) log?.warn('the audit log takes no more of these until the vault is open')
    isFull = true
  }

  return {
    record(entry) {
      try {
        append(entry)
        hasFailed = false
      } catch (error) {
        if (!hasFailed) log?.error({ err: error, event: entry.event }, 'the audit log could not be written')
        hasFailed = true
      }
    },
  }
}

/** For a vault that is made anew, inside its transaction: entries of before stay, and this one is the first that is vouched for. */
export function beginNewChain(db: WriteDb, key: KeyObject, entry: AuditEntry, now: number): void {
  const head = headOfNewChain(db)
  insert(db, now, entry)
  storeHead(db, key, linkNewest(db, key, head))
}

/** Where the chain goes on, and what to say first when that is not where it had stopped. */
function headToGoOnFrom(db: WriteDb, key: KeyObject): AuditHead | (AuditHead & { doubt: AuditEntry }) {
  const last = lastVouched(db)
  const newest = newestId(db)
  const waiting = newest - (last?.id ?? 0)
  const found = readHead(db, key)
  if (waiting > MAX_WAITING) {
    // Not taken in: it would hold up everybody, and nothing of ours wrote them.
    return {
      ...(found.state === 'found' ? found.head : EMPTY_HEAD),
      id: newest,
      mac: last?.mac ?? '',
      doubt: doubt('there were more entries that nobody vouches for than are ever written'),
    }
  }
  if (found.state === 'found') {
    const { head } = found
    if (head.id === (last?.id ?? head.anchorId) && head.mac === (last?.mac ?? head.anchorMac)) return head
    return {
      ...goOnFrom(last, head),
      doubt: doubt(`the log ended with entry ${last?.id ?? 0}, although entry ${head.id} was the last`),
    }
  }
  if (found.state === 'absent' && newest === 0) return EMPTY_HEAD
  if (found.state === 'absent' && !last && newest <= MAX_BEFORE_CHAIN) {
    return { ...EMPTY_HEAD, doubt: { event: 'audit.begun', actor: 'server', detail: { before: newest } } }
  }
  const what = found.state === 'absent' ? 'missing' : 'not as it was written'
  return { ...goOnFrom(last, EMPTY_HEAD), doubt: doubt(`the record of where the log ends was ${what}`) }
}

function goOnFrom(last: { id: number; mac: string } | undefined, head: AuditHead): AuditHead {
  return { ...head, id: last?.id ?? 0, mac: last?.mac ?? '' }
}

function doubt(sentence: string): AuditEntry {
  return { event: 'audit.broken', actor: 'server', detail: { sentence } }
}

function insert(db: WriteDb, now: number, { event, actor, subject, address, detail = {} }: AuditEntry): void {
  prepare<[number, string, string, string | null, string | null, string]>(
    db,
    "INSERT INTO audit_log (at, event, actor, subject, address, detail, mac) VALUES (?, ?, ?, ?, ?, ?, '')",
  ).run(now, event, clean(actor), clean(subject), clean(address), JSON.stringify(cleanDetail(detail)))
}

function cleanDetail(detail: NonNullable<AuditEntry['detail']>) {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value]
      return [name, SECRET_NAMES.test(name) ? '[hidden]' : clean(value)]
    }),
  )
}

/** Names come from strangers, and the log is read on terminals. */
function clean(given: string): string
function clean(given: string | undefined): string | null
function clean(given: string | undefined): string | null {
  return given?.slice(0, MAX_LETTERS).replace(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd') ?? null
}
