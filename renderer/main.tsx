import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/pieces.css'
import { App } from './app.tsx'

createRoot(document.getElementById('root')!).render(<App />)
