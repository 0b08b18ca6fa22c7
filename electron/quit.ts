// Quitting: the window may close now, answers under way finish, the database is closed. Three seconds for all of it, whatever hangs: the
// database is whole at any moment, and a quit that never ends is worse than an answer that was cut.
import { app, powerMonitor } from 'electron'
import type { Log } from '../server/index.ts'

export interface QuitDeps {
  /** As soon as somebody wants to quit. */
  readonly onBegin: () => void
  /** What is to be closed, all at once. */
  readonly close: () => Promise<unknown>
  readonly log: Log
  readonly withinMs?: number
}

const WITHIN_MS = 3000

/** @returns what ends listening, for tests that start several apps in one process */
export function setupQuit({ onBegin, close, log, withinMs = WITHIN_MS }: QuitDeps): () => void {
  let isClosing = false

  async function finish() {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log.warn('the app ends before everything was closed')
        resolve()
      }, withinMs)
    })
    const closed = close().catch((error) => log.error({ err: error }, 'closing failed'))
    await Promise.race([closed, limit])
    clearTimeout(timer)
    app.exit(0)
  }

  app.on('before-quit', onBegin)
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    void finish()
  })
  const quit = () => app.quit()
  // The system is being shut down (Linux, macOS); whoever started us from a terminal wants it back.
  powerMonitor.on('shutdown', quit)
  process.on('SIGTERM', quit)
  process.on('SIGINT', quit)
  return () => {
    process.off('SIGTERM', quit)
    process.off('SIGINT', quit)
  }
}
