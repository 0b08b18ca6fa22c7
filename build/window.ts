// The built window, kept up to date with its sources.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { newestChange } from './newest-change.ts'

const ROOT = join(import.meta.dirname, '..')
const BUILT = join(ROOT, 'dist', 'window', 'index.html')

/** Builds the window unless the last build is newer than everything it is made from. */
export async function buildWindowWhenStale(): Promise<void> {
  const sources = Math.max(
    newestChange(join(ROOT, 'renderer')),
    newestChange(join(ROOT, 'server', 'contract')),
    statSync(join(ROOT, 'package-lock.json')).mtimeMs,
  )
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs > sources) return
  const { build } = await import('vite')
  await build({ configFile: join(ROOT, 'renderer', 'vite.config.ts'), logLevel: 'error' })
}
