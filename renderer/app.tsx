import { Alert, Button, Center, createTheme, Loader, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { call } from './client/call.ts'
import { Connect } from './pages/connect/connect.tsx'
import { SetUp } from './pages/set-up/set-up.tsx'
import { TEXT } from './text.ts'

const theme = createTheme({
  primaryColor: 'orange',
  defaultRadius: 'md',
  fontFamily: 'system-ui, sans-serif',
})
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1 } } })

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <main className="page">
          <header className="brand">
            <img src="/icon.svg" alt="" width={40} height={40} />
            <span>Lockgroove</span>
          </header>
          <Start />
        </main>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** The first owner is made here, or, once there is one, the page says how to connect an app. */
function Start() {
  const status = useQuery({ queryKey: ['server.status'], queryFn: () => call('server.status', {}) })
  if (status.isPending) {
    return (
      <Center mih={240}>
        <Loader aria-label={TEXT.loading} />
      </Center>
    )
  }
  if (status.isError) {
    return (
      <Alert color="red" title={TEXT.noAnswer} role="alert">
        <p>{status.error.message}</p>
        <Button onClick={() => status.refetch()}>{TEXT.tryAgain}</Button>
      </Alert>
    )
  }
  return status.data.needsOwner ? (
    <SetUp status={status.data} />
  ) : (
    <Connect musicAddress={status.data.musicAddress} />
  )
}
