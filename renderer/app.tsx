import { Button, MantineProvider } from '@mantine/core'
import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react'
import type { ServerStatus } from '../server/contract/setup.ts'
import { call } from './client/call.ts'
import { desktop } from './client/desktop.ts'
import { keepDraftsOf } from './client/drafts.ts'
import { listen } from './client/events.ts'
import { MeContext } from './client/me.ts'
import { useAlarm } from './client/panic.ts'
import { linkTo, matchPath, navigate, usePath } from './client/route.ts'
import { type CurrentSession, createQueries, useSession, WITHOUT_PATIENCE } from './client/session.ts'
import { ErrorBoundary } from './components/error-boundary.tsx'
import { EmptyState, NoAnswer, PageLoader } from './components/page-states.tsx'
import { postponeSetUp, UnfinishedSetUp } from './pages/set-up/unfinished.tsx'
import { SignIn } from './pages/sign-in/sign-in.tsx'
import { PAGES } from './pages.tsx'
import { PlayerBar } from './player/player-bar.tsx'
import { Shell } from './shell.tsx'
import { cssVariablesResolver, theme } from './styles/theme.ts'
import { SHELL } from './text/shell.ts'

const SetUp = lazy(async () => ({ default: (await import('./pages/set-up/set-up.tsx')).SetUp }))
const Recover = lazy(async () => ({ default: (await import('./pages/recover/recover.tsx')).Recover }))
const PanicReport = lazy(async () => ({
  default: (await import('./pages/doors/panic-report.tsx')).PanicReport,
}))
const Ticket = lazy(async () => ({ default: (await import('./pages/ticket/ticket.tsx')).Ticket }))

const queries = createQueries()

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
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
  const status = useQuery({
    queryKey: ['server.status'],
    queryFn: () => call('server.status', {}),
    ...WITHOUT_PATIENCE,
  })
  const [isSettingUp, setSettingUp] = useState(false)
  const alarm = useAlarm()
  const goOnSetUp = useCallback(() => setSettingUp(true), [])
  const leaveSetUp = useCallback(() => {
    postponeSetUp()
    setSettingUp(false)
    scrollTo(0, 0)
    void client.invalidateQueries()
  }, [client])

  // Whether anybody is signed in or not: the alarm signs everybody out.
  if (alarm.state !== 'none') {
    return (
      <Brand>
        <PanicReport alarm={alarm} onRead={() => void client.invalidateQueries()} />
      </Brand>
    )
  }
  // Once there was an answer, a server that is away takes nothing off the screen: the music plays on.
  if (status.data === undefined) return <NoAnswerYet query={status} />
  // It shows things once (the recovery key), so it stays until it says that it is done.
  if (status.data.needsOwner && !isSettingUp) setSettingUp(true)
  if (isSettingUp || status.data.needsOwner) {
    return (
      <Brand>
        <SetUp status={status.data} onDone={leaveSetUp} />
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
  return <ForPeople path={path} status={status.data} onSetUp={goOnSetUp} />
}

interface NoAnswerYetProps {
  readonly query: { readonly error: Error | null; refetch(): unknown }
}

function NoAnswerYet({ query: { error, refetch } }: NoAnswerYetProps) {
  return error ? <NoAnswer error={error} onRetry={() => refetch()} /> : <PageLoader />
}

interface ForPeopleProps {
  readonly path: string
  readonly status: ServerStatus
  onSetUp(): void
}

/** Whoever has no session signs in, on whatever page, and is then where they wanted to be. */
function ForPeople({ path, status, onSetUp }: ForPeopleProps) {
  const session = useSession()
  if (session.data === undefined) return <NoAnswerYet query={session} />
  if (session.data === null) {
    return (
      <Brand>
        <SignIn />
      </Brand>
    )
  }
  // Somebody else who signed in, in another window of this browser, begins with nothing of what is open here.
  return (
    <SignedIn key={session.data.name} path={path} session={session.data} status={status} onSetUp={onSetUp} />
  )
}

interface SignedInProps {
  readonly path: string
  readonly session: CurrentSession
  readonly status: ServerStatus
}

function SignedIn({ path, session, status, onSetUp }: SignedInProps & { onSetUp(): void }) {
  const { name, admin, sharing } = session
  const { readOnly, sealed } = status
  const client = useQueryClient()
  // Another person's window starts anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the session it listens under is that of the name
  useEffect(() => listen(client), [client, name])
  useEffect(() => keepDraftsOf(name), [name])
  // A link or a notification that leads here.
  useEffect(() => desktop?.onOpenPage((to) => navigate(to)), [])
  return (
    <MeContext value={{ name, admin, readOnly, usualShareDays: sharing?.usualDays }}>
      <Shell path={path} sealed={sealed} player={<PlayerBar />}>
        {admin && <UnfinishedSetUp onGoOn={onSetUp} />}
        <ErrorBoundary key={path}>
          <Suspense fallback={<PageLoader />}>
            <PageAt path={path} session={session} status={status} />
          </Suspense>
        </ErrorBoundary>
      </Shell>
    </MeContext>
  )
}

function PageAt({ path, session, status }: SignedInProps) {
  for (const { path: pattern, page: Page, who } of PAGES) {
    const params = matchPath(pattern, path)
    if (!params) continue
    if (who === 'admin' && !session.admin) return <Nowhere title={SHELL.adminOnly} />
    // A page keeps nothing from the one before it, even where both are of one kind.
    return <Page key={path} params={params} session={session} status={status} />
  }
  return <Nowhere title={SHELL.notFound} />
}

function Nowhere({ title }: { title: string }) {
  return (
    <EmptyState
      icon="info"
      title={title}
      action={
        <Button component="a" variant="light" {...linkTo('/')}>
          {SHELL.goHome}
        </Button>
      }
    />
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
