// A process of its own that opens a vault and, for each message, stores three sealed values in it, while another process
// rotates (rotate.test.ts). Answers with the ids of the keys it sealed with.
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { openVault } from '../../server/vault/vault.ts'
import { placeOfUser } from './filled-vault.ts'

const [path = '', masterKey = ''] = process.argv.slice(2)
const db = openDatabase(path)
const vault = openVault(db, Buffer.from(masterKey, 'hex'), systemClock)
const update = db.prepare('UPDATE users SET sealed_password = ? WHERE id = ?')

process.on('message', (round) => {
  const keyIds = [1, 2, 3].map((id) =>
    db
      .transaction(() => {
        update.run(vault.seal(`again-${id}-${round}`, placeOfUser(id)), id)
        return vault.keyId
      })
      .immediate(),
  )
  process.send?.(keyIds)
})
process.send?.([])
