import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartProblem } from './errors.ts'

/** Makes a folder only its owner may enter, or takes the others' rights from one that is there. @throws StartProblem */
export function makePrivateFolder(path: string, what: string): void {
  try {
    // Not recursive where it need not be: in /proc Node's recursive mkdir never ends.
    if (!existsSync(path)) mkdirSync(path, { recursive: !existsSync(dirname(path)), mode: 0o700 })
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'a file is in the way' : (code ?? 'unknown')
    throw new StartProblem(`The ${what} ${path} cannot be made or written: ${reason}.`, { cause: error })
  }
}
