// For tests that need a program a machine may lack: `test.skipIf(lacks('ffmpeg'))`.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * False when the program is in the PATH. Else prints and gives a line that names what is missing, for the test to be skipped;
 * under LOCKGROOVE_TEST_ALL=1 nothing may be skipped and this throws.
 */
export function lacks(command: string): string | false {
  if (isInPath(command)) return false
  const line = `${command} is not installed: the tests that need it are skipped`
  if (process.env['LOCKGROOVE_TEST_ALL'] === '1')
    throw new Error(`${command} is not installed, and all tests are to run`)
  process.stderr.write(`${line}\n`)
  return line
}

function isInPath(command: string): boolean {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) =>
    endings.some((ending) => {
      try {
        accessSync(join(folder, command + ending), constants.X_OK)
        return true
      } catch {
        return false
      }
    }),
  )
}
