// Runs the server until it is told to stop, and says what a person needs to know to use it.

import type { DoorStatus } from '../contract/doors.ts'
import { createServer, type Server } from '../index.ts'
import { createLog } from '../log.ts'
import type { Command } from './command.ts'

export const serve: Command = async ({ loaded: { settings, sourceOf } }) => {
  const server = await createServer(settings, { sourceOf, log: createLog({ verbosity: settings.log }) })
  process.stdout.write(greeting(server))
  await stopSignal()
  await server.close()
  return 0
}

function greeting(server: Server): string {
  const { musicUrls, consoleUrl, plainSetupCode, notices, musicFolderCount } = server
  const door = server.doors.status()
  const isSealed = !server.vaultState().open
  const lines = [
    ...notices,
    ...door.problems,
    '',
    isSealed ? 'Lockgroove is running, sealed (see above).' : 'Lockgroove is running.',
    '',
    `  Music apps   ${musicUrls.join('   ') || CLOSED}`,
    `  Window       ${consoleUrl || CLOSED}`,
    ...aboutDoor(door),
  ]
  if (plainSetupCode !== undefined) {
    lines.push(
      `  Set-up code  ${plainSetupCode}   (works once; open the window and make yourself the owner)`,
      '',
      'In a music app, type the server address above with the name and password you choose.',
    )
  } else if (!isSealed) {
    lines.push('', 'In a music app, type the server address above with your name and password.')
  }
  if (musicFolderCount === 0) {
    lines.push('No music folder yet: name one in the window at set-up, or start with --music FOLDER.')
  }
  lines.push('Stop with Ctrl+C.', '')
  return `${lines.join('\n')}\n`
}

const CLOSED = 'closed (see above)'

function aboutDoor({ closesAt, tls }: DoorStatus): string[] {
  const lines: string[] = []
  if (tls) {
    const maker = tls.selfMade ? 'made by Lockgroove: compare this when an app or browser warns' : 'yours'
    lines.push(`  Certificate  ${tls.fingerprint}`, `               SHA-256, ${maker}`)
  }
  if (closesAt !== undefined) {
    lines.push(`  Network      closes by itself at ${new Date(closesAt).toLocaleString()}`)
  }
  return lines
}

/** A second signal within this time is no impatience: npm and `timeout` pass on what the process was sent already. */
const SAME_SIGNAL_MS = 1000

/** The first signal asks for an orderly end, a later one gets Node's own. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve()
      setTimeout(() => {
        process.off('SIGINT', stop)
        process.off('SIGTERM', stop)
      }, SAME_SIGNAL_MS).unref()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
