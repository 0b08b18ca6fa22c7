// Who is signed in, as far as the window knows. Everything it has read belongs to that person, so all of it goes when the
// session does; nothing is kept in the browser's storage.
import { QueryCache, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OutputOf } from '../../server/contract/methods.ts'
import { CallFailed, call } from './call.ts'
import { suspectServer } from './events.ts'

export type CurrentSession = OutputOf<'sessions.current'>

const KEY = ['sessions.current']
/** Asking is what keeps a session alive, while somebody looks at the window. */
const KEEP_ALIVE_MS = 5 * 60 * 1000

export function createQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 1 && !(error instanceof CallFailed) },
      mutations: { onError: (error) => noteEnd(queries, error) },
    },
    queryCache: new QueryCache({ onError: (error) => noteEnd(queries, error) }),
  })
  return queries
}

/** Null when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: KEY,
    refetchInterval: KEEP_ALIVE_MS,
    async queryFn(): Promise<CurrentSession | null> {
      try {
        return await call('sessions.current', {})
      } catch (error) {
        if (isSignedOut(error)) return null
        throw error
      }
    },
  })
}

/** After signing in, however that was done. */
export function useEnter() {
  const queries = useQueryClient()
  return async () => {
    queries.removeQueries({
      predicate: ({ queryKey }) => queryKey[0] !== KEY[0] && queryKey[0] !== 'server.status',
    })
    await queries.invalidateQueries()
  }
}

export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({ mutationFn: () => call('sessions.signOut', {}), onSuccess: () => forget(queries) })
}

/** Ended elsewhere: by a password change, by an administrator, or by time. Or nobody is there to say. */
function noteEnd(queries: QueryClient, error: Error) {
  if (isSignedOut(error)) forget(queries)
  if (error instanceof CallFailed && error.code === 'no-answer') suspectServer()
}

function forget(queries: QueryClient) {
  queries.setQueryData(KEY, null)
  queries.removeQueries({
    predicate: ({ queryKey }) => queryKey[0] !== KEY[0] && queryKey[0] !== 'server.status',
  })
}

function isSignedOut(error: unknown): boolean {
  return error instanceof CallFailed && error.code === 'not-signed-in'
}
