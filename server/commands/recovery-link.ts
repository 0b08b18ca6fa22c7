// A link for somebody who is locked out, made by whoever may read the data folder: no lesser thing than reading it.
import { LINK_LIFE_MS, makeRecoveryToken } from '../auth/recovery-links.ts'
import { systemClock } from '../clock.ts'
import { Conflict } from '../errors.ts'
import type { OpenData } from '../open-data.ts'
import { findRunningServer } from '../settings/running-server.ts'
import type { CommandInput } from './command.ts'

export async function recoveryLink({ db, users, audit }: OpenData, name: string, { loaded }: CommandInput) {
  const account = users.getByName(name)
  if (account.disabledAt !== undefined) throw new Conflict(`${account.name} is disabled and cannot sign in`)
  const running = findRunningServer(db)
  const plainToken = makeRecoveryToken({ db, clock: systemClock }, account.id)
  audit.record({ event: 'recovery-link.made', actor: 'command line', subject: account.name })

  const { consoleAddress, consolePort } = loaded.settings
  const address = running?.consoleUrl ?? `http://${consoleAddress}:${consolePort}`
  print(`For ${account.name}, once, within ${LINK_LIFE_MS / 60_000} minutes:\n`)
  print(`  ${address}/recover#${plainToken}\n`)
  print('Whoever opens it chooses a new password and is signed in. Behind a reverse proxy, put your own')
  print('address before /recover. Links made for this user before stopped working.')
  if (!running) process.stderr.write('Lockgroove is not running on this data folder: start it first.\n')
}

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
