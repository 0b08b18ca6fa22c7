// `npm start`: builds the window when its sources are newer, then starts the desktop app where there is one, else the
// same server headless, saying so in one line.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../server/cli.ts'

const ROOT = join(import.meta.dirname, '..')
const WINDOW = join(ROOT, 'dist', 'window', 'index.html')

export function newestChange(folder: string): number {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs)
  }
  return newest
}

export async function buildWindowWhenStale(): Promise<void> {
  const sources = Math.max(
    newestChange(join(ROOT, 'renderer')),
    newestChange(join(ROOT, 'server', 'contract')),
    statSync(join(ROOT, 'package-lock.json')).mtimeMs,
  )
  if (existsSync(WINDOW) && statSync(WINDOW).mtimeMs > sources) return
  const { build } = await import('vite')
  await build({ configFile: join(ROOT, 'renderer', 'vite.config.ts'), logLevel: 'error' })
}

/** Why the desktop app cannot start here; undefined when it can. */
export function whyNoDesktop(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const needsDisplay = platform !== 'darwin' && platform !== 'win32'
  if (needsDisplay && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) return 'There is no display'
  return 'The desktop app is not part of this version'
}

if (import.meta.main) {
  await buildWindowWhenStale()
  process.stdout.write(
    `${whyNoDesktop(process.env, process.platform)}: running headless, the window opens in a browser.\n`,
  )
  process.exitCode = await run(['serve', ...process.argv.slice(2)])
}
