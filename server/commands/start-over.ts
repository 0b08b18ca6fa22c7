// The last way out for an owner who has lost the master key and the recovery key. It gives up what no key opens, so it
// does nothing while a key may still be somewhere, and never by mistake.
import { makeNewRecoveryKey } from '../auth/recovery-key.ts'
import { type LostValues, type StartOverReport, startOverWithout } from '../auth/start-over.ts'
import { systemClock } from '../clock.ts'
import { StartProblem } from '../errors.ts'
import type { OpenData } from '../open-data.ts'
import { findRunningServer } from '../settings/running-server.ts'
import { passphraseSaltOf } from '../vault/key-sources.ts'
import { describeKeySources } from '../vault/master-key.ts'
import { askForWord } from './ask-for-word.ts'
import { type CommandInput, forTerminal, UsageProblem } from './command.ts'
import { ACTOR, describeRecoveryKey, print } from './key-words.ts'

const WORD = 'start over'
/** They hold the key, or do not: nobody could look. */
const MAY_HOLD_IT = ['locked', 'unavailable', 'unusable']

/** 1 where the owner thought better of it. @throws StartProblem where nothing is lost yet */
export async function startOver(data: OpenData, { flags, loaded }: CommandInput): Promise<number> {
  const dryRun = flags['dry-run'] === true
  refuseWhereOpen(data)
  const doubt = await whereItMayBe(data)
  if (doubt !== undefined && !dryRun && flags['insist'] !== true) throw new StartProblem(doubt)

  const { db, vault, audit, unlocking, masterKey } = data
  const deps = { db, dataDir: loaded.settings.data, clock: systemClock, vault, masterKey }
  const run = (isTrial: boolean) => startOverWithout(deps, { actor: ACTOR }, { dryRun: isTrial })
  if (dryRun || flags['yes'] !== true) print(describe(await run(true)))
  if (dryRun) {
    if (doubt !== undefined) print(`It would be refused: ${doubt}`)
    return 0
  }
  if (flags['yes'] !== true) {
    if (!(await isMeant())) {
      process.stderr.write('Nothing was done.\n')
      return 1
    }
    // It may have turned up while the question stood there, or somebody has used the recovery key.
    await unlocking.tryAgain()
    refuseWhereOpen(data)
  }

  const report = await run(false)
  const recoveryKey = makeNewRecoveryKey({ db, vault, clock: systemClock, audit }, { actor: ACTOR })
  for (const notice of report.notices) process.stderr.write(`${notice}\n`)
  print(describe(report))
  print('')
  print(describeRecoveryKey(recoveryKey))
  // As the next start will.
  await unlocking.tryAgain()
  if (!vault.needsMasterKey()) return 0
  process.stderr.write('The vault has a new master key, but it is not found where it was put.\n')
  return 1
}

/** @throws StartProblem */
function refuseWhereOpen({ db, vault, unlocking }: OpenData): void {
  if (!vault.needsMasterKey()) {
    throw new StartProblem(
      `Nothing is lost: the vault opens with the master key from: ${unlocking.place()?.source}. For new keys there are lockgroove key rotate, rewrap and recovery. Nothing was changed.`,
    )
  }
  if (!findRunningServer(db)?.vaultIsOpen) return
  throw new StartProblem(
    'Nothing is lost yet: the server that runs has the vault open, although its master key is not found from here. Give it a new master key in its window, under Backups, as long as it runs. Nothing was changed.',
  )
}

/**
 * Why the key may not be lost, for an owner who has to insist then; undefined where everything was looked into.
 * @throws StartProblem where the key is there
 */
async function whereItMayBe({ db, unlocking, masterKey }: OpenData): Promise<string | undefined> {
  const state = unlocking.state()
  if (state.open) return undefined
  if (state.trouble === 'locked' || state.trouble === 'damaged') return insist(state.sentence)

  const sources = await describeKeySources(db, masterKey)
  const opens = sources.find((source) => source.state === 'opens')
  if (opens) {
    throw new StartProblem(
      `Nothing is lost: ${opens.sentence}. ${state.sentence} Correct the settings, so that this key is found. Nothing was changed.`,
    )
  }
  const doubtful = sources.filter(
    (source) =>
      MAY_HOLD_IT.includes(source.state) ||
      (source.source === 'passphrase' && source.state === 'none' && passphraseSaltOf(db) !== undefined),
  )
  if (doubtful.length === 0) return undefined
  return insist(`The key may still be there: ${doubtful.map(({ sentence }) => sentence).join('; ')}.`)
}

function insist(why: string): string {
  return `${why} Mend that first, or use the recovery key (lockgroove key recover). Where both keys are lost for good, say --insist.`
}

/** @throws UsageProblem where nobody can be asked */
async function isMeant(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageProblem('Nobody is at the terminal to be asked: say --yes')
  return (await askForWord(`\nType "${WORD}" to do it: `)).toLowerCase() === WORD
}

function describe(report: StartOverReport): string {
  const { dryRun, source, path, keptIn } = report
  const where = `${source}${path === undefined ? '' : ` (${path})`}`
  const lines = dryRun
    ? [
        `The vault would be made anew. Its master key would come from: ${where}.`,
        '',
        'Lost for good would be:',
      ]
    : [`The vault was made anew. Its master key comes from: ${where}.`, '', 'Lost:']
  lines.push(...sayLost(report), '')
  lines.push(
    'Accounts with their passwords for the window, passkeys, API keys, music, stars, plays and playlists stay. Everybody signs in to the window anew.',
    'Backups made until now still open with a key of their time only.',
  )
  if (dryRun) lines.push('This was a dry run: nothing was changed.')
  if (keptIn !== undefined) {
    lines.push(`What only the old keys open is kept, sealed as it was, in ${keptIn}`)
    lines.push(
      'A running server follows by itself. Make new passwords for apps: lockgroove device add NAME --name APP',
    )
  }
  return lines.map(forTerminal).join('\n')
}

function sayLost({ lost, sealed }: StartOverReport): string[] {
  const { appPasswords, withoutPassword, devicePasswords, shareAddresses, tlsKey, auditEntries } = lost
  const lines: string[] = []
  if (appPasswords.length > 0) {
    lines.push(`The account password in music apps, which is off from now on: ${appPasswords.join(', ')}`)
  }
  for (const name of withoutPassword) {
    lines.push(`${name} has no other password: lockgroove user password ${name}`)
  }
  if (devicePasswords.length > 0) {
    lines.push(`Device passwords: ${listOf(devicePasswords)}`)
  }
  if (tlsKey) {
    lines.push('The self-made certificate: another is made, with another fingerprint for apps to trust')
  }
  if (shareAddresses.length > 0) {
    lines.push(
      `The addresses of share links, which go on working but cannot be shown again: ${listOf(shareAddresses)}`,
    )
  }
  lines.push(
    `What vouches for the audit log: its entries so far (${auditEntries}) stay readable, and can no longer be verified`,
    'The recovery key of before, which opens old backups only; a new one is made',
  )
  if (sealed > 0) lines.push(`Not lost: passwords in the clear go on working, and are sealed (${sealed})`)
  return lines.map((line) => `  - ${line}`)
}

function listOf(things: LostValues['devicePasswords']): string {
  return things.map(({ name, owner }) => `"${name}" of ${owner}`).join(', ')
}
