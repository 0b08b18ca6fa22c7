// What the doctor examines: the server it is part of, or, from the command line, a data folder that nobody may be using.
import type { ReadDb } from '../db/open.ts'
import type { InterfaceLister } from '../http/subnets.ts'
import type { SettingName, SettingSource, Settings } from '../settings/definitions.ts'
import type { Keychain } from '../vault/keychain.ts'
import type { Vault } from '../vault/vault.ts'
import type { CommandRunner } from './run-command.ts'

export interface Patient {
  /** As it counts now: what the owner changed included. */
  get<Name extends SettingName>(name: Name): Settings[Name]
  sourceOf(name: SettingName): SettingSource
  readonly now: number
  /** Of the data that can be examined; a reason in words where there is none. */
  readonly data: PatientData | { readonly missing: string; readonly isBad: boolean; readonly remedy?: string }
  readonly interfaces?: InterfaceLister | undefined
  readonly keychain?: Keychain | undefined
  readonly runCommand?: CommandRunner | undefined
}

export interface PatientData {
  readonly db: ReadDb
  readonly dbPath: string
  readonly vault: Pick<Vault, 'state' | 'open' | 'auditKey'>
}
