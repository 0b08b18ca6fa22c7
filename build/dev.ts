// `npm run dev`: the server with reload on a throw-away data folder, and the window with hot reload beside it.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'

const ROOT = join(import.meta.dirname, '..')
const CONSOLE = 'http://127.0.0.1:4041'
const data = mkdtempSync(join(tmpdir(), 'lockgroove-dev-'))
const keyFile = join(data, 'master.key')
writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })

const server = spawn(
  process.execPath,
  [
    `--watch-path=${join(ROOT, 'server')}`,
    '--watch-preserve-output',
    join(ROOT, 'server', 'cli.ts'),
    'serve',
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
    env: {
      LOCKGROOVE_LOG: 'info',
      LOCKGROOVE_ALLOW_ROOT: 'on',
      ...process.env,
      LOCKGROOVE_DATA: join(data, 'data'),
      LOCKGROOVE_CACHE: join(data, 'cache'),
      LOCKGROOVE_MASTER_KEY_FILE: keyFile,
    },
  },
)

const window = await createServer({
  configFile: join(ROOT, 'renderer', 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    // The console answers only to its own name and to pages of its own origin.
    proxy: { '/api': { target: CONSOLE, changeOrigin: true, headers: { Origin: CONSOLE } } },
  },
})
await window.listen()
process.stdout.write(`Window with reload: ${window.resolvedUrls?.local[0]}\nThrow-away data: ${data}\n`)

async function stop() {
  server.kill()
  await window.close()
  rmSync(data, { recursive: true, force: true })
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
