// What an app gets: how much it may do, in which music, for how long, and in which form.
import type { DeviceInfo } from '../../../server/contract/devices.ts'
import type { Folders } from '../../components/access/folder-choice.tsx'
import { CONNECT } from '../../text/connect.ts'

export type Scope = DeviceInfo['scope']
export type Kind = DeviceInfo['kind']
export const SCOPES: readonly Scope[] = ['listen', 'change', 'download']

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS = { forever: undefined, day: 1, week: 7, month: 30, year: 365 } as const
export type Life = keyof typeof DAYS
export const LIVES: readonly Life[] = ['forever', 'year', 'month', 'week', 'day']

export interface Terms {
  readonly kind: Kind
  readonly scope: Scope
  readonly musicFolders: Folders
  readonly life: Life
}

export const USUAL_TERMS: Terms = { kind: 'password', scope: 'change', musicFolders: 'all', life: 'forever' }

export function expiryOf(life: Life, now: number): number | undefined {
  const days = DAYS[life]
  return days === undefined ? undefined : now + days * DAY_MS
}

/** @param isOwn whether it is for whoever reads that */
export function termsInWords({ scope, musicFolders, life, kind }: Terms, isOwn = true): string {
  const { scopes, allFolders, allFoldersTheirs, foldersNone, foldersChosen, lives, kinds, summary } =
    CONNECT.make
  const music =
    musicFolders === 'all'
      ? isOwn
        ? allFolders
        : allFoldersTheirs
      : musicFolders.length === 0
        ? foldersNone
        : foldersChosen(musicFolders.length)
  return summary(
    scopes[scope].label,
    music,
    kind === 'apikey' ? `${lives[life]}, ${kinds.apikey}` : lives[life],
  )
}
