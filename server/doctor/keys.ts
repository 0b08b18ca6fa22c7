// The vault: is it open, where may its master key come from, and is there a way back when that is lost.
import { existsSync } from 'node:fs'
import { keyDates } from '../vault/key-dates.ts'
import { defaultKeyFile, isOpenToOthers } from '../vault/key-file.ts'
import { createKeychain } from '../vault/keychain.ts'
import { describeKeySources, type MasterKeyOptions } from '../vault/master-key.ts'
import { hasVault } from '../vault/vault.ts'
import { type Finding, fine, look, wrong } from './finding.ts'
import type { Patient, PatientData } from './patient.ts'

export async function examineKeys(patient: Patient, { db, vault }: PatientData): Promise<Finding[]> {
  if (!hasVault(db)) return [look('vault', 'not made yet; the first start makes it')]
  const sources = await describeKeySources(db, optionsOf(patient), patient.keychain ?? createKeychain())
  const opening = sources.filter(({ state }) => state === 'opens').map(({ source }) => source)
  const state = vault.state()
  return [
    state.open
      ? fine('vault', opening.length === 0 ? 'open' : `opens; the master key comes from: ${opening[0]}`)
      : wrong(
          'vault',
          state.sentence,
          'lockgroove key recover, where the master key is lost; lockgroove key start-over, where the recovery key is lost as well.',
        ),
    ...sources.map(({ state, sentence }, at) =>
      (state === 'unusable' ? look : fine)(`key source ${at + 1}`, sentence),
    ),
    ...exposedKeyFiles(patient),
    ...(state.open && opening.length === 0
      ? [
          wrong(
            'master key',
            'the server holds it, but none of its places gives it now: the next start would be sealed',
            'lockgroove key rewrap, while the server runs.',
          ),
        ]
      : []),
    recovery(db),
  ]
}

function exposedKeyFiles(patient: Patient): Finding[] {
  return [defaultKeyFile(), patient.get('masterKeyFile'), patient.get('passphraseFile')]
    .filter((path) => path !== undefined)
    .filter((path) => existsSync(path) && isOpenToOthers(path))
    .map((path) =>
      wrong('master key', `other accounts of this computer may read ${path}`, `chmod 600 ${path}`),
    )
}

function recovery(db: PatientData['db']): Finding {
  const { recoveryKeyMadeAt } = keyDates(db)
  return recoveryKeyMadeAt === undefined
    ? look(
        'recovery key',
        'none: when the master key is lost, so is every sealed password, and every backup stays shut',
        'lockgroove key recovery, and print it.',
      )
    : fine('recovery key', `made on ${new Date(recoveryKeyMadeAt).toISOString().slice(0, 10)}`)
}

function optionsOf(patient: Patient): MasterKeyOptions {
  return {
    masterKey: patient.get('masterKey'),
    masterKeyFile: patient.get('masterKeyFile'),
    passphrase: patient.get('passphrase'),
    passphraseFile: patient.get('passphraseFile'),
    keychain: patient.get('keychain'),
    dataDir: patient.get('data'),
  }
}
