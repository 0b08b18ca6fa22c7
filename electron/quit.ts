// Quitting: the window may close now, answers under way finish, the database is closed. Three seconds for all of it, whatever hangs: the
// database is whole at any moment, and a quit that never ends is worse than an answer that was cut.
import { app, powerMonitor } from 'electron'
import type { Log } from '../server/index.ts'

export interface QuitDeps {
  /** As soon as somebody wants to quit: windows are to let themselves be closed. */
  readonly onBegin: () => void
  /** What is to be closed, all at once. */
  readonly close: () => Promise<unknown>
  readonly log: Log
  readonly withinMs?: number
}

const WITHIN_MS = 3000
/** A page that hangs, or will not be left, is not waited for any longer. */
const WINDOWS_MS = 1000

/** @returns what ends listening, for tests that start several apps in one process */
export function setupQuit({ onBegin, close, log, withinMs = WITHIN_MS }: QuitDeps): () => void {
  let isClosing = false
  let windowsTimer: NodeJS.Timeout | undefined

  function begin() {
    clearTimeout(windowsTimer)
    if (isClosing) return
    isClosing = true
    void finish()
  }

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

  app.on('before-quit', () => {
    onBegin()
    clearTimeout(windowsTimer)
    // Only when all windows are closed comes `will-quit`.
    windowsTimer = setTimeout(() => {
      log.warn('the app ends although its windows were not closed')
      begin()
    }, WINDOWS_MS)
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    begin()
  })
  const quit = () => app.quit()
  // The system is being shut down (Linux, macOS). Listening to it before the app is ready would reach for what is not there yet.
  void app.whenReady().then(() => powerMonitor.on('shutdown', quit))
  // Whoever started us from a terminal wants it back.
  process.on('SIGTERM', quit)
  process.on('SIGINT', quit)
  return () => {
    clearTimeout(windowsTimer)
    process.off('SIGTERM', quit)
    process.off('SIGINT', quit)
  }
}
