// Reads the settings: a flag wins over the environment, the environment over the default.
import { resolve } from 'node:path'
import { StartProblem } from '../errors.ts'
import { DEFINITIONS, type SettingName, type SettingSource, type Settings } from './definitions.ts'

export interface LoadedSettings {
  readonly settings: Settings
  readonly sourceOf: Readonly<Record<SettingName, SettingSource>>
}

/** Flags as the command line gives them: text, or a list for `--music`. */
export type Flags = Readonly<Record<string, string | readonly string[] | boolean | undefined>>

const FOLDERS: readonly SettingName[] = [
  'data',
  'cache',
  'masterKeyFile',
  'passphraseFile',
  'tlsCertificate',
  'tlsKey',
]

/** @throws StartProblem naming the flag or variable and what was expected; a secret's value is never repeated */
export function loadSettings(
  flags: Flags,
  environment: NodeJS.ProcessEnv,
  platform = process.platform,
): LoadedSettings {
  const settings: Record<string, unknown> = {}
  const sourceOf: Record<string, SettingSource> = {}

  for (const [name, definition] of Object.entries(DEFINITIONS)) {
    const flag = definition.flag === undefined ? undefined : flags[definition.flag]
    const variable = environment[definition.environment]
    if (Array.isArray(flag) && flag.length > 0) {
      settings[name] = flag
      sourceOf[name] = 'flag'
    } else if (typeof flag === 'string') {
      settings[name] = parse(`--${definition.flag}`, definition, flag)
      sourceOf[name] = 'flag'
    } else if (variable !== undefined && variable !== '') {
      settings[name] = parse(definition.environment, definition, variable)
      sourceOf[name] = 'environment'
    } else {
      settings[name] = definition.initial(environment, platform)
      sourceOf[name] = 'default'
    }
  }

  for (const name of FOLDERS) {
    if (typeof settings[name] === 'string') settings[name] = resolve(settings[name])
  }
  settings['music'] = (settings['music'] as string[]).map((path) => resolve(path))
  return {
    settings: settings as unknown as Settings,
    sourceOf: sourceOf as Record<SettingName, SettingSource>,
  }
}

function parse(where: string, definition: (typeof DEFINITIONS)[SettingName], given: string): unknown {
  const value = definition.parse(given)
  if (value !== undefined) return value
  const got = definition.secret ? '' : `, got "${given}"`
  throw new StartProblem(`${where}: expected ${definition.expected}${got}`)
}
