// Opens the vault while the server runs: when the owner asks for it after a sealed start, and by itself when another
// process gave the vault a new master key. Never on the path of a request, since a keychain may be asked.
import { type Clock, systemClock } from '../clock.ts'
import type { ReadDb } from '../db/open.ts'
import { readHead } from './key-ring.ts'
import { lookAtPassphrase } from './key-sources.ts'
import type { MasterKey } from './master-key.ts'
import type { Vault, VaultState } from './vault.ts'
import { VaultProblem, type VaultTrouble } from './vault-problem.ts'

export type MasterKeySource = MasterKey['source']

export interface Unlocking {
  /** Where the master key comes from; undefined while the vault lacks it. */
  place(): Pick<MasterKey, 'source' | 'path'> | undefined
  /** As the vault's, with the trouble of the last try. */
  state(): VaultState
  /** Looks for the master key and opens the vault with it. One search at a time; a vault that is open stays open. */
  tryAgain(): Promise<VaultState>
  /**
   * Opens a vault that was made with a passphrase, which is kept nowhere.
   * @throws VaultProblem for another one; how it was before is how it is then
   */
  openWithPassphrase(passphrase: string): Promise<VaultState>
  /** The recovery key opened the vault, and its new master key has no place. */
  lacksPlace(problem: VaultProblem): void
  /** @returns what ends it */
  onChange(listener: (state: VaultState) => void): () => void
  /**
   * For a request that found the vault behind the database: waits for the search, but not for a keychain that takes its
   * time. At once where a search would change nothing.
   */
  catchUp(): Promise<void>
  /** Follows what other processes do with the keys, until `close`. */
  watch(onOpened: (source: MasterKeySource) => void): void
  close(): void
}

export interface UnlockingDeps {
  readonly db: ReadDb
  readonly vault: Vault
  readonly findKey: () => Promise<MasterKey>
  /** How the start went. */
  readonly start: Pick<MasterKey, 'source' | 'path'> | VaultProblem
  readonly clock?: Clock
  /** A try failed that nobody is waiting for. */
  readonly onTrouble?: (sentence: string) => void
}

interface Failed {
  readonly trouble: VaultTrouble
  readonly sentence: string
  /** The vault's keys as they were then: when they change, a new try makes sense. */
  readonly head: string
  readonly nextAt: number
  readonly waitMs: number
}

const LOOK_EVERY_MS = 1000
/** What somebody waits for the new key before he is told to come again. A key file takes 1 ms, a keychain some 100. */
const CATCH_UP_MS = 1500
/** While a re-wrapped vault goes on working with the keys it has. */
const FIRST_WAIT_MS = 15_000
/** A locked keychain puts up a prompt each time, and somebody may have dismissed it on purpose. */
const FIRST_WAIT_FOR_KEYCHAIN_MS = 5 * 60_000
const LONGEST_WAIT_MS = 60 * 60_000

export function createUnlocking(deps: UnlockingDeps): Unlocking {
  const { db, vault, findKey, start, clock = systemClock, onTrouble } = deps
  let place = start instanceof VaultProblem ? undefined : start
  let failed = start instanceof VaultProblem ? failedBy(start, undefined) : undefined
  let search: Promise<VaultState> | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let withoutPlace: VaultProblem | undefined
  const listeners = new Set<(state: VaultState) => void>()

  function state(): VaultState {
    const now = vault.state()
    if (now.open && withoutPlace) {
      return { open: true, lacksKey: { trouble: withoutPlace.trouble, sentence: withoutPlace.message } }
    }
    return now.open || !failed ? now : { open: false, trouble: failed.trouble, sentence: failed.sentence }
  }

  function tell() {
    if (isClosed) return
    const now = state()
    for (const listener of listeners) listener(now)
  }

  function opened(by: Pick<MasterKey, 'source' | 'path'>) {
    place = by
    failed = undefined
    withoutPlace = undefined
  }

  function headNow(): string {
    return JSON.stringify(readHead(db) ?? null)
  }

  function failedBy({ trouble, message }: VaultProblem, before: Failed | undefined): Failed {
    const first = trouble === 'locked' ? FIRST_WAIT_FOR_KEYCHAIN_MS : FIRST_WAIT_MS
    const waitMs = before ? Math.min(before.waitMs * 2, LONGEST_WAIT_MS) : first
    return { trouble, sentence: message, head: headNow(), nextAt: clock.now() + waitMs, waitMs }
  }

  async function findAndUnlock(): Promise<VaultState> {
    try {
      const found = await findKey()
      try {
        if (isClosed) return state()
        vault.unlock(found.key)
      } finally {
        found.key.fill(0)
      }
      opened(found)
    } catch (error) {
      // The database may have been closed under the search.
      if (isClosed) return state()
      if (!(error instanceof VaultProblem)) throw error
      failed = failedBy(error, failed)
    }
    tell()
    return state()
  }

  function tryAgain(): Promise<VaultState> {
    search ??= findAndUnlock().finally(() => {
      search = undefined
    })
    return search
  }

  /** Whether to look without being asked. */
  function isWorthATry(): boolean {
    if (search || !vault.needsMasterKey()) return false
    if (!failed || failed.head !== headNow()) return true
    return (vault.state().open || failed.trouble === 'locked') && clock.now() >= failed.nextAt
  }

  async function look(onOpened: (source: MasterKeySource) => void) {
    try {
      if (!isWorthATry()) return
      await tryAgain()
      if (isClosed) return
      if (failed) onTrouble?.(failed.sentence)
      else if (place) onOpened(place.source)
    } catch (error) {
      if (!isClosed) onTrouble?.((error as Error).message)
    }
  }

  return {
    place: () => (vault.state().open ? place : undefined),
    state,
    tryAgain,
    async openWithPassphrase(passphrase) {
      const { key } = await lookAtPassphrase(db, { passphrase })
      if (!key) throw new VaultProblem('wrong key', 'That is not the passphrase of this vault.')
      try {
        if (isClosed) return state()
        vault.unlock(key)
      } finally {
        key.fill(0)
      }
      opened({ source: 'passphrase' })
      tell()
      return state()
    },
    lacksPlace(problem) {
      withoutPlace = problem
      tell()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async catchUp() {
      if (!vault.state().open || !vault.needsMasterKey() || failed?.head === headNow()) return
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CATCH_UP_MS)
      })
      await Promise.race([tryAgain(), patience])
      clearTimeout(timer)
    },
    watch(onOpened) {
      timer = setInterval(() => void look(onOpened), LOOK_EVERY_MS).unref()
    },
    close() {
      isClosed = true
      clearInterval(timer)
    },
  }
}
