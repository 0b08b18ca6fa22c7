import type { AuditRecord } from '../contract/audit.ts'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { AuditRow } from './audit-chain.ts'

export interface AuditQuery {
  readonly count: number
  /** Only those with a smaller id: the next page. */
  readonly before?: number | undefined
  /** `login.failed`, or `login` for all that begin so. */
  readonly event?: string | undefined
  readonly subject?: string | undefined
  /** Who did it, or whom it is about. */
  readonly person?: string | undefined
  /** Milliseconds since 1970. */
  readonly since?: number | undefined
}

/** Newest first. */
export function listAudit(
  db: ReadDb,
  { count, before, event, subject, person, since }: AuditQuery,
): AuditRecord[] {
  return prepare<Record<string, string | number | null>, Omit<AuditRow, 'mac'>>(
    db,
    `SELECT id, at, event, actor, subject, address, detail FROM audit_log
     WHERE (:before IS NULL OR id < :before) AND (:since IS NULL OR at >= :since)
       AND (:subject IS NULL OR subject = :subject)
       AND (:person IS NULL OR actor = :person OR subject = :person)
       AND (:event IS NULL OR event = :event OR substr(event, 1, length(:event) + 1) = :event || '.')
     ORDER BY id DESC LIMIT :count`,
  )
    .all({
      count,
      before: before ?? null,
      event: event ?? null,
      subject: subject ?? null,
      person: person ?? null,
      since: since ?? null,
    })
    .map(toRecord)
}

function toRecord({ id, at, event, actor, subject, address, detail }: Omit<AuditRow, 'mac'>): AuditRecord {
  return {
    id,
    at,
    event,
    actor,
    ...(subject !== null && { subject }),
    ...(address !== null && { address }),
    detail: parseDetail(detail),
  }
}

/** Somebody may have written into the table by hand. */
function parseDetail(text: string): AuditRecord['detail'] {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return { unreadable: true }
    return Object.fromEntries(
      Object.entries(read).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
    )
  } catch {
    return { unreadable: true }
  }
}
