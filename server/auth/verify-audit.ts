// Goes through the whole chain of the audit log and says what does not fit. In slices: the console asks as well.
import type { KeyObject } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditVerdict } from '../contract/audit.ts'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import type { AuditKeySource } from './audit.ts'
import {
  AUDIT_COLUMNS,
  type AuditRow,
  EMPTY_HEAD,
  type HeadFound,
  type Link,
  readHead,
  startLink,
} from './audit-chain.ts'

const SLICE = 500
/** Sentences that are told; one change shows once, but somebody may have changed every entry. */
const MAX_SENTENCES = 20

/** @throws VaultSealed: without the key nothing can be said */
export async function verifyAudit(db: ReadDb, vault: AuditKeySource): Promise<AuditVerdict> {
  const key = vault.auditKey()
  if (!key)
    throw new VaultSealed(
      'The audit log cannot be verified: its key is not here, because the vault is sealed or the key is damaged.',
    )

  const readSlice = db.transaction((after: number) => ({
    rows: rowsAfter(db, after),
    found: readHead(db, key),
  }))
  let slice = readSlice(0)
  const walk = walkFrom(key, slice.found)
  let checked = 0
  while (slice.rows.length > 0) {
    for (const row of slice.rows) if (walk.step(row) === 'checked') checked++
    await nextTurn()
    slice = readSlice(slice.rows.at(-1)!.id)
  }
  // Read in the same transaction that found no further entry: others may have written meanwhile.
  walk.end(slice.found)
  return { ok: walk.problems.count === 0, checked, problems: walk.problems.told(), notes: walk.notes.told() }
}

function rowsAfter(db: ReadDb, id: number): AuditRow[] {
  return prepare<[number, number], AuditRow>(
    db,
    `SELECT ${AUDIT_COLUMNS} FROM audit_log WHERE id > ? ORDER BY id LIMIT ?`,
  ).all(id, SLICE)
}

function walkFrom(key: KeyObject, found: HeadFound) {
  const problems = sentences()
  const notes = sentences()
  const { anchorId, anchorMac, unvouchedTo } = found.state === 'found' ? found.head : EMPTY_HEAD
  let link: Link = startLink(key, anchorMac)
  let lastId = anchorId
  let vouched = { id: anchorId, mac: anchorMac }
  let waitingFrom: number | undefined

  function noteWaiting(upTo: number, what: string) {
    if (waitingFrom === undefined) return
    notes.add(`${entries(waitingFrom, upTo)} written while sealed: ${what}.`)
    waitingFrom = undefined
  }

  /** Of a chain whose key is lost: that it is there is all that can be said. */
  function stepOver({ id }: AuditRow) {
    vouched = { id, mac: '' }
    link = startLink(key, '')
    if (id !== unvouchedTo) return
    notes.add(
      `${entries(anchorId + 1, unvouchedTo)} from before the vault was made anew: no longer vouched for, as the key of that time is lost.`,
    )
  }

  return {
    problems,
    notes,
    step(row: AuditRow): 'checked' | 'unvouched' {
      if (row.id !== lastId + 1) problems.add(`${entries(lastId + 1, row.id - 1)} missing.`)
      lastId = row.id
      if (row.id <= unvouchedTo) {
        stepOver(row)
        return 'unvouched'
      }
      link.add(row)
      if (row.mac === '') {
        waitingFrom ??= row.id
        return 'checked'
      }
      if (link.mac() !== row.mac) {
        const since = row.id === vouched.id + 1 ? `Entry ${row.id}` : `Entries ${vouched.id + 1} to ${row.id}`
        problems.add(`${since}: something was changed, removed or added here.`)
      }
      noteWaiting(row.id - 1, `nobody vouches for what was there before entry ${row.id}`)
      if (row.event === 'audit.broken') problems.add(`Entry ${row.id}: ${sentenceOf(row)}.`)
      if (row.event === 'audit.begun') notes.add(`The chain begins with entry ${row.id}.`)
      vouched = row
      link = startLink(key, row.mac)
      return 'checked'
    },
    end(now: HeadFound) {
      noteWaiting(lastId, 'nobody vouches for it until the next entry')
      if (now.state === 'absent' && vouched.id > 0)
        problems.add('The record of where the log ends is missing.')
      if (now.state === 'forged') problems.add('The record of where the log ends is not as it was written.')
      if (now.state !== 'found' || (now.head.id === vouched.id && now.head.mac === vouched.mac)) return
      problems.add(
        now.head.id > vouched.id
          ? `${entries(vouched.id + 1, now.head.id)} missing at the end.`
          : `The record of where the log ends is an old one: it names entry ${now.head.id}, and entry ${vouched.id} is there.`,
      )
    },
  }
}

function entries(from: number, to: number): string {
  return from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`
}

function sentenceOf({ detail }: AuditRow): string {
  try {
    return String((JSON.parse(detail) as Record<string, unknown>)['sentence'])
  } catch {
    return 'the log was broken'
  }
}

function sentences() {
  const first: string[] = []
  let count = 0
  return {
    get count() {
      return count
    },
    add(sentence: string) {
      count++
      if (count <= MAX_SENTENCES) first.push(sentence)
    },
    told: () => (count > first.length ? [...first, `And ${count - first.length} more of this kind.`] : first),
  }
}
