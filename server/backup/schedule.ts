// Backups that make themselves, while the server runs.
import type { Clock } from '../clock.ts'
import { Busy, isForStrangers } from '../errors.ts'
import type { Log } from '../log.ts'
import type { LiveSettings } from '../settings/live.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import type { Backups } from './backups.ts'
import { newestGoodBackup } from './list-backups.ts'

export interface BackupSchedule {
  /** When the next is due; undefined when they are made by hand only. */
  nextAt(): number | undefined
  /** Why the last try failed, or why there is none; undefined when all is well. */
  problem(): string | undefined
  /** Looks whether one is due, and makes it. Resolves when that is done. */
  look(): Promise<void>
  /** Looks by itself from now on, until `close`. */
  start(): void
  close(): void
}

export interface BackupScheduleDeps {
  readonly backups: Backups
  readonly vault: Vault
  readonly live: LiveSettings
  readonly clock: Clock
  readonly log: Log
  /** Whether there is anything to lose: an empty server is not worth a backup. */
  readonly isWorthIt: () => boolean
}

const HOUR_MS = 60 * 60 * 1000
/** After the first minute, which belongs to whoever has started the server. */
const LOOK_EVERY_MS = 60_000
const AFTER_FAILURE_MS = HOUR_MS

export function createBackupSchedule(deps: BackupScheduleDeps): BackupSchedule {
  const { backups, vault, live, clock, log, isWorthIt } = deps
  let failure: { readonly at: number; readonly sentence: string } | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function dueAt(): number | undefined {
    const hours = live.get('backupEveryHours')
    if (hours === 0) return undefined
    const now = clock.now()
    // A clock that was wrong may have left one in the future: it must not be waited for.
    const last = newestGoodBackup(backups.list().filter(({ madeAt }) => madeAt <= now))
    const regular = last ? last.madeAt + hours * HOUR_MS : now
    return failure ? Math.max(regular, failure.at + AFTER_FAILURE_MS) : regular
  }

  function sealedSentence(): string | undefined {
    const state = vault.state()
    return state.open ? undefined : `No backups are made while the vault is sealed. ${state.sentence}`
  }

  async function look(): Promise<void> {
    if (isClosed || backups.isBusy() || !vault.state().open || !isWorthIt()) return
    try {
      const due = dueAt()
      if (due === undefined || clock.now() < due) return
      const { good, name, rehearsal } = await backups.make('server')
      failure = good ? undefined : { at: clock.now(), sentence: `${name} is bad: ${rehearsal?.sentence}` }
      if (failure) log.error(failure.sentence)
      else log.info({ name }, 'Backup made')
    } catch (error) {
      // Somebody else makes one: that will do.
      if (isClosed || error instanceof Busy) return
      failure = { at: clock.now(), sentence: sentenceOf(error) }
      log.error({ err: error }, 'No backup was made')
    }
  }

  return {
    nextAt: dueAt,
    problem: () => sealedSentence() ?? failure?.sentence,
    look,
    start() {
      timer = setInterval(() => void look(), LOOK_EVERY_MS).unref()
    },
    close() {
      isClosed = true
      clearInterval(timer)
    },
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof VaultSealed) return error.sentence
  return isForStrangers(error) ? error.message : 'The backup failed; the log says why.'
}
