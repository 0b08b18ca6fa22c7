// The people who may listen: making, changing, listing, removing. Records are kept in memory until the `auth` counter
// moves (whichever process moved it), so that finding the caller of a request costs no SQL.
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange, type Versions } from '../db/versions.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import type { Events } from '../events.ts'
import type { UserId } from '../ids.ts'
import type { Vault } from '../vault/vault.ts'
import { placeOfAccountPassword } from './app-passwords.ts'
import { checkName, isTooLongForName, nameKey } from './names.ts'
import { checkNewPassword, hashPassword, verifyPassword } from './passwords.ts'
import { removeUserData } from './remove-user-data.ts'
import type { Roles } from './signed-in-user.ts'
import {
  ROLE_COLUMN,
  ROLE_NAMES,
  SELECT_USER,
  toUserAccount,
  type UserAccount,
  type UserRow,
} from './user-rows.ts'

export type { UserAccount } from './user-rows.ts'

/** Music folder row ids, or all there are and will be. An empty list is nothing at all. */
export type FolderChoice = 'all' | readonly number[]

/** What may be said of a user when making or changing one; what is left out keeps its value or gets the default. */
export interface UserDetails {
  /** '' takes it away. */
  readonly email?: string
  readonly roles?: Partial<Roles>
  readonly folders?: FolderChoice
  readonly scrobblingEnabled?: boolean
  /** kbit/s, one of MAX_BIT_RATES. */
  readonly maxBitRate?: number
  /** False: music apps need a device password or an API key. True needs `password` when it was false before. */
  readonly passwordForApps?: boolean
}

export interface NewUser extends UserDetails {
  readonly name: string
  readonly password: string
}

export interface UserChanges extends UserDetails {
  readonly password?: string
  readonly disabled?: boolean
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
  /** Defaults are the API's for createUser: settings and stream, all folders. @throws InvalidInput, Conflict */
  create(user: NewUser): Promise<UserAccount>
  /** Changes only the members given. @throws NotFound, InvalidInput, Conflict (last administrator) */
  update(id: UserId, changes: UserChanges): Promise<UserAccount>
  changePassword(id: UserId, plainPassword: string): Promise<void>
  /** With everything that is theirs. @throws NotFound, Conflict (last administrator) */
  remove(id: UserId): Promise<void>
  /** The user of this account password, for the console; undefined after about the same time for all that is wrong. */
  signIn(name: string, plainPassword: string): Promise<UserAccount | undefined>
}

/** CONTRACT.md updateUser. */
export const MAX_BIT_RATES: readonly number[] = [
  0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
]
/** For the owner of a server: whatever can be allowed is. */
export const ALL_ROLES = Object.fromEntries(ROLE_NAMES.map((role) => [role, true])) as unknown as Roles

const MAX_EMAIL_LETTERS = 254
/** Records kept in memory; beyond that they are read again, never refused. */
const MAX_KEPT = 10_000

export interface UsersDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly clock: Clock
  readonly versions: Versions
  readonly events?: Events
}

