// The headless server's commands for whoever has only the installed app: `lockgroove backup restore FILE` in a terminal. No
// window, no tray, and not the running app's folder either, which is that app's alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { startHelpersWith } from '../server/index.ts'
import { startHelper } from './keychain-process.ts'

/** Words of the command line, without the program's own: a command, and not Chromium's or the system's switches or a link. */
export function isCommand([first]: readonly string[]): boolean {
  if (first === undefined || first.includes('://')) return false
  return !first.startsWith('-') || ['--help', '-h', '--version', '-v'].includes(first)
}

/** Ends the app with the command's exit code. */
export async function runCommand(words: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-command-'))
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
  app.dock?.hide()
  // Its helper processes can be started from then on.
  await app.whenReady()
  startHelpersWith(startHelper)
  const exitCode = await exitCodeOf(words)
  rmSync(folder, { recursive: true, force: true })
  app.exit(exitCode)
}

async function exitCodeOf(words: readonly string[]): Promise<number> {
  try {
    const { run } = await import('../server/cli.ts')
    return await run(words)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 1
  }
}
