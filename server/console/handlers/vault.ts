// The owner's hold on the keys: is the vault open, open it, give it new keys.
import type { Audit } from '../../auth/audit.ts'
import { lookForMasterKey, recoverVault } from '../../auth/open-vault.ts'
import { makeNewRecoveryKey } from '../../auth/recovery-key.ts'
import type { Clock } from '../../clock.ts'
import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { VaultChange, VaultStatus } from '../../contract/vault.ts'
import type { WriteDb } from '../../db/open.ts'
import { Conflict } from '../../errors.ts'
import { changeMasterKey } from '../../vault/change-master-key.ts'
import { keyDates } from '../../vault/key-dates.ts'
import type { MasterKeyOptions } from '../../vault/master-key.ts'
import { samePlace } from '../../vault/own-place.ts'
import { rotateDataKey } from '../../vault/rotate.ts'
import { adviceFor } from '../../vault/sealed-words.ts'
import type { Unlocking } from '../../vault/unlocking.ts'
import type { Vault } from '../../vault/vault.ts'
import { NO_MASTER_KEY, VaultSealed } from '../../vault/vault-problem.ts'
import { type Caller, userOf } from '../caller.ts'

export interface VaultHandlerDeps {
  readonly db: WriteDb
  readonly clock: Clock
  readonly vault: Vault
  readonly audit: Audit
  readonly unlocking: Unlocking
  /** Where the master key may come from, by the settings. */
  readonly masterKey: MasterKeyOptions
}

type StatusDeps = Pick<VaultHandlerDeps, 'db' | 'vault' | 'unlocking'>

export function vaultStatus(_input: unknown, deps: StatusDeps): VaultStatus {
  return statusOf(deps)
}

export async function tryAgain(
  _input: unknown,
  deps: VaultHandlerDeps,
  caller: Caller,
): Promise<VaultStatus> {
  await lookForMasterKey(deps, whoOf(caller))
  return statusOf(deps)
}

/** @throws InvalidInput for what is no recovery key, StartProblem for the wrong one, Conflict while nothing is lost */
export async function recover(
  { recoveryKey }: InputOf<'vault.recover'>,
  deps: VaultHandlerDeps,
  caller: Caller,
): Promise<VaultStatus> {
  await recoverVault(deps, recoveryKey, whoOf(caller))
  return statusOf(deps)
}

/** @throws VaultSealed */
export async function rotate(
  { dryRun }: InputOf<'vault.rotate'>,
  { db, vault, clock, audit }: VaultHandlerDeps,
  caller: Caller,
): Promise<VaultChange> {
  const change = await rotateDataKey(db, vault, { clock, dryRun })
  if (!dryRun) audit.record({ event: 'vault.rotated', ...whoOf(caller), detail: countsOf(change) })
  return change
}

/** @throws VaultSealed, StartProblem where the key cannot be stored, Conflict where only the owner can */
export async function rewrap(
  { dryRun }: InputOf<'vault.rewrap'>,
  { db, vault, audit, unlocking, masterKey }: VaultHandlerDeps,
  caller: Caller,
): Promise<VaultChange> {
  const source = unlocking.place()?.source
  if (source === undefined) throw new VaultSealed(NO_MASTER_KEY)
  const to = samePlace(source, masterKey)
  if (!to) {
    throw new Conflict(
      source === 'passphrase'
        ? 'The master key comes from a passphrase: change it with "lockgroove key rewrap --to passphrase", then in the settings'
        : `The master key comes from ${source}: change it with "lockgroove key rewrap --to given", then in the settings`,
    )
  }
  const { resealed, rewrappedKeys, damaged } = await changeMasterKey(db, vault, to, {
    dryRun,
    ...(masterKey.dataDir !== undefined && { dataDir: masterKey.dataDir }),
    ...(masterKey.hostKeychain !== undefined && { keychain: masterKey.hostKeychain }),
  })
  if (!dryRun) audit.record({ event: 'vault.rewrapped', ...whoOf(caller), detail: { source } })
  return { dryRun, resealed, rewrappedKeys, damaged }
}

/** @throws VaultSealed */
export function makeRecoveryKey(
  _input: unknown,
  deps: VaultHandlerDeps,
  caller: Caller,
): OutputOf<'vault.makeRecoveryKey'> {
  return { recoveryKey: makeNewRecoveryKey(deps, whoOf(caller)) }
}

function statusOf({ db, vault, unlocking }: StatusDeps): VaultStatus {
  const state = unlocking.state()
  const dates = keyDates(db)
  if (!state.open) {
    const { trouble, sentence } = state
    return { open: false, trouble, sentence: `${sentence} ${adviceFor(trouble)}`, ...dates }
  }
  const source = unlocking.place()?.source
  return {
    open: true,
    ...(source !== undefined && { source }),
    // Re-wrapped by another process, and the new key is not found here: it works until the next rotation or start.
    ...(vault.needsMasterKey() && { sentence: state.lacksKey?.sentence ?? NO_MASTER_KEY }),
    ...dates,
  }
}

function whoOf(caller: Caller) {
  return { actor: userOf(caller).name, address: caller.address }
}

function countsOf({ resealed, damaged }: VaultChange) {
  const values = Object.values(resealed).reduce((sum, count) => sum + count, 0)
  return { resealed: values, damaged: damaged.length }
}
