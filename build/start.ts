// `npm start`: builds what is older than its sources, then starts the desktop app where there can be one, else the same
// server headless, saying so in one line.
import { once } from 'node:events'
import { run } from '../server/cli.ts'
import { buildAppWhenStale } from './app.ts'
import { findDesktop, startElectron } from './desktop.ts'
import { buildWindowWhenStale } from './window.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** @returns the exit code */
async function start(args: readonly string[]): Promise<number> {
  const desktop =
    args.length > 0 ? { reason: 'Options are for the server alone' } : await findDesktop({ say })
  if ('reason' in desktop) {
    return run(['serve', ...args], async () => {
      await buildWindowWhenStale()
      say(`${desktop.reason}: running headless, open the window in a browser.`)
    })
  }
  await buildAppWhenStale()
  return runToItsEnd(desktop.program)
}

async function runToItsEnd(program: string): Promise<number> {
  const app = startElectron(program, [], process.env)
  // The app ends in order, and this with it.
  for (const signal of SIGNALS) process.on(signal, () => app.kill(signal))
  const [code] = (await once(app, 'exit')) as [number | null]
  return code ?? 1
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (import.meta.main) process.exitCode = await start(process.argv.slice(2))
