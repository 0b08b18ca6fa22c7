import type { SettingName } from '../settings/definitions.ts'
import { DEFINITIONS } from '../settings/definitions.ts'
import type { LiveSettings } from '../settings/live.ts'
import type { Audit } from './audit.ts'

/** Who changes something, for the audit log. */
export interface Actor {
  /** A user's name, or `command line`. */
  readonly actor: string
  readonly address?: string | undefined
}

/**
 * Changes a live setting and puts that on record.
 * @param text as on the command line; undefined goes back to the default
 * @throws InvalidInput, Conflict (pinned), NotAllowed (needs a restart)
 */
export function changeSetting(
  { live, audit }: { readonly live: LiveSettings; readonly audit: Audit },
  who: Actor,
  name: SettingName,
  text: string | undefined,
): void {
  if (text === undefined) live.reset(name)
  else live.set(name, text)
  const isSecret = 'secret' in DEFINITIONS[name]
  audit.record({
    ...who,
    event: 'setting.changed',
    subject: name,
    detail: text === undefined ? { reset: true } : isSecret ? {} : { value: text },
  })
}
