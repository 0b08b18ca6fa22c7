// A process that writes to the audit log of a database: `write-audit.ts PATH COUNT`. For two that write at once.
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { createAudit } from '../../server/auth/audit.ts'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { openVault } from '../../server/vault/vault.ts'
import { TEST_MASTER_KEY } from './vault-and-users.ts'

const [path, count] = process.argv.slice(2)
const db = openDatabase(path!)
const vault = openVault(db, TEST_MASTER_KEY, systemClock)
const audit = createAudit({ db, vault, clock: systemClock })
// All begin when their input ends.
process.stdout.write('ready\n')
await once(process.stdin.resume(), 'end')
for (let at = 0; at < Number(count); at++) {
  audit.record({ event: 'login.failed', actor: String(process.pid), detail: { at } })
  // Others' turn: whoever writes without a pause keeps them waiting until the end.
  await setTimeout(1)
}
db.close()
