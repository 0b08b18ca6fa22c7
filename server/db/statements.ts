// Statements are prepared once per connection. `prepare(db, sql)` is what a query function calls.
import type { Statement } from 'better-sqlite3'
import type { ReadDb } from './open.ts'

const PREPARED = new WeakMap<ReadDb, Map<string, Statement>>()

/** The prepared statement for this exact text on this connection, made at first use. Texts must come from a fixed set. */
export function prepare<Parameters extends unknown[] | object = unknown[], Row = unknown>(
  db: ReadDb,
  text: string,
): Statement<Parameters extends unknown[] ? Parameters : [Parameters], Row> {
  let ofConnection = PREPARED.get(db)
  if (!ofConnection) {
    ofConnection = new Map()
    PREPARED.set(db, ofConnection)
  }
  let statement = ofConnection.get(text)
  if (!statement) {
    statement = db.prepare(hideParameters(text))
    ofConnection.set(text, statement)
  }
  return statement as Statement<Parameters extends unknown[] ? Parameters : [Parameters], Row>
}

const QUOTED_OR_PARAMETER = /'[^']*'|"[^"]*"|--[^\n]*|\?\d*|[:@$][A-Za-z_]\w*/g

/**
 * Each `?` and `:name` as `+?` and `+:name`, which means the same. SQLite built with STAT4, as better-sqlite3 has it, peeks at
 * the values of bare parameters to choose a plan, and then plans a statement with a join or a `LIMIT ?` again at every
 * execution: 78 us instead of 5 for the songs of an album. It does not look behind a plus sign. Our plans are tested to be
 * right for any value.
 */
export function hideParameters(text: string): string {
  return text.replace(QUOTED_OR_PARAMETER, (part) => (/^[?:@$]/.test(part) ? `+${part}` : part))
}
