// The desktop app as a person starts it: the real main process against the double of Electron, with a home folder of its own.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type Desktop, type DesktopOptions, startDesktop } from '../../electron/main.ts'
import type { Server } from '../../server/index.ts'
import { builtWindow } from './built.ts'
import { app } from './electron/app.ts'
import { closeElectron, ended, pageOf, resetElectron, theWindow, world } from './electron/control.ts'
import { type PreparedLibrary, preparedData } from './prepared-data.ts'

export interface DesktopComputer {
  /** Where everything lies. */
  readonly folder: string
  readonly dataDir: string
  readonly environment: NodeJS.ProcessEnv
  /** @throws when it does not start */
  start(options?: StartOptions): Promise<DesktopApp>
  /** Ends what runs and removes the folder. */
  close(): Promise<void>
}

export interface StartOptions extends DesktopOptions {
  /** As if it had come with an installer. */
  readonly isPackaged?: boolean
}

export interface DesktopApp {
  readonly desktop: Desktop
  /** Of the running server; waits for it. */
  server(): Promise<Server>
  /** The page in the window. */
  page(): Promise<Page>
  /** By its menu. @returns the exit code */
  quit(): Promise<number>
}

/**
 * A computer without a keyring; its key lies in the environment.
 * @param library who lives there already, with what music; nobody and nothing by default
 */
export async function createDesktopComputer(library?: PreparedLibrary): Promise<DesktopComputer> {
  await builtWindow()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-desktop-')))
  const dataDir = join(folder, 'data')
  if (library) cpSync((await preparedData(library)).dataDir, dataDir, { recursive: true })
  const environment: NodeJS.ProcessEnv = {
    HOME: folder,
    LOCKGROOVE_DATA: dataDir,
    LOCKGROOVE_CACHE: join(folder, 'cache'),
    LOCKGROOVE_MASTER_KEY: '0123456789abcdef'.repeat(4),
    LOCKGROOVE_PORT: '0',
    LOCKGROOVE_CONSOLE_PORT: '0',
    LOCKGROOVE_LOG: 'debug',
    // Tests run as root in containers.
    LOCKGROOVE_ALLOW_ROOT: 'on',
  }
  let running: Desktop | undefined

  async function end(): Promise<number> {
    app.quit()
    const code = await ended()
    running?.close()
    running = undefined
    return code
  }

  return {
    folder,
    dataDir,
    environment,
    async start({ isPackaged = false, ...options } = {}) {
      await resetElectron()
      world.isPackaged = isPackaged
      const desktop = startDesktop({ environment, words: ['lockgroove'], ...options })
      if (!desktop) throw new Error(`it does not start: ${JSON.stringify(world.dialogs)}`)
      running = desktop
      await desktop.window
      return {
        desktop,
        server: () => serverOf(desktop),
        page: () => pageOf(theWindow()),
        quit: end,
      }
    },
    async close() {
      if (running && world.exitCode === undefined) await end()
      running?.close()
      await closeElectron()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function serverOf({ host }: Desktop): Promise<Server> {
  return new Promise((resolve) => {
    const look = () => {
      const server = host.server()
      if (server) resolve(server)
      return server !== undefined
    }
    if (look()) return
    const end = host.onStartState(() => look() && end())
  })
}
