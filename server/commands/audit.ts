// Shows the audit log and verifies its chain.
import { type AuditQuery, listAudit } from '../auth/list-audit.ts'
import { verifyAudit } from '../auth/verify-audit.ts'
import { systemClock } from '../clock.ts'
import type { AuditVerdict } from '../contract/audit.ts'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { type OpenData, openData } from '../open-data.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import { type Command, type CommandInput, forTerminal, UsageProblem } from './command.ts'
import { localTime } from './say-time.ts'
import { withData } from './user.ts'

const MAX_COUNT = 100_000
const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 }

/** `verify` answers 1 when something does not fit, or cannot be looked at. */
export const audit: Command = async (input) => {
  const [action, ...others] = input.words
  if (action !== 'show' && action !== 'verify') throw new UsageProblem('Say show or verify')
  if (others.length > 0) throw new UsageProblem(`Too many words: ${others.join(' ')}`)
  const query = action === 'show' ? readQuery(input) : undefined
  return withData(
    () => openData(input.loaded.settings, { evenSealed: true }),
    async (data) => {
      const asJson = input.flags['json'] === true
      return query ? show(data.db, query, asJson) : verify(data, asJson)
    },
  )
}

function readQuery({ flags }: CommandInput) {
  const { since, event, count = '100' } = flags
  if (typeof count !== 'string' || !/^\d{1,6}$/.test(count) || +count < 1 || +count > MAX_COUNT) {
    throw new UsageProblem(`--count: expected a number from 1 to ${MAX_COUNT}`)
  }
  return {
    count: Number(count),
    ...(typeof since === 'string' && { since: readSince(since) }),
    ...(typeof event === 'string' && { event }),
  }
}

function readSince(text: string): number {
  const [, number, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? []
  if (number !== undefined && unit !== undefined) return systemClock.now() - Number(number) * UNITS[unit]!
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(date)) {
    throw new UsageProblem('--since: expected a time such as 30m, 12h, 7d, 2w or 2026-11-21')
  }
  return date
}

/** Newest last, as a terminal scrolls. */
function show(db: ReadDb, query: AuditQuery, asJson: boolean): number {
  const found = listAudit(db, { ...query, count: query.count + 1 })
  const records = found.slice(0, query.count).reverse()
  if (found.length > records.length) {
    process.stderr.write(`Only the newest ${query.count}: --count ${MAX_COUNT} shows all.\n`)
  }
  if (asJson) {
    print(JSON.stringify(records, null, 2))
    return 0
  }
  if (records.length === 0) print(`No such entries.${query.event === undefined ? '' : eventsThereAre(db)}`)
  for (const { at, event, actor, subject, address, detail } of records) {
    const facts = Object.entries(detail).map(([name, value]) => `${name}=${value}`)
    const who = actor === '' ? 'a stranger' : actor
    const line = [
      localTime(at, 'second'),
      event.padEnd(22),
      who,
      subject && `→ ${subject}`,
      address,
      ...facts,
    ]
    print(forTerminal(line.filter((part) => part !== undefined).join('  ')))
  }
  return 0
}

async function verify({ db, vault }: OpenData, asJson: boolean): Promise<number> {
  let verdict: AuditVerdict
  try {
    verdict = await verifyAudit(db, vault)
  } catch (error) {
    if (!(error instanceof VaultSealed)) throw error
    process.stderr.write(`${error.sentence}\n`)
    return 1
  }
  if (asJson) print(JSON.stringify(verdict, null, 2))
  else {
    for (const problem of verdict.problems) print(`WRONG  ${problem}`)
    for (const note of verdict.notes) print(`note   ${note}`)
    const entries = verdict.checked === 1 ? '1 entry' : `${verdict.checked} entries`
    print(
      verdict.ok
        ? `${entries}, none changed or missing.`
        : `${entries}. Somebody, or a damaged disk, changed the record. See "If you suspect that somebody got in" in SECURITY.md.`,
    )
  }
  return verdict.ok ? 0 : 1
}

/** So that nobody takes a slip of the fingers for good news. */
function eventsThereAre(db: ReadDb): string {
  const events = prepare<[], string>(db, 'SELECT DISTINCT event FROM audit_log ORDER BY event').pluck().all()
  return events.length === 0 ? '' : forTerminal(` Events in the log: ${events.join(', ')}.`)
}

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
