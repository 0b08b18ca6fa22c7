// Whose account the program runs under. A music server needs no right that an ordinary account lacks, and a mistake in
// it would have all of root's.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { StartProblem } from '../errors.ts'
import type { Settings } from '../settings/definitions.ts'

/** Windows' label of a process with the rights of an administrator ("high mandatory level"). */
const HIGH_INTEGRITY = 'S-1-16-12288'
const SYSTEM_INTEGRITY = 'S-1-16-16384'

const HOW_TO_INSIST =
  'To run it so all the same: --allow-root on (behind npm: npm start -- --allow-root on), or LOCKGROOVE_ALLOW_ROOT=on.'

export interface Account {
  readonly platform?: NodeJS.Platform
  /** Undefined on Windows. */
  readonly uid?: number | undefined
  /** Windows: what `whoami /groups` prints. */
  readonly listGroups?: () => string
}

/** @throws StartProblem as root or Administrator, unless the owner insists */
export function refuseRoot(
  { allowRoot }: Pick<Settings, 'allowRoot'>,
  { platform = process.platform, uid = process.getuid?.(), listGroups = askWhoami }: Account = {},
): void {
  if (allowRoot) return
  if (platform === 'win32') {
    if (!new RegExp(`${HIGH_INTEGRITY}|${SYSTEM_INTEGRITY}`).test(listGroups())) return
    throw new StartProblem(
      `Lockgroove does not run as Administrator: start it from an ordinary window, without "Run as administrator". ${HOW_TO_INSIST}`,
    )
  }
  if (uid !== 0) return
  throw new StartProblem(
    `Lockgroove does not run as root: start it under an ordinary account (sudo -u NAME ..., User= in a systemd unit, --user 1000:1000 for a container). ${HOW_TO_INSIST}`,
  )
}

/** Files that root makes in somebody's data folder lock that account out of it. @throws StartProblem */
export function refuseForeignFolder(
  { data, allowRoot }: Pick<Settings, 'data' | 'allowRoot'>,
  uid = process.getuid?.(),
): void {
  if (uid !== 0 || allowRoot) return
  const owner = statSync(data, { throwIfNoEntry: false })?.uid ?? 0
  if (owner === 0) return
  throw new StartProblem(
    `The data folder ${data} belongs to another account (number ${owner}), and files that root makes in it would lock that account out: run this as that account (sudo -u '#${owner}' ...). ${HOW_TO_INSIST}`,
  )
}

/** Best effort: where it cannot be asked, nobody is refused. */
function askWhoami(): string {
  const { stdout } = spawnSync('whoami', ['/groups'], { encoding: 'utf8', timeout: 5000, windowsHide: true })
  return stdout ?? ''
}
