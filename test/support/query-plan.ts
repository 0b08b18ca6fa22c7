import type { ReadDb } from '../../server/db/open.ts'
import { hideParameters } from '../../server/db/statements.ts'

/** What SQLite does for a statement, line by line, as `prepare` hands it over. */
export function queryPlan(db: ReadDb, sql: string): string[] {
  const names = [...sql.matchAll(/:([a-zA-Z]\w*)/g)].map((match) => match[1]!)
  const statement = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${hideParameters(sql)}`)
  const rows =
    names.length > 0
      ? statement.all(Object.fromEntries(names.map((name) => [name, 1])))
      : statement.all(...(sql.match(/\?/g) ?? []).map(() => 1))
  return rows.map(({ detail }) => detail)
}

/** Lines of a plan that read a whole table or sort: what no list of a large library may do. */
export function slowSteps(db: ReadDb, sql: string): string[] {
  return queryPlan(db, sql).filter(
    (line) =>
      /USE TEMP B-TREE|AUTOMATIC/.test(line) ||
      (/^SCAN /.test(line) &&
        !/USING (COVERING )?INDEX|VIRTUAL TABLE|CONSTANT ROW|^SCAN (p|f|shared|\(.*\))$/.test(line)),
  )
}