export function createUsers({ db, vault, clock, versions, events }: UsersDeps): Users {
  const kept = createRecordCache(db, versions)

  function change<Result>(write: () => Result): Result {
    const result = db.transaction(write).immediate()
    noteOwnChange(db)
    events?.emit('users.changed')
    return result
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

    async create({ name, password, ...details }) {
      checkName(name)
      checkNewPassword(password)
      checkDetails(db, details)
      if (findUserId(db, nameKey(name)) !== undefined) throw new Conflict('A user of that name exists')
      const hash = await hashPassword(password)

      const id = change(() => {
        // Somebody else may have taken the name while the hash was made.
        if (findUserId(db, nameKey(name)) !== undefined) throw new Conflict('A user of that name exists')
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

    async update(id, changes) {
      const { password, disabled, ...details } = changes
      const account = kept.byId(id)
      if (!account) throw new NotFound('user')
      if (password !== undefined) checkNewPassword(password)
      checkDetails(db, details)
      if (details.passwordForApps && !account.passwordForApps && password === undefined) {
        throw new InvalidInput('password', 'the password, to let music apps use it from now on')
      }
      const hash = password === undefined ? undefined : await hashPassword(password)

      change(() => {
        const row = getRow(db, id)
        const staysAdmin =
          (details.roles?.admin ?? row.admin_role === 1) && !(disabled ?? row.disabled_at !== null)
        if (!staysAdmin) refuseLastAdmin(db, row)
        storeDetails(db, id, details)
        if (disabled !== undefined) storeDisabled(db, id, disabled ? clock.now() : null)
        if (password !== undefined && hash !== undefined) {
          storePassword(
            db,
            vault,
            row,
            password,
            hash,
            details.passwordForApps ?? row.sealed_password !== null,
          )
        }
        if (details.passwordForApps === false) {
          prepare<[number]>(db, 'UPDATE users SET sealed_password = NULL WHERE id = ?').run(id)
        }
      })
      return kept.byId(id)!
    },

    async changePassword(id, password) {
      await users.update(id, { password })
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

/** Records by id and by name key, thrown away when users or music folders change. */
function createRecordCache(db: WriteDb, versions: Versions) {
  const recordsById = new Map<number, UserAccount>()
  const idsByKey = new Map<string, number>()
  let authVersion = -1
  let libraryVersion = -1
  let folderIds: readonly number[] = []

  function refresh() {
    const auth = versions.current('auth')
    const library = versions.current('library')
    if (auth === authVersion && library === libraryVersion) return
    const before = folderIds
    if (library !== libraryVersion) {
      folderIds = prepare(db, 'SELECT id FROM music_folders WHERE removed_at IS NULL ORDER BY id')
        .pluck()
        .all() as number[]
    }
    // A scan moves the library counter often, and music folders with it hardly ever.
    if (auth !== authVersion || folderIds.join() !== before.join()) {
      recordsById.clear()
      idsByKey.clear()
    }
    authVersion = auth
    libraryVersion = library
  }

  function read(id: number): UserAccount | undefined {
    const row = prepare<[number], UserRow>(db, `${SELECT_USER} WHERE id = ?`).get(id)
    if (!row) return undefined
    const record = toUserAccount(row, folderIds)
    if (recordsById.size >= MAX_KEPT) recordsById.clear()
    recordsById.set(id, record)
    return record
  }

  return {
    byId(id: UserId): UserAccount | undefined {
      refresh()
      return recordsById.get(id) ?? read(id)
    },
    byName(key: string): UserAccount | undefined {
      refresh()
      let id = idsByKey.get(key)
      if (id === undefined) {
        id = findUserId(db, key)
        if (id === undefined) return undefined
        if (idsByKey.size >= MAX_KEPT) idsByKey.clear()
        idsByKey.set(key, id)
      }
      return recordsById.get(id) ?? read(id)
    },
    folderIds(): readonly number[] {
      refresh()
      return folderIds
    },
  }
}

function checkDetails(db: WriteDb, { email, maxBitRate, folders }: UserDetails) {
  if (email !== undefined && (email.length > MAX_EMAIL_LETTERS || /[\p{Cc}\p{Cs}]/u.test(email))) {
    throw new InvalidInput(
      'email',
      `at most ${MAX_EMAIL_LETTERS} characters, none of them a control character`,
    )
  }
  if (maxBitRate !== undefined && !MAX_BIT_RATES.includes(maxBitRate)) {
    throw new InvalidInput('maxBitRate', `one of ${MAX_BIT_RATES.join(', ')}`)
  }
  if (folders !== undefined && folders !== 'all') checkFolders(db, folders)
}

function checkFolders(db: WriteDb, folders: readonly number[]) {
  const isKnown = prepare<[number]>(db, 'SELECT 1 FROM music_folders WHERE id = ? AND removed_at IS NULL')
  for (const id of new Set(folders)) {
    if (!Number.isSafeInteger(id) || !isKnown.get(id)) {
      throw new InvalidInput('musicFolderId', 'the id of a music folder')
    }
  }
}

/** Writes the members that are given. */
function storeDetails(db: WriteDb, id: UserId, details: UserDetails) {
  const columns: [string, string | number | null][] = []
  if (details.email !== undefined) columns.push(['email', details.email === '' ? null : details.email])
  if (details.scrobblingEnabled !== undefined) {
    columns.push(['scrobbling_enabled', details.scrobblingEnabled ? 1 : 0])
  }
  if (details.maxBitRate !== undefined) columns.push(['max_bit_rate', details.maxBitRate])
  for (const role of ROLE_NAMES) {
    const value = details.roles?.[role]
    if (value !== undefined) columns.push([ROLE_COLUMN[role], value ? 1 : 0])
  }
  if (details.folders !== undefined) columns.push(['all_folders', details.folders === 'all' ? 1 : 0])
  for (const [column, value] of columns) {
    prepare<[string | number | null, number]>(db, `UPDATE users SET ${column} = ? WHERE id = ?`).run(
      value,
      id,
    )
  }
  if (details.folders !== undefined) storeFolders(db, id, details.folders === 'all' ? [] : details.folders)
}

function storeFolders(db: WriteDb, id: UserId, folders: readonly number[]) {
  prepare<[number]>(db, 'DELETE FROM user_folders WHERE user_id = ?').run(id)
  const insert = prepare<[number, number]>(db, 'INSERT INTO user_folders (user_id, folder_id) VALUES (?, ?)')
  for (const folder of new Set(folders)) insert.run(id, folder)
}

function storeDisabled(db: WriteDb, id: UserId, at: number | null) {
  // Disabling twice keeps the first time.
  const time = at === null ? 'NULL' : 'coalesce(disabled_at, :at)'
  prepare<{ at: number | null; id: number }>(db, `UPDATE users SET disabled_at = ${time} WHERE id = :id`).run(
    { at, id },
  )
}

function storePassword(
  db: WriteDb,
  vault: Vault,
  row: UserRow,
  plain: string,
  hash: string,
  forApps: boolean,
) {
  const version = row.password_version + 1
  prepare<[string, number, number]>(
    db,
    'UPDATE users SET password_hash = ?, password_version = ?, sealed_password = NULL WHERE id = ?',
  ).run(hash, version, row.id)
  if (forApps) sealPassword(db, vault, row.id, plain, version)
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

function findUserId(db: WriteDb, key: string): UserId | undefined {
  return prepare<[string]>(db, 'SELECT id FROM users WHERE name_key = ?').pluck().get(key) as
    | UserId
    | undefined
}

/** @throws NotFound */
function getRow(db: WriteDb, id: UserId): UserRow {
  const row = prepare<[number], UserRow>(db, `${SELECT_USER} WHERE id = ?`).get(id)
  if (!row) throw new NotFound('user')
  return row
}
