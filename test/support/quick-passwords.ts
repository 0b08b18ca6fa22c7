// A password hash names its cost. The dearest one takes 0.4 s of a processor per sign-in, the cheapest some milliseconds, and the
// server checks both by the same road. The dearest is tried where hashes are the point: test/auth/, test/doctor/, test/cli.test.ts.
import { randomBytes, scryptSync } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'

/** The least cost that server/auth/passwords.ts takes. */
const LN = 10

export interface Person {
  readonly user: string
  readonly password: string
}

/** For people whose server is not running. */
export function makePasswordsQuick(dataDir: string, people: readonly Person[]): void {
  const db = openDatabase(join(dataDir, 'lockgroove.db'))
  try {
    makeQuick(db, people)
  } finally {
    db.close()
  }
}

function makeQuick(db: WriteDb, people: readonly Person[]): void {
  const store = db.prepare('UPDATE users SET password_hash = ? WHERE name = ?')
  for (const { user, password } of people) {
    if (store.run(quickHash(password), user).changes !== 1) throw new Error(`There is no ${user}`)
  }
}

function quickHash(password: string): string {
  const salt = randomBytes(16)
  const hash = scryptSync(password, salt, 32, { N: 2 ** LN, r: 8, p: 1 })
  return `$scrypt$ln=${LN},r=8,p=1$${unpadded(salt)}$${unpadded(hash)}`
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
