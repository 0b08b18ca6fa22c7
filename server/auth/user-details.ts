// What may be said of a user besides name and password: checking and writing it.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { InvalidInput } from '../errors.ts'
import type { UserId } from '../ids.ts'
import type { Roles } from './signed-in-user.ts'
import { ROLE_COLUMN, ROLE_NAMES } from './user-rows.ts'

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

/** CONTRACT.md updateUser. */
export const MAX_BIT_RATES: readonly number[] = [
  0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
]
const MAX_EMAIL_LETTERS = 254

/** @throws InvalidInput */
export function checkDetails(db: WriteDb, { email, maxBitRate, folders }: UserDetails) {
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
export function storeDetails(db: WriteDb, id: UserId, details: UserDetails) {
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

/** For the audit log: roles and folders as they are given, of the rest only that it was given. */
export function changesInWords(details: UserDetails & { readonly disabled?: boolean | undefined }) {
  const { roles = {}, folders, disabled, ...others } = details
  const given = Object.entries(others).filter(([, value]) => value !== undefined)
  const rolesTo = (to: boolean) => ROLE_NAMES.filter((role) => roles[role] === to).join(', ')
  const words = {
    rolesGiven: rolesTo(true),
    rolesTaken: rolesTo(false),
    musicFolders: folders === undefined ? '' : String(folders) || 'none',
    disabled: disabled === undefined ? '' : String(disabled),
    others: given.map(([name]) => name).join(', '),
  }
  return Object.fromEntries(Object.entries(words).filter(([, text]) => text !== ''))
}
