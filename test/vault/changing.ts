// A process of its own that opens a vault as the server does, changes its keys, and ends itself the hard way after the step
// it is told. Prints the name of each step. Its one argument is a Job as JSON; also called by tests directly.
import { writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { startOverWithout } from '../../server/auth/start-over.ts'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { changeMasterKey, type NewMasterKey } from '../../server/vault/change-master-key.ts'
import { findMasterKey, type MasterKeyOptions } from '../../server/vault/master-key.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { openVault } from '../../server/vault/vault.ts'
import { openedValues } from './filled-vault.ts'

export interface Job {
  readonly dbPath: string
  readonly find: MasterKeyOptions
  /** Keys as text here; `rotate` and `start over` are no places. `look` only opens. */
  readonly to:
    | { readonly place: 'rotate' | 'look' | 'start over' | 'keychain' | 'key file' }
    | { readonly place: 'passphrase'; readonly passphrase: string }
    | { readonly place: 'given'; readonly key: string }
  readonly dieAfter?: number
}

/** Everything sealed, as it opens with the key that is found; does the job in between. */
export async function run({
  dbPath,
  find,
  to,
  dieAfter,
}: Job): Promise<{ values: string[]; source: string }> {
  const db = openDatabase(dbPath)
  const found = await findMasterKey(db, find)
  const vault = openVault(db, found.key, systemClock)
  let count = 0
  function onStep(step: string) {
    writeSync(1, `${step}\n`)
    if (++count === dieAfter) process.kill(process.pid, 'SIGKILL')
  }
  if (to.place === 'start over') {
    const deps = { db, vault, clock: systemClock, dataDir: dirname(dbPath), masterKey: find }
    await startOverWithout(deps, { actor: 'test' }, { onStep })
    db.close()
    return { values: [], source: found.source }
  }
  if (to.place === 'rotate') await rotateDataKey(db, vault, { clock: systemClock, onStep })
  else if (to.place !== 'look') {
    await changeMasterKey(db, vault, toNewMasterKey(to), {
      ...(find.keyFile && { keyFile: find.keyFile }),
      onStep,
    })
  }
  const values = [...openedValues(db, vault), vault.auditKey() ? 'audit key' : 'no audit key']
  db.close()
  return { values, source: found.source }
}

function toNewMasterKey(to: Job['to']): NewMasterKey {
  if (to.place === 'given') return { place: 'given', key: Buffer.from(to.key, 'hex') }
  return to as NewMasterKey
}

if (import.meta.main) await run(JSON.parse(process.argv[2]!))
