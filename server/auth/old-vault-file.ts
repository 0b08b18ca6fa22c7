// What only the old keys open, written down before the owner starts over: an old key that turns up still opens it.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartProblem } from '../errors.ts'
import { makePrivateFolder } from '../private-folder.ts'
import type { OldVault } from '../vault/start-over.ts'
import { VERSION } from '../version.ts'

const ABOUT =
  'The vault as it was before "lockgroove key start-over". Everything in here is sealed: it is of use only with the master key or the recovery key of before, should one turn up. Backups of that time need no file but themselves, and one of these keys.'

/** For its owner only. @returns where it is @throws StartProblem, with nothing left of it */
export function writeOldVault(dataDir: string, at: number, before: OldVault): string {
  const folder = join(dataDir, 'reports')
  makePrivateFolder(folder, 'folder of reports')
  const time = new Date(at).toISOString().replace(/[-:]/g, '').replace('T', '-').replace('Z', '')
  const path = join(folder, `vault-before-${time}.json`)
  const text = JSON.stringify({ about: ABOUT, lockgroove: VERSION, at, ...before }, null, 2)
  try {
    writeFileSync(path, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST') rmSync(path, { force: true })
    throw new StartProblem(
      `What only the old keys open cannot be kept: ${message}. Nothing was changed. Mend that, then start over again.`,
      { cause: error },
    )
  }
  return path
}
