// Opening a vault that is shut while the server runs, and giving a recovered one a master key: for the console and for the
// desktop. Each is written into the audit log.
import type { WriteDb } from '../db/open.ts'
import { Conflict } from '../errors.ts'
import { changeMasterKey, type NewMasterKey } from '../vault/change-master-key.ts'
import type { MasterKeyOptions } from '../vault/master-key.ts'
import { giveOwnMasterKey } from '../vault/own-place.ts'
import { checkNewPassphrase } from '../vault/passphrase.ts'
import type { Unlocking } from '../vault/unlocking.ts'
import type { Vault, VaultState } from '../vault/vault.ts'
import { VaultProblem } from '../vault/vault-problem.ts'
import type { Audit, AuditEntry } from './audit.ts'

export interface OpenVaultDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly audit: Audit
  readonly unlocking: Unlocking
  readonly masterKey: MasterKeyOptions
}

type Who = Pick<AuditEntry, 'actor' | 'address'>

/** For a host that has no session: the person at the computer. */
export interface VaultControls {
  /** Whether the master key is here; why not, and for the tray what to do. */
  vaultState(): VaultState
  /** @returns what ends it */
  onVaultChange(listener: (state: VaultState) => void): () => void
  tryAgain(): Promise<VaultState>
  openWithPassphrase(passphrase: string): Promise<VaultState>
  keepKeyInFile(): Promise<VaultState>
  recoverVault(recoveryKey: string): Promise<VaultState>
}

export function createVaultControls(deps: OpenVaultDeps, who: Who): VaultControls {
  return {
    vaultState: deps.unlocking.state,
    onVaultChange: deps.unlocking.onChange,
    tryAgain: () => lookForMasterKey(deps, who),
    openWithPassphrase: (passphrase) => openWithPassphrase(deps, passphrase, who),
    keepKeyInFile: () => keepKeyInFile(deps, who),
    recoverVault: (recoveryKey) => recoverVault(deps, recoveryKey, who),
  }
}

/** Looks for the master key where it may be. Never throws for one that is not there: the state says why. */
export function lookForMasterKey(deps: OpenVaultDeps, who: Who): Promise<VaultState> {
  return noting(deps, who, () => deps.unlocking.tryAgain())
}

/**
 * Opens the vault with the passphrase it was made with; or makes this the passphrase of one that was recovered and has no
 * master key. The passphrase is kept nowhere.
 * @throws VaultProblem for another one, InvalidInput for a new one that is too short, Conflict where it is of no use
 */
export function openWithPassphrase(deps: OpenVaultDeps, passphrase: string, who: Who): Promise<VaultState> {
  if (!deps.vault.state().open) return noting(deps, who, () => deps.unlocking.openWithPassphrase(passphrase))
  checkNewPassphrase(passphrase)
  return keepIn(deps, { place: 'passphrase', passphrase }, who)
}

/** Makes a key file for a vault that was recovered and has no master key. @throws VaultProblem, Conflict */
export function keepKeyInFile(deps: OpenVaultDeps, who: Who): Promise<VaultState> {
  return keepIn(deps, { place: 'key file' }, who)
}

/**
 * Opens the vault with its recovery key and gives it a master key that the next start finds. Where the owner has to say
 * first where that is to be, the vault is open until the server stops, and its state tells what it lacks.
 * @throws InvalidInput for what is no recovery key, VaultProblem for the wrong one, Conflict while nothing is lost
 */
export async function recoverVault(deps: OpenVaultDeps, recoveryKey: string, who: Who): Promise<VaultState> {
  const { db, vault, unlocking, masterKey, audit } = deps
  if (!vault.needsMasterKey()) throw new Conflict('The vault is open, with its master key in place')
  vault.unlockWithRecovery(recoveryKey)
  try {
    const { source } = await giveOwnMasterKey(db, vault, masterKey)
    audit.record({ event: 'vault.recovered', ...who, detail: { source } })
  } catch (error) {
    if (!(error instanceof VaultProblem) || masterKey.firstKey !== 'ask') throw error
    audit.record({ event: 'vault.recovered', ...who, detail: { source: 'until it stops' } })
    unlocking.lacksPlace(untilItStops(error))
    return unlocking.state()
  }
  // As the next start will.
  return unlocking.tryAgain()
}

function untilItStops({ trouble, message }: VaultProblem): VaultProblem {
  return trouble === 'locked'
    ? new VaultProblem(
        'locked',
        'The vault is open until Lockgroove stops. Its master key is still in the keychain, which is locked: unlock it before the next start.',
      )
    : new VaultProblem(
        'no place',
        `The vault is open until Lockgroove stops, as its new master key has no place yet. ${message}`,
      )
}

async function keepIn(deps: OpenVaultDeps, to: NewMasterKey, who: Who): Promise<VaultState> {
  const { db, vault, unlocking, masterKey, audit } = deps
  const now = unlocking.state()
  if (!now.open || !now.lacksKey) throw new Conflict('The vault has its master key')
  const { dataDir, keyFile } = masterKey
  const { source } = await changeMasterKey(db, vault, to, {
    ...(dataDir !== undefined && { dataDir }),
    ...(keyFile !== undefined && { keyFile }),
  })
  audit.record({ event: 'vault.rewrapped', ...who, detail: { source } })
  if (to.place === 'passphrase') return unlocking.openWithPassphrase(to.passphrase)
  return unlocking.tryAgain()
}

async function noting(deps: OpenVaultDeps, who: Who, open: () => Promise<VaultState>): Promise<VaultState> {
  const wasOpen = deps.vault.state().open
  const state = await open()
  const source = deps.unlocking.place()?.source
  if (!wasOpen && state.open) {
    deps.audit.record({ event: 'vault.opened', ...who, detail: source === undefined ? {} : { source } })
  }
  return state
}
