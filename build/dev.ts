// `npm run dev`: everything with reload, on a throw-away data folder. With Electron the desktop app, which starts again
// whenever something it is built from changes; without it the server alone. The window with hot reload beside it.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { findDesktop } from './desktop.ts'
import { keepDesktopRunning } from './dev-desktop.ts'

const ROOT = join(import.meta.dirname, '..')
const CONSOLE = 'http://127.0.0.1:4041'
const words = process.argv.slice(2)
const data = mkdtempSync(join(tmpdir(), 'lockgroove-dev-'))
const keyFile = join(data, 'master.key')
writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
const environment = {
  LOCKGROOVE_LOG: 'info',
  LOCKGROOVE_ALLOW_ROOT: 'on',
  ...process.env,
  LOCKGROOVE_DATA: join(data, 'data'),
  LOCKGROOVE_CACHE: join(data, 'cache'),
  LOCKGROOVE_MASTER_KEY_FILE: keyFile,
}

const window = await createServer({
  configFile: join(ROOT, 'renderer', 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    // The console answers only to its own name and to pages of its own origin.
    proxy: { '/api': { target: CONSOLE, changeOrigin: true, headers: { Origin: CONSOLE } } },
  },
})
await window.listen()
// Vite would end this process at once; the app and the data folder come first.
process.removeAllListeners('SIGTERM')

const desktop = words.length > 0 ? { reason: 'Options are for the server alone' } : await findDesktop({ say })
const running =
  'program' in desktop
    ? await keepDesktopRunning({ program: desktop.program, environment, say, onQuit: stop })
    : keepServerRunning(desktop.reason)

say(`Window with reload: ${window.resolvedUrls?.local[0]}`)
say(`Throw-away data: ${data}`)

function keepServerRunning(reason: string) {
  say(`${reason}: running headless.`)
  const watch = [`--watch-path=${join(ROOT, 'server')}`, '--watch-preserve-output']
  const command = [...watch, join(ROOT, 'server', 'cli.ts'), 'serve', ...words]
  const server = spawn(process.execPath, command, { stdio: 'inherit', env: environment })
  return { close: async () => void server.kill() }
}

async function stop() {
  process.off('SIGINT', stop).off('SIGTERM', stop)
  await running.close()
  await window.close()
  rmSync(data, { recursive: true, force: true })
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)

function say(line: string) {
  process.stdout.write(`${line}\n`)
}
