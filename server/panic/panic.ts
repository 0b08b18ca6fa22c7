// For somebody who believes that an intruder is in: takes away, at once, everything that opens a door, except the account
// passwords in the window, or the owner would be locked out too. Every step is tried, whatever became of the others.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Audit } from '../auth/audit.ts'
import type { Actor } from '../auth/change-setting.ts'
import { revokeAllDeviceCredentials } from '../auth/device-credentials.ts'
import { endRecoveryLinks, removeAllPasskeys, withdrawAppPasswords } from '../auth/end-access.ts'
import { endAllSessions } from '../auth/sessions.ts'
import type { Clock } from '../clock.ts'
import type { PanicReport } from '../contract/safety.ts'
import type { WriteDb } from '../db/open.ts'
import { removeAllShares } from '../library/shares.ts'
import type { VaultChange } from '../vault/vault-change.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import { nextSteps } from './next-steps.ts'
import { writeReport } from './report.ts'

export interface PanicDeps {
  readonly db: WriteDb
  readonly dataDir: string
  readonly clock: Clock
  readonly audit: Audit
  /** Lets nobody but this computer at the music. @returns what was closed, a sentence each */
  readonly closeNetwork: () => Promise<readonly string[]>
  readonly rotate: () => Promise<VaultChange>
}

interface Step {
  /** What failed, should it fail. */
  readonly name: string
  /** @returns what was done, a sentence each */
  readonly run: () => readonly string[] | Promise<readonly string[]>
}

/** Never throws: what failed is in the report. */
export async function panic(deps: PanicDeps, who: Actor): Promise<PanicReport> {
  const done: string[] = []
  const failed: string[] = []
  for (const { name, run } of stepsOf(deps)) {
    try {
      done.push(...(await run()))
    } catch (error) {
      failed.push(`${name}: ${sentenceOf(error)}`)
    }
    // Each in its own turn: together they would hold up the music, and whoever presses this waits for none of it.
    await nextTurn()
  }
  deps.audit.record({ ...who, event: 'panic', detail: { done: done.length, failed: failed.length } })

  const report = { at: deps.clock.now(), actor: who.actor, done, failed, next: nextSteps(deps.db, failed) }
  try {
    return { ...report, path: writeReport(deps.dataDir, report) }
  } catch (error) {
    return { ...report, failed: [...failed, `Writing the report: ${sentenceOf(error)}`], path: '' }
  }
}

/** The quickest way in first. The data key last: it may have to wait for a keychain. */
function stepsOf({ db, clock, closeNetwork, rotate }: PanicDeps): readonly Step[] {
  return [
    {
      name: 'Closing the network door',
      async run() {
        const closed = await closeNetwork()
        return closed.length > 0 ? closed : ['No network door was open.']
      },
    },
    {
      name: 'Ending the sessions',
      run: () => [`Everybody is signed out of the window (sessions ended: ${endAllSessions(db)}).`],
    },
    {
      name: 'Revoking device passwords and API keys',
      run() {
        const count = revokeAllDeviceCredentials(db, 'everybody', clock)
        return [`All device passwords and API keys are revoked (${count}).`]
      },
    },
    { name: 'Taking account passwords from music apps', run: () => describeAppPasswords(db) },
    {
      name: 'Removing the passkeys',
      run: () => [`No passkey opens the window any more (removed: ${removeAllPasskeys(db)}).`],
    },
    {
      name: 'Ending the recovery links',
      run: () => [`No recovery link works any more (ended: ${endRecoveryLinks(db)}).`],
    },
    {
      name: 'Ending the share links',
      run: async () => [`No share link leads to music any more (removed: ${await removeAllShares(db)}).`],
    },
    {
      name: 'Rotating the data key',
      async run() {
        const { resealed, damaged } = await rotate()
        const count = Object.values(resealed).reduce((sum, each) => sum + each, 0)
        const left =
          damaged.length === 0 ? '' : ` Values that do not open, and stay as they are: ${damaged.length}.`
        return [`There is a new data key, and what is sealed is sealed with it (values: ${count}).${left}`]
      },
    },
  ]
}

function describeAppPasswords(db: WriteDb): readonly string[] {
  const { withdrawn, kept } = withdrawAppPasswords(db)
  return [
    `Music apps no longer get in with an account password (people: ${withdrawn}); it still opens the window.`,
    ...kept.map(
      (name) => `Except for ${name}, who could not sign in at all without it: give this user a new password.`,
    ),
  ]
}

/** An error's own words may hold a path, never a secret. */
function sentenceOf(error: unknown): string {
  if (error instanceof VaultSealed) return error.sentence
  return error instanceof Error ? error.message : String(error)
}
