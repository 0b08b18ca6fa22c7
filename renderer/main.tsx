import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import './styles/page.css'
import { App } from './app.tsx'

createRoot(document.getElementById('root')!).render(<App />)
