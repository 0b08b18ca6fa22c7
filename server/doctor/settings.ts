import { DEFINITIONS, type SettingName } from '../settings/definitions.ts'
import { type Finding, fine, look } from './finding.ts'
import type { Patient } from './patient.ts'

/** By name only: values may be private. */
export function examineSettings(patient: Patient): Finding[] {
  const changed = (Object.keys(DEFINITIONS) as SettingName[]).filter(
    (name) => patient.sourceOf(name) !== 'default',
  )
  const listed = changed.map((name) => `${DEFINITIONS[name].environment} by ${patient.sourceOf(name)}`)
  return [
    fine('settings', changed.length === 0 ? 'all defaults' : listed.join(', ')),
    ...(patient.get('readOnly')
      ? [look('read-only', 'every change is refused', 'lockgroove read-only off')]
      : []),
    ...(patient.get('allowRoot')
      ? [
          look(
            'settings',
            'it may run as root or Administrator',
            'Run it under an ordinary account, without --allow-root.',
          ),
        ]
      : []),
    ...(patient.get('masterKey') === undefined
      ? []
      : [
          look(
            'settings',
            'the master key is in the environment, which other programs of this account can read',
            'Prefer the keychain or LOCKGROOVE_MASTER_KEY_FILE.',
          ),
        ]),
  ]
}
