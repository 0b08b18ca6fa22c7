import { describe, expect, test } from 'vitest'
import {
  foldersInWords,
  isLastAdmin,
  isSameRights,
  type Rights,
  rightsInWords,
  USUAL_RIGHTS,
} from '../../../../renderer/pages/people/rights.ts'
import type { UserInfo } from '../../../../server/contract/users.ts'

const ROLES = {
  admin: false,
  settings: false,
  stream: false,
  jukebox: false,
  download: false,
  upload: false,
  playlist: false,
  coverArt: false,
  comment: false,
  podcast: false,
  share: false,
  videoConversion: false,
}

function user(id: number, admin: boolean, disabled = false): UserInfo {
  return {
    id,
    name: `user ${id}`,
    roles: { ...ROLES, admin },
    musicFolders: 'all',
    maxBitRate: 0,
    scrobblingEnabled: true,
    passwordForApps: false,
    disabled,
    createdAt: 1,
  }
}

describe('the last administrator', () => {
  test('is the only one who is not disabled', () => {
    const [one, other, away, listener] = [user(1, true), user(2, true), user(3, true, true), user(4, false)]
    expect(isLastAdmin(one, [one, listener])).toBe(true)
    expect(isLastAdmin(one, [one, away, listener])).toBe(true)
    expect(isLastAdmin(one, [one, other])).toBe(false)
    expect(isLastAdmin(away, [one, away])).toBe(false)
    expect(isLastAdmin(listener, [one, listener])).toBe(false)
  })
})

describe('rights', () => {
  test('are the same whatever the order of folders', () => {
    const rights = (musicFolders: Rights['musicFolders']) => ({ ...USUAL_RIGHTS, musicFolders })
    expect(isSameRights(rights([2, 1]), rights([1, 2]))).toBe(true)
    expect(isSameRights(rights([]), rights('all'))).toBe(false)
    expect(isSameRights(rights('all'), { ...rights('all'), maxBitRate: 128 })).toBe(false)
    expect(
      isSameRights(rights('all'), { ...rights('all'), roles: { ...USUAL_RIGHTS.roles, download: true } }),
    ).toBe(false)
  })

  test('are said in words', () => {
    expect(rightsInWords(ROLES)).toBe('Nothing')
    expect(rightsInWords({ ...ROLES, stream: true, download: true })).toBe('Listen, download')
    expect(rightsInWords({ ...ROLES, playlist: true })).toBe('Make playlists')
  })

  test('name the first folders, and a folder without a name by its number', () => {
    const nameOf = (id: number) => (id === 9 ? undefined : `F${id}`)
    expect(foldersInWords('all', nameOf)).toBe('All folders')
    expect(foldersInWords([], nameOf)).toBe('No folder')
    expect(foldersInWords([1, 9], nameOf)).toBe('F1, Folder 9')
    expect(foldersInWords([1, 2, 3, 4], nameOf)).toBe('F1, F2 and 2 more')
  })
})
