import type { Flags, LoadedSettings } from '../settings/load.ts'

export interface CommandInput {
  /** What follows the command's name and is no flag. */
  readonly words: readonly string[]
  readonly flags: Flags
  readonly loaded: LoadedSettings
}

/** What a terminal would take for orders, out of text that others may have written into the database. */
export function forTerminal(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')
}

/** Returns the exit code: 0 done, 1 a problem. */
export type Command = (input: CommandInput) => Promise<number>

/** The words after a command do not fit it: exit code 2, with the usage. */
export class UsageProblem extends Error {}
