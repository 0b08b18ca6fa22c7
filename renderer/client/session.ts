// Who is signed in, as far as the window knows. Everything it has read belongs to that person, so all of it goes when the
// session does; nothing is kept in the browser's storage.
import {
  notifyManager,
  QueryCache,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { OutputOf } from '../../server/contract/methods.ts'
import { CallFailed, call } from './call.ts'
import { setLeaving, suspectServer } from './events.ts'
import { navigate } from './route.ts'

export type CurrentSession = OutputOf<'sessions.current'>

const KEY = ['sessions.current']
/** Asking is what keeps a session alive, while somebody looks at the window. */
const KEEP_ALIVE_MS = 5 * 60 * 1000
/** Without a window behind it, the first page looks for the server itself. */
const LOOK_AGAIN_MS = 3000
const PATIENCE_MS = 2000

/** Whose session ended without their doing. */
let endedFor: string | undefined
const leavers = new Set<() => void>()
/** The windows of one browser have one session: what one of them did with it. */
const otherWindows = new BroadcastChannel('lockgroove.session')
type Done = 'signed in' | 'signed out'

export function createQueries(): QueryClient {
  // Not a turn later, as it comes: a button is to be busy before the second click of somebody who clicks twice.
  notifyManager.setScheduler(queueMicrotask)
  const queries = new QueryClient({
    defaultOptions: {
      // The server is often on this computer, which the browser may rightly call offline.
      queries: { retry: isWorthARetry, retryDelay: PATIENCE_MS, networkMode: 'always' },
      mutations: { onError: (error) => noteEnd(queries, error), networkMode: 'always' },
    },
    queryCache: new QueryCache({ onError: (error) => noteEnd(queries, error) }),
  })
  otherWindows.onmessage = ({ data }: MessageEvent<Done>) => {
    if (data === 'signed out') leave(queries)
    else void queries.invalidateQueries({ queryKey: KEY })
  }
  return queries
}

/**
 * A server that is away is waited for: what the page shows stays, and is read again when it is back. Anything it answers,
 * and what a person asked for by a click, is for them to see.
 */
function isWorthARetry(failures: number, error: Error): boolean {
  if (!(error instanceof CallFailed)) return failures < 1
  if (error.code !== 'no-answer') return false
  suspectServer()
  return true
}

/** Before there is a page that could say that the server is away. */
export const WITHOUT_PATIENCE = {
  retry: false,
  refetchInterval: ({ state }: { readonly state: { readonly status: string } }) =>
    state.status === 'error' && LOOK_AGAIN_MS,
} as const

/** Null when nobody is. */
export function useSession() {
  const queries = useQueryClient()
  return useQuery({
    queryKey: KEY,
    retry: false,
    refetchInterval: ({ state }) => (state.status === 'error' ? LOOK_AGAIN_MS : KEEP_ALIVE_MS),
    async queryFn(): Promise<CurrentSession | null> {
      try {
        const session = await call('sessions.current', {})
        endedFor = undefined
        const before = queries.getQueryData<CurrentSession | null>(KEY)
        if (before && before.name !== session.name) forgetAnswers(queries)
        return session
      } catch (error) {
        if (!isSignedOut(error)) throw error
        noteEnd(queries, error)
        return null
      }
    },
  })
}

/** The name of whoever was signed in until their session ended: by time, or from elsewhere. Not after signing out. */
export function endedSession(): string | undefined {
  return endedFor
}

/** After signing in, however that was done. */
export function useEnter() {
  const queries = useQueryClient()
  return async () => {
    tellOtherWindows('signed in')
    forgetAnswers(queries)
    await queries.invalidateQueries()
  }
}

export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => call('sessions.signOut', {}),
    onMutate: () => setLeaving(true),
    onError(error) {
      setLeaving(false)
      noteEnd(queries, error)
      // What was not asked for meanwhile.
      void queries.invalidateQueries()
    },
    onSuccess() {
      tellOtherWindows('signed out')
      leave(queries)
      setLeaving(false)
      // Whoever signs in next begins at home, not where somebody else was.
      navigate('/', { replace: true })
    },
  })
}

/** Calls when whoever is here signs out, in whichever window: what they leave behind is to be gone. */
export function onSignOut(listener: () => void): void {
  leavers.add(listener)
}

function leave(queries: QueryClient) {
  endedFor = undefined
  for (const leaver of leavers) leaver()
  forget(queries)
}

/** Ended elsewhere: by a password change, by an administrator, or by time. Or nobody is there to say. */
function noteEnd(queries: QueryClient, error: unknown) {
  if (isSignedOut(error)) {
    endedFor ??= queries.getQueryData<CurrentSession | null>(KEY)?.name
    forget(queries)
  }
  if (error instanceof CallFailed && error.code === 'no-answer') suspectServer()
}

function tellOtherWindows(done: Done) {
  otherWindows.postMessage(done)
}

function forget(queries: QueryClient) {
  queries.setQueryData(KEY, null)
  forgetAnswers(queries)
}

/** All that was read for whoever was signed in. */
function forgetAnswers(queries: QueryClient) {
  queries.removeQueries({
    predicate: ({ queryKey }) => queryKey[0] !== KEY[0] && queryKey[0] !== 'server.status',
  })
}

function isSignedOut(error: unknown): boolean {
  return error instanceof CallFailed && error.code === 'not-signed-in'
}
