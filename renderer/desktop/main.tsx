// The page of the desktop app while there is no server to show: it starts, waits for its key, or failed. It speaks to the
// desktop only (server/contract/desktop.ts); electron/start-page.ts hands it out.
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import '../styles/base.css'
import '../styles/shell.css'
import '../styles/pieces.css'
import './desktop.css'
import { cssVariablesResolver, theme } from '../styles/theme.ts'
import { StartPage } from './start-page.tsx'

const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, networkMode: 'always' }, mutations: { networkMode: 'always' } },
})

createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <StartPage />
    </QueryClientProvider>
  </MantineProvider>,
)
