// What no program can do for the owner, in the order in which it matters.
import type { ReadDb } from '../db/open.ts'
import { findRunningServer, pinName } from '../settings/running-server.ts'

export function nextSteps(db: ReadDb, failed: readonly string[]): readonly string[] {
  const pinned = attempt(() => findRunningServer(db)?.pinned.address)
  return [
    ...(failed.length > 0
      ? ['Look at what failed above, mend it, and do this again: it does no harm twice.']
      : []),
    ...(pinned
      ? [
          `The server was started with ${pinName('address', pinned)}: take that out of the start command, or the network door opens again at the next start.`,
        ]
      : []),
    'If a reverse proxy, a tunnel or a port forwarding leads to this computer, stop it: that is outside Lockgroove.',
    'Give every account a new password: lockgroove user password NAME.',
    'Read what happened: lockgroove audit show --since 30d, and lockgroove audit verify.',
    'Look over accounts and roles: lockgroove user list.',
    'If somebody else could use this computer itself, or had the master key: lockgroove key rewrap, then lockgroove key rotate, then lockgroove key recovery.',
    'Check that the last good backup opens: lockgroove backup verify. Backups that are older still hold the old credentials: whoever has their key gets at those, and restoring one brings them back to life.',
    'When all is well again: make new device passwords (lockgroove device add) and passkeys, and open the network door.',
  ]
}

/** A damaged database must not keep the report from being written. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
