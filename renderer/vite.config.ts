import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { sharePage } from './share/build.ts'

// `npm run build` and, when the window is stale, `npm start`. No inline script: the console's CSP forbids it.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), sharePage()],
  build: {
    outDir: '../dist/window',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What of other people's is in the bundle: for the list of licences in the installers.
    license: { fileName: '.vite/licenses.json' },
    rolldownOptions: {
      // The second is the desktop app's, for while there is no server (desktop/start-page.tsx).
      input: ['index.html', 'desktop/index.html'].map((page) => join(import.meta.dirname, page)),
    },
  },
})
