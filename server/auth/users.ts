// The people who may listen: making, changing, listing, removing. This is the one place that changes users.
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange, type Versions } from '../db/versions.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import type { Events } from '../events.ts'
import type { UserId } from '../ids.ts'
import type { Vault } from '../vault/vault.ts'
import { placeOfAccountPassword } from './app-passwords.ts'
import { revokeAllDeviceCredentials } from './device-credentials.ts'
import { storeMissingHash } from './missing-hash.ts'
import { checkName, isTooLongForName, nameKey } from './names.ts'
import type { PasswordRules } from './password-rules.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { removeUserData } from './remove-user-data.ts'
import { endSessions } from './sessions.ts'
import type { Roles } from './signed-in-user.ts'
import { checkDetails, storeDetails, type UserDetails } from './user-details.ts'
import { createUserRecords, findUserId } from './user-records.ts'
import { ROLE_NAMES, SELECT_USER, toUserAccount, type UserAccount, type UserRow } from './user-rows.ts'

export type { FolderChoice, UserDetails } from './user-details.ts'
export type { UserAccount } from './user-rows.ts'

export interface NewUser extends UserDetails {
  readonly name: string
  readonly password: string
}

export interface UserChanges extends UserDetails {
  /** A new one ends all sessions of its user. */
  readonly password?: string
  readonly disabled?: boolean
}

export interface PasswordChange {
  /** The session it is changed in, which goes on. */
  readonly keepSession?: number | undefined
  /** Device passwords and API keys end too: somebody else may have made one. */
  readonly revokeDevices?: boolean
  /** Left out: as before. */
  readonly passwordForApps?: boolean | undefined
  /**
   * Only if it is still the one it was at the call. For whoever proves to be the user by the present password: somebody who
   * knows it must not undo the change that was to shut him out.
   */
  readonly unlessChanged?: boolean
}

export interface Users {
  /** Names compare case-insensitively (CONTRACT.md AUTH-9). Disabled users are found too. */
  findByName(name: string): UserAccount | undefined
  /** @throws NotFound */
  getByName(name: string): UserAccount
  findById(id: UserId): UserAccount | undefined
  /** By name. */
  list(): UserAccount[]
  count(): number
  /** Whether a user of that name can be made. @throws InvalidInput, Conflict */
  checkNewName(name: string): void
  /** Defaults are the API's for createUser: settings and stream, all folders. @throws InvalidInput, Conflict */
  create(user: NewUser): Promise<UserAccount>
  /** Changes only the members given. @throws NotFound, InvalidInput, Conflict (last administrator) */
  update(id: UserId, changes: UserChanges): Promise<UserAccount>
  /** Ends the user's sessions. @throws NotFound, InvalidInput, Conflict (changed meanwhile) */
  changePassword(id: UserId, plainPassword: string, how?: PasswordChange): Promise<void>
  /** Lets music apps use the account password from now on; false when this is not the password. */
  allowPasswordForApps(id: UserId, plainPassword: string): Promise<boolean>
  /** With everything that is theirs. @throws NotFound, Conflict (last administrator) */
  remove(id: UserId): Promise<void>
  /** The user of this account password, for the console; undefined after about the same time for all that is wrong. */
  signIn(name: string, plainPassword: string): Promise<UserAccount | undefined>
}

const CHANGED_MEANWHILE = 'The password was changed meanwhile'

/** For the owner of a server: whatever can be allowed is. */
export const ALL_ROLES = Object.fromEntries(ROLE_NAMES.map((role) => [role, true])) as unknown as Roles

export interface UsersDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly clock: Clock
  readonly versions: Versions
  readonly passwordRules: PasswordRules
  readonly events?: Events
}

