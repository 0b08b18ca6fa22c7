// What the signed-in person may do with music, for everything below: what is not allowed is not shown.
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { useMe } from '../client/me.ts'
import { useMusic } from '../client/music.ts'

export interface Rights {
  readonly canPlay: boolean
  readonly canDownload: boolean
  /** Stars, ratings, playlists: not in read-only mode. */
  readonly canChange: boolean
  /** Make links for people without an account. */
  readonly canShare: boolean
}

const RightsContext = createContext<Rights>({
  canPlay: false,
  canDownload: false,
  canChange: false,
  canShare: false,
})

export const useRights = () => useContext(RightsContext)

interface Roles {
  readonly user: { readonly streamRole: boolean; readonly downloadRole: boolean }
}

export function WithRights({ children }: { children: ReactNode }) {
  const { name, readOnly, usualShareDays } = useMe()
  const { data } = useMusic<Roles>('getUser', { username: name }, { staleTime: 60_000 })
  const rights = useMemo<Rights>(
    () => ({
      // Nearly everybody may: better a button that goes away than one that comes late.
      canPlay: data?.user.streamRole ?? true,
      canDownload: data?.user.downloadRole ?? false,
      canChange: !readOnly,
      canShare: !readOnly && usualShareDays !== undefined,
    }),
    [data, readOnly, usualShareDays],
  )
  return <RightsContext value={rights}>{children}</RightsContext>
}
