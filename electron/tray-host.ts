// Whether this Linux desktop shows tray icons: whether somebody on the session bus hosts StatusNotifier items. Asked with
// the small programs that come with GLib, D-Bus and systemd; where none gives an answer there is no tray, and closing the
// window minimises it.
import { execFile } from 'node:child_process'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PATH = '/StatusNotifierWatcher'
const GET = 'org.freedesktop.DBus.Properties.Get'
const HOSTED = 'IsStatusNotifierHostRegistered'

const QUESTIONS: readonly (readonly [program: string, ...words: string[]])[] = [
  [
    'gdbus',
    'call',
    '--session',
    `--dest=${WATCHER}`,
    `--object-path=${PATH}`,
    `--method=${GET}`,
    WATCHER,
    HOSTED,
  ],
  [
    'dbus-send',
    '--session',
    '--print-reply',
    `--dest=${WATCHER}`,
    PATH,
    GET,
    `string:${WATCHER}`,
    `string:${HOSTED}`,
  ],
  ['busctl', '--user', 'get-property', WATCHER, PATH, WATCHER, HOSTED],
]

/** Never throws, and never takes longer than `timeoutMs`. */
export async function hasTrayHost({
  environment = process.env,
  timeoutMs = 2000,
}: {
  readonly environment?: NodeJS.ProcessEnv
  readonly timeoutMs?: number
} = {}): Promise<boolean> {
  // Without an address these programs would start a bus of their own.
  if (!environment['DBUS_SESSION_BUS_ADDRESS'] && !environment['XDG_RUNTIME_DIR']) return false
  // An AppImage's own libraries are not for the system's programs.
  const { LD_LIBRARY_PATH: _libraries, LD_PRELOAD: _preloaded, ...env } = environment
  for (const [program, ...words] of QUESTIONS) {
    const answer = await ask(program, words, { env, timeoutMs })
    if (answer !== undefined) return answer
  }
  return false
}

/** Undefined where the program is missing. Who does not answer in time hosts nothing. */
function ask(
  program: string,
  words: readonly string[],
  { env, timeoutMs }: { readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    execFile(program, words, { env, timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, output) => {
      if (error && 'code' in error && error.code === 'ENOENT') return resolve(undefined)
      resolve(!error && /\btrue\b/.test(output))
    })
  })
}
