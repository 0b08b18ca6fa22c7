import { StartProblem } from '../errors.ts'
import { masterKeyOptions, type OpenData } from '../open-data.ts'
import { changeMasterKey, type MasterKeyChange, type NewMasterKey } from '../vault/change-master-key.ts'
import type { KeySourceName } from '../vault/key-sources.ts'
import type { MasterKeyOptions } from '../vault/master-key.ts'
import { samePlace } from '../vault/own-place.ts'
import { parseMasterKey } from '../vault/parse-master-key.ts'
import { type CommandInput, UsageProblem } from './command.ts'
import { ACTOR, describeChange, print } from './key-words.ts'
import { readSecret } from './read-password.ts'

const PLACES = ['keychain', 'file', 'passphrase', 'given'] as const
type PlaceWord = (typeof PLACES)[number]

/** Where a setting says where the key is, the owner has to change that setting too. */
const SETTING_OF: Partial<Readonly<Record<KeySourceName, string>>> = {
  LOCKGROOVE_MASTER_KEY: 'LOCKGROOVE_MASTER_KEY',
  LOCKGROOVE_MASTER_KEY_FILE: 'LOCKGROOVE_MASTER_KEY_FILE or --master-key-file',
  passphrase: 'LOCKGROOVE_PASSPHRASE or LOCKGROOVE_PASSPHRASE_FILE',
}

/** A new master key, by default in the place of the present one. */
export async function rewrap(
  { db, vault, audit, unlocking }: OpenData,
  { flags, loaded }: CommandInput,
): Promise<number> {
  const options = masterKeyOptions(loaded.settings)
  const from = unlocking.place()!.source
  const to = await newPlace(readPlace(flags['to']), from, options)
  const dryRun = flags['dry-run'] === true
  const { dataDir } = options
  const change = await changeMasterKey(db, vault, to, { dryRun, ...(dataDir !== undefined && { dataDir }) })
  if (!dryRun) audit.record({ event: 'vault.rewrapped', actor: ACTOR, detail: { source: change.source } })

  for (const notice of change.notices) process.stderr.write(`${notice}\n`)
  if (flags['json'] === true) print(JSON.stringify(change, null, 2))
  else print(describe(from, to, change, options))
  return 0
}

function readPlace(given: CommandInput['flags'][string]): PlaceWord | undefined {
  if (given === undefined) return undefined
  const place = PLACES.find((word) => word === given)
  if (!place) throw new UsageProblem(`--to: expected ${PLACES.join(', ')}`)
  return place
}

async function newPlace(
  word: PlaceWord | undefined,
  from: KeySourceName,
  options: MasterKeyOptions,
): Promise<NewMasterKey> {
  switch (word) {
    case 'keychain':
      if (options.keychain === 'off') {
        throw new StartProblem(
          'The keychain is not to be asked (LOCKGROOVE_KEYCHAIN is off), so the next start would not find the key there. Nothing was changed.',
        )
      }
      return { place: 'keychain' }
    case 'file':
      return samePlace(
        options.masterKeyFile === undefined ? 'key file' : 'LOCKGROOVE_MASTER_KEY_FILE',
        options,
      )!
    case 'given':
      return { place: 'given', key: parseMasterKey(await readSecret('new master key'), 'The new master key') }
    case 'passphrase':
      return { place: 'passphrase', passphrase: await readSecret('new passphrase', { twice: true }) }
    case undefined: {
      const same = samePlace(from, options)
      if (same) return same
      throw new StartProblem(
        from === 'passphrase'
          ? 'The master key comes from a passphrase. Say --to passphrase with a new one on standard input, and put that into LOCKGROOVE_PASSPHRASE or its file afterwards.'
          : `The master key comes from ${from}, which only you can change. Say --to given with a new key on standard input (openssl rand -base64 32), and set ${from} to it afterwards; or let Lockgroove keep the key: --to keychain, --to file.`,
      )
    }
    default:
      return word satisfies never
  }
}

function describe(
  from: KeySourceName,
  to: NewMasterKey,
  change: MasterKeyChange,
  options: MasterKeyOptions,
): string {
  const { source, path, dryRun } = change
  const where = to.place === 'given' ? 'what you gave' : `${source}${path === undefined ? '' : ` (${path})`}`
  const lines = [
    describeChange(
      dryRun ? `A new master key would come from: ${where}.` : `The master key now comes from: ${where}.`,
      change,
      to.place === 'given' || to.place === 'passphrase'
        ? 'A running server goes on as it is, and looks for the new key at its next start.'
        : undefined,
    ),
  ]
  if (dryRun) return lines[0]!
  if (to.place === 'given' && from === 'LOCKGROOVE_MASTER_KEY_FILE') {
    lines.push(`Before the next start, put the new key into ${options.masterKeyFile}.`)
  } else if (to.place === 'given') {
    lines.push('Before the next start, set LOCKGROOVE_MASTER_KEY to the new key.')
  } else if (to.place === 'passphrase') {
    lines.push(
      'Before the next start, put it into LOCKGROOVE_PASSPHRASE or the file LOCKGROOVE_PASSPHRASE_FILE names.',
    )
  }
  const old = SETTING_OF[from]
  const isWhereItWas = from === 'LOCKGROOVE_MASTER_KEY_FILE' && path === options.masterKeyFile
  if (old !== undefined && source !== from && !isWhereItWas)
    lines.push(`Take away ${old}: the key there no longer opens this database.`)
  lines.push(
    samePlace(from, options)
      ? 'The key before is kept in the same place, under a name of its own: backups made until now need it.'
      : 'Keep the one before: backups made until now need it.',
  )
  return lines.join('\n')
}
