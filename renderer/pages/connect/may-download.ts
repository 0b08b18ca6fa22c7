import { useQuery } from '@tanstack/react-query'
import { useMe } from '../../client/me.ts'
import { music } from '../../client/music.ts'

interface OwnUser {
  readonly user: { readonly downloadRole: boolean }
}

/** Whether the account may download at all; true until that is known. @param somebody else, for an administrator */
export function useMayDownload(somebody: string | undefined): boolean {
  const { name } = useMe()
  const username = somebody ?? name
  const { data } = useQuery({
    queryKey: ['music', 'getUser', { username }],
    queryFn: () => music<OwnUser>('getUser', { username }),
    enabled: username !== '',
    staleTime: 60_000,
  })
  return data?.user.downloadRole ?? true
}
