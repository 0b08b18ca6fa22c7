// `npm start`: builds the window when its sources are newer, then starts the desktop app where there is one, else the
// same server headless, saying so in one line.
import { run } from '../server/cli.ts'
import { buildWindowWhenStale } from './window.ts'

/** Why the desktop app cannot start here. */
export function whyNoDesktop(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const needsDisplay = platform !== 'darwin' && platform !== 'win32'
  const hasDisplay = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
  return needsDisplay && !hasDisplay ? 'There is no display' : 'This version has no desktop app yet'
}

if (import.meta.main) {
  process.exitCode = await run(['serve', ...process.argv.slice(2)], async () => {
    await buildWindowWhenStale()
    const reason = whyNoDesktop(process.env, process.platform)
    process.stdout.write(`${reason}: running headless, open the window in a browser.\n`)
  })
}
