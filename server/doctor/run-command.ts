import { execFile } from 'node:child_process'

/** What a system's own tool says; undefined when there is none, it may not be asked, or it does not answer. */
export type CommandRunner = (command: string, args: readonly string[]) => Promise<string | undefined>

const TIMEOUT_MS = 3000

export const runCommand: CommandRunner = (command, args) =>
  new Promise((resolve) => {
    execFile(command, args, { timeout: TIMEOUT_MS, windowsHide: true }, (error, stdout) => {
      resolve(error ? undefined : stdout)
    })
  })
