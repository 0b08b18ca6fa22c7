// What a user may, as the form holds it and as the list says it.
import type { UserInfo } from '../../../server/contract/users.ts'
import type { Folders } from '../../components/access/folder-choice.tsx'
import { PEOPLE } from '../../text/people.ts'

/** The roles that do something here. The others of the API stay as they are. */
export const SWITCHES = ['stream', 'download', 'playlist', 'share', 'settings', 'admin'] as const
export type Switch = (typeof SWITCHES)[number]

export interface Rights {
  readonly roles: Readonly<Record<Switch, boolean>>
  readonly musicFolders: Folders
  /** kbit/s, 0 is no limit. */
  readonly maxBitRate: number
}

export const BIT_RATES = [0, 320, 256, 192, 160, 128, 96, 64]

/** For somebody new: what most people need, and nothing that cannot be given later. */
export const USUAL_RIGHTS: Rights = {
  roles: { stream: true, download: false, playlist: true, share: false, settings: true, admin: false },
  musicFolders: 'all',
  maxBitRate: 0,
}

export function rightsOf({ roles, musicFolders, maxBitRate }: UserInfo): Rights {
  const { stream, download, playlist, share, settings, admin } = roles
  return {
    roles: { stream, download, playlist, share, settings, admin },
    musicFolders: musicFolders === 'all' ? 'all' : [...musicFolders],
    maxBitRate,
  }
}

export function isSameRights(one: Rights, other: Rights): boolean {
  return (
    SWITCHES.every((role) => one.roles[role] === other.roles[role]) &&
    one.maxBitRate === other.maxBitRate &&
    foldersAsText(one.musicFolders) === foldersAsText(other.musicFolders)
  )
}

function foldersAsText(folders: Folders): string {
  return folders === 'all' ? 'all' : folders.toSorted((a, b) => a - b).join()
}

/** `Listen, download`; the administrator's mark stands elsewhere. */
export function rightsInWords({ stream, download, playlist, share }: UserInfo['roles']): string {
  const { rights } = PEOPLE
  const words = [
    ...(stream ? [rights.listen] : []),
    ...(download ? [rights.download] : []),
    ...(playlist ? [rights.playlists] : []),
    ...(share ? [rights.share] : []),
  ]
  if (words.length === 0) return rights.nothing
  const text = words.join(', ')
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}

const NAMES_SHOWN = 2

export function foldersInWords(
  folders: UserInfo['musicFolders'],
  nameOf: (id: number) => string | undefined,
): string {
  if (folders === 'all') return PEOPLE.allFolders
  if (folders.length === 0) return PEOPLE.noFolders
  const names = folders.map((id) => nameOf(id) ?? PEOPLE.folderNumber(id))
  const shown = names.slice(0, NAMES_SHOWN).join(', ')
  const more = names.length - NAMES_SHOWN
  return more > 0 ? PEOPLE.foldersMore(shown, more) : shown
}

/** Whether a server would be left with nobody to look after it. */
export function isLastAdmin(user: UserInfo, users: readonly UserInfo[]): boolean {
  if (!user.roles.admin || user.disabled) return false
  return !users.some(({ id, roles, disabled }) => id !== user.id && roles.admin && !disabled)
}
