// The keys of the vault: where they come from, new ones, and opening a data folder that lost its master key. Everything
// works beside a running server, which follows by itself.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeNewRecoveryKey } from '../auth/recovery-key.ts'
import { systemClock } from '../clock.ts'
import { StartProblem } from '../errors.ts'
import { masterKeyOptions, type OpenData, openData } from '../open-data.ts'
import { keyDates } from '../vault/key-dates.ts'
import { giveOwnMasterKey } from '../vault/own-place.ts'
import { rotateDataKey } from '../vault/rotate.ts'
import { type Command, type CommandInput, UsageProblem } from './command.ts'
import { status } from './key-status.ts'
import { ACTOR, describeChange, describeRecoveryKey, print } from './key-words.ts'
import { readSecret } from './read-password.ts'
import { rewrap } from './rewrap-key.ts'
import { startOver } from './start-over.ts'

type Action = (data: OpenData, input: CommandInput) => number | Promise<number>

interface Entry {
  readonly run: Action
  /** Flags it takes, beside the settings. */
  readonly flags: readonly string[]
  /** Of use also while the master key is away. */
  readonly evenSealed?: true
}

const ACTIONS: Readonly<Record<string, Entry>> = {
  status: { run: status, flags: ['json'], evenSealed: true },
  rotate: { run: rotate, flags: ['dry-run', 'json'] },
  rewrap: { run: rewrap, flags: ['dry-run', 'json', 'to'] },
  recovery: { run: recovery, flags: ['dry-run'] },
  recover: { run: recover, flags: [], evenSealed: true },
  'start-over': { run: startOver, flags: ['dry-run', 'yes', 'insist'], evenSealed: true },
}
const OWN_FLAGS = ['json', 'dry-run', 'to', 'yes', 'insist']

export const key: Command = async (input) => {
  const { words, flags, loaded } = input
  const [name = '', ...others] = words
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (!action) throw new UsageProblem(`Say ${Object.keys(ACTIONS).join(', ')}`)
  if (others.length > 0) throw new UsageProblem(`Too many words: ${others.join(' ')}`)
  const stray = OWN_FLAGS.find((flag) => flags[flag] !== undefined && !action.flags.includes(flag))
  if (stray !== undefined) throw new UsageProblem(`key ${name} takes no --${stray}`)

  const { settings, sourceOf } = loaded
  // Opening it would make a database, with a vault and a key of its own.
  if (!existsSync(join(settings.data, 'lockgroove.db'))) {
    throw new StartProblem(`There is no database in ${settings.data}: the first start makes it.`)
  }
  const data = await openData(settings, { sourceOf, evenSealed: action.evenSealed === true })
  try {
    return await action.run(data, input)
  } finally {
    data.close()
  }
}

async function rotate({ db, vault, audit }: OpenData, { flags }: CommandInput): Promise<number> {
  const dryRun = flags['dry-run'] === true
  const change = await rotateDataKey(db, vault, { clock: systemClock, dryRun })
  if (!dryRun) {
    const resealed = Object.values(change.resealed).reduce((sum, count) => sum + count, 0)
    audit.record({
      event: 'vault.rotated',
      actor: ACTOR,
      detail: { resealed, damaged: change.damaged.length },
    })
  }
  if (flags['json'] === true) print(JSON.stringify(change, null, 2))
  else print(describeChange(dryRun ? 'A new data key would be made.' : 'Made a new data key.', change))
  return 0
}

function recovery({ db, vault, audit }: OpenData, { flags }: CommandInput): number {
  if (flags['dry-run'] === true) {
    print('A new recovery key would be made and shown here. The one before would stop working.')
    return 0
  }
  const hadOne = keyDates(db).recoveryKeyMadeAt !== undefined
  const plainKey = makeNewRecoveryKey({ db, vault, clock: systemClock, audit }, { actor: ACTOR })
  print(describeRecoveryKey(plainKey))
  if (hadOne) print('The one before stopped working, except on backups made until now.')
  return 0
}

/** 0 also where nothing was lost: what is wanted is so. */
async function recover({ db, vault, audit, unlocking }: OpenData, { loaded }: CommandInput): Promise<number> {
  if (!vault.needsMasterKey()) {
    print(`Nothing is lost: the vault opens with the master key from: ${unlocking.place()?.source}.`)
    return 0
  }
  const trouble = unlocking.state()
  if (!trouble.open) process.stderr.write(`${trouble.sentence}\n`)
  vault.unlockWithRecovery(await readSecret('recovery key'))
  const { source, path, notices } = await giveOwnMasterKey(db, vault, masterKeyOptions(loaded.settings))
  audit.record({ event: 'vault.recovered', actor: ACTOR, detail: { source } })
  for (const notice of notices) process.stderr.write(`${notice}\n`)

  // As the next start will.
  await unlocking.tryAgain()
  if (vault.needsMasterKey()) {
    process.stderr.write('The vault has a new master key, but it is not found where it was put.\n')
    return 1
  }
  print(
    `Recovered. The vault has a new master key, which comes from: ${source}${path === undefined ? '' : ` (${path})`}. Start the server as usual; the recovery key stays the same.`,
  )
  return 0
}
