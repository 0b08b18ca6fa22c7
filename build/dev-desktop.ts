// The desktop app while somebody works on it: built and started again whenever a source of it changes.
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './app.ts'
import { startElectron } from './desktop.ts'

const ROOT = join(import.meta.dirname, '..')
const SOURCES = ['server', 'electron', 'renderer']
/** Editors save in several steps, and a checkout changes many files. */
const QUIET_MS = 150
/** The app says goodbye to its listeners; after that nobody waits. */
const QUIT_MS = 5000

export interface DevDesktopOptions {
  readonly program: string
  readonly environment: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  /** The person closed the app: development is over. */
  readonly onQuit: () => void
  /** Default: builds dist/app. */
  readonly build?: () => Promise<void>
  readonly sources?: readonly string[]
}

export interface RunningDesktop {
  close(): Promise<void>
}

export async function keepDesktopRunning({
  program,
  environment,
  say,
  onQuit,
  build = buildApp,
  sources = SOURCES.map((name) => join(ROOT, name)),
}: DevDesktopOptions): Promise<RunningDesktop> {
  let stopApp = async () => {}
  let isClosed = false
  let quiet: NodeJS.Timeout | undefined
  let work: Promise<void> = Promise.resolve()

  async function startAnew() {
    if (isClosed) return
    try {
      await build()
    } catch (error) {
      // What runs goes on; the sentence says what to mend.
      say(`Not started again: ${error instanceof Error ? error.message : error}`)
      return
    }
    await stopApp()
    if (!isClosed) stopApp = startApp()
  }

  /** @returns what ends it */
  function startApp(): () => Promise<void> {
    const app = startElectron(program, [], environment)
    const gone = new Promise<void>((resolve) => {
      app.once('exit', () => resolve())
      app.once('error', () => resolve())
    })
    let isWanted = true
    void gone.then(() => isWanted && onQuit())
    return async () => {
      isWanted = false
      app.kill('SIGTERM')
      const impatience = setTimeout(() => app.kill('SIGKILL'), QUIT_MS)
      await gone
      clearTimeout(impatience)
    }
  }

  function onChange() {
    clearTimeout(quiet)
    quiet = setTimeout(() => {
      work = work.then(startAnew)
    }, QUIET_MS)
  }

  await build()
  stopApp = startApp()
  const watchers: FSWatcher[] = sources.map((folder) => watch(folder, { recursive: true }, onChange))
  return {
    async close() {
      isClosed = true
      clearTimeout(quiet)
      for (const watcher of watchers) watcher.close()
      await work
      await stopApp()
    },
  }
}
