// Runs inside a D-Bus session of its own (test/vault/secret-service.test.ts): does the words it is given one after the
// other and prints an answer a line. `read`, `store:VALUE`, `set:VALUE` (by keytar directly), `remove`, `lock`.
import { execFileSync } from 'node:child_process'
import keytar from 'keytar'
import { createKeychain } from '../../server/vault/keychain.ts'

const keychain = createKeychain({ timeoutMs: 20_000 })

function lock() {
  const service = '/org/freedesktop/secrets'
  const words = ['call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', service]
  const method = ['--method', 'org.freedesktop.Secret.Service.Lock', `["${service}/collection/login"]`]
  execFileSync('gdbus', [...words, ...method], { stdio: 'ignore' })
  return 'locked'
}

async function run(word: string): Promise<unknown> {
  const [name, value = ''] = word.split(':', 2)
  if (name === 'read') return keychain.read()
  if (name === 'store') return keychain.store(value)
  if (name === 'set') return (await keytar.setPassword('Lockgroove', 'master-key', value)) ?? 'set'
  if (name === 'remove') return keytar.deletePassword('Lockgroove', 'master-key')
  if (name === 'probe') return keytar.getPassword('Lockgroove', 'probe')
  if (name === 'lock') return lock()
  throw new Error(`unknown word ${word}`)
}

for (const word of process.argv.slice(2)) console.log(JSON.stringify(await run(word)))
