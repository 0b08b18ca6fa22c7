// For an owner who has lost the master key and the recovery key: the vault is made anew, and whatever only the old keys
// open is given up. Accounts, stars, plays and playlists need no key and stay.
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { KeyPlaced } from '../vault/change-master-key.ts'
import type { MasterKeyOptions } from '../vault/master-key.ts'
import { type OwnPlaceOptions, putKeyInOwnPlace } from '../vault/own-place.ts'
import type { Place } from '../vault/seal.ts'
import { startOver } from '../vault/start-over.ts'
import type { Vault } from '../vault/vault.ts'
import { type AuditEntry, beginNewChain } from './audit.ts'
import { writeOldVault } from './old-vault-file.ts'
import { endAllSessions } from './sessions.ts'

export interface StartOverDeps {
  readonly db: WriteDb
  readonly dataDir: string
  readonly clock: Clock
  readonly vault: Vault
  /** Where the new master key goes, as at a first start. */
  readonly masterKey: MasterKeyOptions
}

export interface StartOverReport extends KeyPlaced {
  readonly dryRun: boolean
  readonly lost: LostValues
  /** Passwords that lay in the clear, go on working and are sealed now. */
  readonly sealed: number
  readonly endedSessions: number
  /** What only the old keys open is in this file; none for a dry run. */
  readonly keptIn?: string
}

/** In the words of people. */
export interface LostValues {
  /** Whose account password no longer lets music apps in. */
  readonly appPasswords: readonly string[]
  /** Of those, who has no other password and needs a new one to sign in at all. */
  readonly withoutPassword: readonly string[]
  readonly devicePasswords: readonly OwnedThing[]
  /** Links go on working, but their addresses cannot be shown again. */
  readonly shareAddresses: readonly OwnedThing[]
  readonly tlsKey: boolean
  readonly auditEntries: number
}

interface OwnedThing {
  readonly name: string
  readonly owner: string
}

/** Does not ask whether the keys are really lost: see commands/start-over.ts. @throws VaultProblem, StartProblem */
export async function startOverWithout(
  { db, dataDir, clock, vault, masterKey }: StartOverDeps,
  who: Pick<AuditEntry, 'actor' | 'address'>,
  options: OwnPlaceOptions = {},
): Promise<StartOverReport> {
  const { dryRun = false, onStep } = options
  let keptIn: string | undefined
  let endedSessions = 0
  const auditEntries = countAuditEntries(db)

  const { lost, resealed, source, path, notices } = await putKeyInOwnPlace(
    (newKey, passphraseSalt) =>
      startOver(db, vault, newKey, {
        clock,
        dryRun,
        onStep,
        passphraseSalt,
        keep(before) {
          if (!dryRun) keptIn = writeOldVault(dataDir, clock.now(), before)
        },
        within(auditKey, givenUp) {
          endedSessions = endAllSessions(db)
          beginNewChain(
            db,
            auditKey,
            { event: 'vault.started-over', ...who, detail: { lost: givenUp.length, endedSessions } },
            clock.now(),
          )
        },
      }),
    masterKey,
    options,
  )
  return {
    dryRun,
    lost: { ...describeLost(db, lost), auditEntries },
    sealed: Object.values(resealed).reduce((sum, count) => sum + count, 0),
    endedSessions,
    source,
    ...(path !== undefined && { path }),
    notices,
    ...(keptIn !== undefined && { keptIn }),
  }
}

function countAuditEntries(db: ReadDb): number {
  return prepare<[], number>(db, 'SELECT count(*) FROM audit_log').pluck().get() as number
}

/** Users and devices are still there, emptied or revoked. */
function describeLost(db: ReadDb, lost: readonly Place[]): Omit<LostValues, 'auditEntries'> {
  const rowsOf = (table: string) => lost.filter((place) => place.table === table).map(({ row }) => row)
  const users = rowsOf('users').map((id) => findUser(db, id))
  return {
    appPasswords: users.map(({ name }) => name),
    withoutPassword: users.filter(({ hasHash }) => !hasHash).map(({ name }) => name),
    devicePasswords: rowsOf('device_credentials').map((id) => findOwned(db, DEVICE, id)),
    shareAddresses: rowsOf('shares').map((id) => findOwned(db, SHARE, id)),
    tlsKey: rowsOf('state').length > 0,
  }
}

const DEVICE =
  'SELECT d.name, u.name AS owner FROM device_credentials d JOIN users u ON u.id = d.user_id WHERE d.id = ?'
const SHARE = 'SELECT s.name, u.name AS owner FROM shares s JOIN users u ON u.id = s.owner_id WHERE s.id = ?'

function findOwned(db: ReadDb, select: string, id: string | number): OwnedThing {
  return (
    prepare<[string | number], OwnedThing>(db, select).get(id) ?? { name: `number ${id}`, owner: 'nobody' }
  )
}

function findUser(db: ReadDb, id: string | number): { readonly name: string; readonly hasHash: boolean } {
  const row = prepare<[string | number], { name: string; hash: string }>(
    db,
    'SELECT name, password_hash AS hash FROM users WHERE id = ?',
  ).get(id)
  return { name: row?.name ?? `user ${id}`, hasHash: row?.hash !== '' }
}
