import { createTheme, MantineProvider } from '@mantine/core'
import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { ServerStatus } from '../server/contract/setup.ts'
import { call } from './client/call.ts'
import { usePath } from './client/route.ts'
import { createQueries, useSession } from './client/session.ts'
import { NoAnswer, PageLoader } from './components/page-states.tsx'
import { Connect } from './pages/connect/connect.tsx'
import { SignIn } from './pages/sign-in/sign-in.tsx'
import { Shell } from './shell.tsx'

const SetUp = lazy(async () => ({ default: (await import('./pages/set-up/set-up.tsx')).SetUp }))
const Recover = lazy(async () => ({ default: (await import('./pages/recover/recover.tsx')).Recover }))
const Ticket = lazy(async () => ({ default: (await import('./pages/ticket/ticket.tsx')).Ticket }))
const You = lazy(async () => ({ default: (await import('./pages/you/you.tsx')).You }))

const theme = createTheme({
  primaryColor: 'orange',
  defaultRadius: 'md',
  fontFamily: 'system-ui, sans-serif',
})
const queries = createQueries()

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Suspense fallback={<PageLoader />}>
          <Page />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Pages for people without a session first: making the owner, then the links that sign somebody in. */
function Page() {
  const path = usePath()
  const client = useQueryClient()
  const status = useQuery({ queryKey: ['server.status'], queryFn: () => call('server.status', {}) })
  const [isSettingUp, setSettingUp] = useState(false)

  if (status.isPending) return <PageLoader />
  if (status.isError) return <NoAnswer error={status.error} onRetry={() => status.refetch()} />
  // It shows things once (the recovery key), so it stays until it says that it is done.
  if (status.data.needsOwner && !isSettingUp) setSettingUp(true)
  if (isSettingUp || status.data.needsOwner) {
    const done = () => {
      setSettingUp(false)
      void client.invalidateQueries()
    }
    return (
      <Brand>
        <SetUp status={status.data} onDone={done} />
      </Brand>
    )
  }
  if (path === '/ticket') return <Ticket />
  if (path === '/recover') {
    return (
      <Brand>
        <Recover status={status.data} />
      </Brand>
    )
  }
  return <ForPeople path={path} status={status.data} />
}

/** Whoever has no session signs in, on whatever page, and is then where they wanted to be. */
function ForPeople({ path, status }: { path: string; status: ServerStatus }) {
  const session = useSession()
  if (session.isPending) return <PageLoader />
  if (session.isError) return <NoAnswer error={session.error} onRetry={() => session.refetch()} />
  if (session.data === null) {
    return (
      <Brand>
        <SignIn />
      </Brand>
    )
  }
  return (
    <Shell path={path} name={session.data.name}>
      {path === '/you' ? (
        <You session={session.data} status={status} />
      ) : (
        <Connect musicAddress={status.musicAddress} user={session.data.name} />
      )}
    </Shell>
  )
}

/** Around a page that stands alone. */
function Brand({ children }: { children: ReactNode }) {
  return (
    <main className="page">
      <header className="brand">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <span>Lockgroove</span>
      </header>
      {children}
    </main>
  )
}
