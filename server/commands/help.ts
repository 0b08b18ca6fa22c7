// What --help prints, and the usage after a wrong word. Apart from the commands, so that asking loads none of them.
import { DEFINITIONS } from '../settings/definitions.ts'

export interface Described {
  /** The command's name, then its forms, separated by ` | `. */
  readonly usage: string
  readonly sentence: string
  /** What --help says beyond the sentence. */
  readonly help?: string
}

/** How it is typed in a clone of the repository, where nothing is installed into the PATH. */
const HOW_TO_TYPE = 'npm run lockgroove --'
export const WHAT_LOCKGROOVE_STANDS_FOR = `"lockgroove" stands for "${HOW_TO_TYPE}", typed in the folder of Lockgroove.`

/** One line for each form; for an action that was typed, only its own. */
export function usageOf({ usage }: Described, action?: string): string {
  const forms = formsOf(usage)
  const fitting = forms.filter((form) => action !== undefined && form.split(' ')[1] === action)
  const shown = (fitting.length > 0 ? fitting : forms).map((form) => `lockgroove ${form}`)
  return `Usage: ${shown.join('\n       ')}`
}

function formsOf(usage: string): string[] {
  const name = usage.split(' ')[0]!
  const forms = usage.slice(name.length + 1).split(' | ')
  return forms.map((form) => `${name} ${form}`.trimEnd())
}

export function helpOf(command: Described, settings: 'with settings' | 'without settings'): string {
  const parts = [
    `${usageOf(command)}\n${command.sentence}`,
    command.help,
    settings === 'with settings'
      ? settingsHelp()
      : 'Settings, such as --data for another data folder: lockgroove --help',
    WHAT_LOCKGROOVE_STANDS_FOR,
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

export function helpOfAll(commands: readonly Described[]): string {
  const lines = commands.map(({ usage, sentence }) => {
    const forms = formsOf(usage).map((form) => `  lockgroove ${form}\n`)
    return `${forms.join('')}      ${sentence}`
  })
  return `Lockgroove, a private music server. ${WHAT_LOCKGROOVE_STANDS_FOR}\nMore about one command: lockgroove COMMAND --help\n\n${lines.join('\n')}\n\n${settingsHelp()}`
}

function settingsHelp(): string {
  const lines = Object.values(DEFINITIONS).map((definition) => {
    const flag = definition.flag ? `--${definition.flag}` : ''
    const initial = inWords(definition.initial(process.env, process.platform))
    const byDefault = initial === '' ? '' : ` [${initial}]`
    return `  ${flag.padEnd(18)} ${definition.environment}${byDefault}\n      ${definition.sentence} Expects ${definition.expected}.`
  })
  return `Settings (flag, environment) [default]:\n${lines.join('\n')}`
}

/** As the owner would type it. */
function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return String(value ?? '')
}
