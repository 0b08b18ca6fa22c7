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
    statement = db.prepare(text)
    ofConnection.set(text, statement)
  }
  return statement as Statement<Parameters extends unknown[] ? Parameters : [Parameters], Row>
}
