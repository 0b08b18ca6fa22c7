import type { Audit } from '../../auth/audit.ts'
import { changeSetting } from '../../auth/change-setting.ts'
import type { InputOf } from '../../contract/methods.ts'
import type { LiveSettings } from '../../settings/live.ts'
import { type Caller, userOf } from '../caller.ts'

export interface SafetyDeps {
  readonly live: LiveSettings
  readonly audit: Audit
}

/** @throws Conflict when a flag or the environment pins it */
export function setReadOnly({ readOnly }: InputOf<'safety.setReadOnly'>, deps: SafetyDeps, caller: Caller) {
  const who = { actor: userOf(caller).name, address: caller.address }
  changeSetting(deps, who, 'readOnly', readOnly ? 'on' : 'off')
  return { readOnly: deps.live.get('readOnly') }
}
