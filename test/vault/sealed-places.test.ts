import { describe, expect, it } from 'vitest'
import { checkSealedValues, nameOfPlace, SEALED_COLUMNS } from '../../server/vault/sealed-places.ts'
import { newDatabase, newFilledVault } from './filled-vault.ts'

/** Data keys are wrapped by other keys than data keys. */
const WRAPPED = ['data_keys.wrapped_by_master', 'data_keys.wrapped_by_recovery']

function columnsOf(db: ReturnType<typeof newDatabase>['db']): { table: string; column: string }[] {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    .pluck()
    .all() as string[]
  return tables.flatMap((table) =>
    (db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]).map((column) => ({
      table,
      column,
    })),
  )
}

describe('the table of sealed columns', () => {
  it('lists every place of the database that a sealed value lies in', () => {
    const { db } = newFilledVault()
    const found = columnsOf(db).flatMap(({ table, column }) => {
      const sealed = db.prepare(`SELECT 1 FROM "${table}" WHERE "${column}" LIKE 'v_:%' LIMIT 1`).get()
      const name = `${table}.${column}`
      return sealed && !WRAPPED.includes(name) ? [name] : []
    })
    expect(found.sort()).toEqual(SEALED_COLUMNS.map(({ table, field }) => `${table}.${field}`).sort())
  })

  it('lists every column whose name says that it is sealed', () => {
    const named = columnsOf(newDatabase().db)
      .filter(({ column }) => /seal/.test(column))
      .map(({ table, column }) => `${table}.${column}`)
    const listed = SEALED_COLUMNS.map(({ table, field }) => `${table}.${field}`)
    expect(named.length).toBeGreaterThan(2)
    expect(named.filter((name) => !listed.includes(name))).toEqual([])
  })
})

describe('checkSealedValues', () => {
  it('counts what opens, and names what is in the clear or damaged', () => {
    const { db, vault } = newFilledVault()
    expect(checkSealedValues(db, vault)).toEqual({ sound: 14, inTheClear: [], damaged: [] })
    db.prepare("UPDATE users SET sealed_password = 'sesame' WHERE id = 1").run()
    db.prepare('UPDATE users SET sealed_password = substr(sealed_password, 1, 20) WHERE id = 2').run()
    db.prepare("UPDATE state SET value = 'a key in the clear' WHERE name = 'tls-key'").run()
    const { sound, inTheClear, damaged } = checkSealedValues(db, vault)
    expect(sound).toBe(11)
    expect(inTheClear.map(nameOfPlace)).toEqual(['users.sealed_password of row 1'])
    expect(damaged.map(nameOfPlace)).toEqual(['users.sealed_password of row 2', 'state.value of row tls-key'])
  })

  it('changes nothing', () => {
    const { db, vault } = newFilledVault()
    const changes = () => db.prepare('SELECT total_changes()').pluck().get()
    const before = changes()
    checkSealedValues(db, vault)
    expect(changes()).toBe(before)
  })
})
