// The built window, kept up to date with its sources.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

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

function newestChange(folder: string): number {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs)
  }
  return newest
}
