import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/pieces.css'
import { App } from './app.tsx'
import { serverAnswers } from './client/events.ts'

/** After an update the parts of this page that were not loaded yet are gone: the new page has its own. Not again and again. */
const LONG_ENOUGH_MS = 10_000
addEventListener('vite:preloadError', async () => {
  // A server that is away has no new page either, and the music would stop.
  if (performance.now() > LONG_ENOUGH_MS && (await serverAnswers())) location.reload()
})

createRoot(document.getElementById('root')!).render(<App />)