export function createUsers({ db, vault, clock, versions, passwordRules, events }: UsersDeps): Users {
  const kept = createUserRecords(db, versions)

  function change<Result>(write: () => Result): Result {
    const result = db.transaction(write).immediate()
    noteOwnChange(db)
    events?.emit('users.changed')
    return result
  }

  async function prepareNew({ name }: UserAccount, plain: string): Promise<NewPassword> {
    await passwordRules.check(plain, name)
    return { plain, hash: await hashPassword(plain) }
  }

  const users: Users = {
    findByName(name) {
      if (isTooLongForName(name)) return undefined
      return kept.byName(nameKey(name))
    },

    getByName(name) {
      const user = users.findByName(name)
      if (!user) throw new NotFound('user')
      return user
    },

    findById: kept.byId,

    list() {
      const rows = prepare<[], UserRow>(db, `${SELECT_USER} ORDER BY name_key`).all()
      const folderIds = kept.folderIds()
      return rows.map((row) => toUserAccount(row, folderIds))
    },

    count() {
      return prepare(db, 'SELECT count(*) FROM users').pluck().get() as number
    },

    checkNewName(name) {
      checkName(name)
      if (findUserId(db, nameKey(name)) !== undefined) throw new Conflict('A user of that name exists')
    },

    async create({ name, password, ...details }) {
      users.checkNewName(name)
      checkDetails(db, details)
      await passwordRules.check(password, name)
      const hash = await hashPassword(password)

      const id = change(() => {
        // Somebody else may have taken the name while the hash was made.
        users.checkNewName(name)
        const row = prepare(
          db,
          'INSERT INTO users (name, name_key, password_hash, created_at) VALUES (?, ?, ?, ?) RETURNING id',
        )
          .pluck()
          .get(name, nameKey(name), hash, clock.now()) as UserId
        storeDetails(db, row, details)
        if (details.passwordForApps !== false) sealPassword(db, vault, row, password, 1)
        return row
      })
      return kept.byId(id)!
    },

    async update(id, { password, disabled, ...details }) {
      const account = kept.byId(id)
      if (!account) throw new NotFound('user')
      checkDetails(db, details)
      if (details.passwordForApps && !account.passwordForApps && password === undefined) {
        throw new InvalidInput('password', 'the password, to let music apps use it from now on')
      }
      const newPassword = password === undefined ? undefined : await prepareNew(account, password)

      change(() => {
        const row = getRow(db, id)
        const staysAdmin =
          (details.roles?.admin ?? row.admin_role === 1) && !(disabled ?? row.disabled_at !== null)
        if (!staysAdmin) refuseLastAdmin(db, row)
        storeDetails(db, id, details)
        if (disabled !== undefined) storeDisabled(db, id, disabled ? clock.now() : null)
        if (newPassword) storePassword(db, vault, row, newPassword, details.passwordForApps)
        if (details.passwordForApps === false) forgetSealed(db, id)
        if (newPassword || disabled) endSessions(db, id)
      })
      return kept.byId(id)!
    },

    async changePassword(id, password, how = {}) {
      const { keepSession, revokeDevices = false, passwordForApps, unlessChanged = false } = how
      const account = kept.byId(id)
      if (!account) throw new NotFound('user')
      const { password_hash: present } = getRow(db, id)
      const newPassword = await prepareNew(account, password)
      change(() => {
        const row = getRow(db, id)
        if (unlessChanged && row.password_hash !== present) throw new Conflict(CHANGED_MEANWHILE)
        storePassword(db, vault, row, newPassword, passwordForApps)
        endSessions(db, id, keepSession)
        if (revokeDevices) revokeAllDeviceCredentials(db, id, clock)
      })
    },

    async allowPasswordForApps(id, plainPassword) {
      const { password_hash: hash } = getRow(db, id)
      if (!(await verifyPassword(plainPassword, hash))) return false
      change(() => {
        const row = getRow(db, id)
        // Changed while it was checked: what was asked for is not this password.
        if (row.password_hash !== hash) throw new Conflict(CHANGED_MEANWHILE)
        sealPassword(db, vault, id, plainPassword, row.password_version)
      })
      return true
    },

    async remove(id) {
      change(() => {
        refuseLastAdmin(db, getRow(db, id))
        storeDisabled(db, id, clock.now())
      })
      await removeUserData(db, id)
      change(() => prepare<[number]>(db, 'DELETE FROM users WHERE id = ?').run(id))
    },

    async signIn(name, plainPassword) {
      const account = users.findByName(name)
      if (account) await storeMissingHash({ db, vault }, account.id, plainPassword)
      const hash = account && getRow(db, account.id).password_hash
      const isRight = await verifyPassword(plainPassword, hash)
      // Read again: much can happen to a user while a password is checked.
      const current = isRight && account ? kept.byId(account.id) : undefined
      if (!current || current.disabledAt !== undefined || getRow(db, current.id).password_hash !== hash)
        return undefined
      return current
    },
  }
  return users
}

function storeDisabled(db: WriteDb, id: UserId, at: number | null) {
  // Disabling twice keeps the first time.
  const time = at === null ? 'NULL' : 'coalesce(disabled_at, :at)'
  prepare<{ at: number | null; id: number }>(db, `UPDATE users SET disabled_at = ${time} WHERE id = :id`).run(
    { at, id },
  )
}

interface NewPassword {
  readonly plain: string
  readonly hash: string
}

function storePassword(
  db: WriteDb,
  vault: Vault,
  row: UserRow,
  { plain, hash }: NewPassword,
  forApps = row.sealed_password !== null,
) {
  const version = row.password_version + 1
  prepare<[string, number, number]>(
    db,
    'UPDATE users SET password_hash = ?, password_version = ?, sealed_password = NULL WHERE id = ?',
  ).run(hash, version, row.id)
  if (forApps) sealPassword(db, vault, row.id, plain, version)
}

function forgetSealed(db: WriteDb, id: number) {
  prepare<[number]>(db, 'UPDATE users SET sealed_password = NULL WHERE id = ?').run(id)
}

function sealPassword(db: WriteDb, vault: Vault, id: number, plain: string, version: number) {
  prepare<[string, number]>(db, 'UPDATE users SET sealed_password = ? WHERE id = ?').run(
    vault.seal(plain, placeOfAccountPassword(id, version)),
    id,
  )
}

function refuseLastAdmin(db: WriteDb, row: UserRow) {
  if (row.admin_role !== 1 || row.disabled_at !== null) return
  const others = prepare<[number]>(
    db,
    'SELECT 1 FROM users WHERE admin_role = 1 AND disabled_at IS NULL AND id <> ? LIMIT 1',
  )
  if (!others.get(row.id))
    throw new Conflict('The last administrator cannot be removed, disabled or lose the admin role')
}

/** @throws NotFound */
function getRow(db: WriteDb, id: UserId): UserRow {
  const row = prepare<[number], UserRow>(db, `${SELECT_USER} WHERE id = ?`).get(id)
  if (!row) throw new NotFound('user')
  return row
}
