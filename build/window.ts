// The built window, kept up to date with its sources.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { newestChange } from './newest-change.ts'

const ROOT = join(import.meta.dirname, '..')
export const WINDOW_DIR = join(ROOT, 'dist', 'window')
const BUILT = join(WINDOW_DIR, 'index.html')

/** Builds the window unless the last build is newer than everything it is made from. */
export async function buildWindowWhenStale(): Promise<void> {
  const sources = Math.max(
    newestChange(join(ROOT, 'renderer')),
    newestChange(join(ROOT, 'server', 'contract')),
    statSync(join(ROOT, 'package-lock.json')).mtimeMs,
  )
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs > sources) return
  const { build } = await import('vite')
  await inProduction(() => build({ configFile: join(ROOT, 'renderer', 'vite.config.ts'), logLevel: 'error' }))
}

/** The tests run as "test", for which plugins write the paths of sources into the page, and React checks everything twice. */
async function inProduction(work: () => Promise<unknown>): Promise<void> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}
