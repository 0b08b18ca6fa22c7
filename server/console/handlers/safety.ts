import { changeSetting } from '../../auth/change-setting.ts'
import type { InputOf } from '../../contract/methods.ts'
import type { DoctorFinding, PanicReport } from '../../contract/safety.ts'
import { examine } from '../../doctor/examine.ts'
import type { Doors } from '../../doors/doors.ts'
import { type PanicDeps, panic } from '../../panic/panic.ts'
import type { SettingName, Settings } from '../../settings/definitions.ts'
import type { LiveSettings } from '../../settings/live.ts'
import type { Keychain } from '../../vault/keychain.ts'
import { rotateDataKey } from '../../vault/rotate.ts'
import type { Vault } from '../../vault/vault.ts'
import { type Caller, userOf } from '../caller.ts'

export interface SafetyDeps extends Omit<PanicDeps, 'rotate'> {
  readonly live: LiveSettings
  readonly vault: Vault
  readonly dbPath: string
  /** Of a host that has its own way to ask it. */
  readonly keychain?: Keychain | undefined
  readonly doors: Pick<Doors, 'status'>
}

/** @throws Conflict when a flag or the environment pins it */
export function setReadOnly({ readOnly }: InputOf<'safety.setReadOnly'>, deps: SafetyDeps, caller: Caller) {
  const who = { actor: userOf(caller).name, address: caller.address }
  changeSetting(deps, who, 'readOnly', readOnly ? 'on' : 'off')
  return { readOnly: deps.live.get('readOnly') }
}

/**
 * The caller is signed out as well: whoever may have got hold of a session has to know a password now. Not where something
 * failed: on a full disk the session is still there, nobody can sign in, and this has to be done again.
 */
export async function raiseAlarm(
  _input: InputOf<'safety.panic'>,
  deps: SafetyDeps,
  caller: Caller,
): Promise<PanicReport> {
  const { db, vault, clock } = deps
  const who = { actor: userOf(caller).name, address: caller.address }
  const report = await panic({ ...deps, rotate: () => rotateDataKey(db, vault, { clock }) }, who)
  if (report.failed.length === 0) caller.setSession(undefined)
  return report
}

export function examineServer(_input: unknown, deps: SafetyDeps): Promise<readonly DoctorFinding[]> {
  const { live, db, dbPath, vault, clock, doors, keychain } = deps
  return examine({
    // What is open may be less than the settings say: a door closes by itself, or in a panic.
    get: <Name extends SettingName>(name: Name) =>
      name === 'address' ? (doors.status().address as Settings[Name]) : live.get(name),
    sourceOf: (name) => live.sourceOf(name),
    now: clock.now(),
    keychain,
    data: { db, dbPath, vault },
  })
}
