// Electron as `npm start` and `npm run dev` use it: whether it can run here, fetching it once, starting it with dist/app.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { APP_DIR } from './app.ts'

const ELECTRON_DIR = join(import.meta.dirname, '..', 'node_modules', 'electron')
/** A network that stalls must not keep anybody from their music. */
const FETCH_TIMEOUT_MS = 10 * 60_000

export type Desktop = { readonly program: string } | { readonly reason: string }

export interface FindOptions {
  readonly environment?: NodeJS.ProcessEnv
  readonly platform?: NodeJS.Platform
  readonly isRoot?: boolean
  /** The folder of the package `electron`. */
  readonly electronDir?: string
  readonly say: (line: string) => void
}

/** Electron's program, fetched if need be; or why there will be no desktop app, as half a sentence. */
export async function findDesktop({
  environment = process.env,
  platform = process.platform,
  isRoot = process.getuid?.() === 0,
  electronDir = ELECTRON_DIR,
  say,
}: FindOptions): Promise<Desktop> {
  const reason = whyNoDesktop(environment, platform, isRoot)
  if (reason !== undefined) return { reason }

  const folder = environment['ELECTRON_OVERRIDE_DIST_PATH'] || join(electronDir, 'dist')
  const program = join(folder, PROGRAMS[platform] ?? 'electron')
  if (existsSync(program)) return { program }
  if (!existsSync(join(electronDir, 'install.js'))) return { reason: 'Electron is not installed' }

  say('Fetching Electron for the desktop app, this once (about 120 MB).')
  const failure = await fetchElectron(electronDir)
  if (failure === undefined && existsSync(program)) return { program }
  return { reason: `Electron could not be fetched (${failure ?? `no ${program}`})` }
}

/** @returns the running app; whoever started it hears of its end */
export function startElectron(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): ChildProcess {
  // Editors that are Electron apps set it in their terminals; it would make a plain Node of ours.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = environment
  return spawn(program, [APP_DIR, ...words], { stdio: 'inherit', env })
}

/** As the package's own index.js has them. */
const PROGRAMS: { readonly [Platform in NodeJS.Platform]?: string } = {
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
}

function whyNoDesktop(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  isRoot: boolean,
): string | undefined {
  if (environment['LOCKGROOVE_DESKTOP'] === 'off') return 'LOCKGROOVE_DESKTOP is off'
  const needsDisplay = platform !== 'darwin' && platform !== 'win32'
  const hasDisplay = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
  if (needsDisplay && !hasDisplay) return 'There is no display'
  if (isRoot && environment['LOCKGROOVE_ALLOW_ROOT'] !== 'on') return 'Electron does not run as root'
  return undefined
}

/**
 * By the package's own script, which checks the archive against a checksum of its own.
 * @returns why it failed
 */
async function fetchElectron(electronDir: string): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(electronDir, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: FETCH_TIMEOUT_MS,
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return undefined
  return /\w*Error: (.*)/.exec(complaint)?.[1] ?? (complaint.trim().split('\n', 1)[0] || 'it took too long')
}
