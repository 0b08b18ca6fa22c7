import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Backups, createBackups } from '../backup/backups.ts'
import { readHead } from '../backup/header.ts'
import { listBackups } from '../backup/list-backups.ts'
import { backupDirOf, isBackupName } from '../backup/places.ts'
import { type BackupOpener, type Restored, restoreBackup } from '../backup/restore.ts'
import { sayCounts } from '../backup/say-counts.ts'
import { systemClock } from '../clock.ts'
import type { BackupInfo } from '../contract/backups.ts'
import { StartProblem } from '../errors.ts'
import { masterKeyOptions, type OpenData, openData, openDataFolder } from '../open-data.ts'
import type { Settings } from '../settings/definitions.ts'
import { readKeyFile } from '../vault/key-file.ts'
import { VaultProblem } from '../vault/vault-problem.ts'
import { askForWord } from './ask-for-word.ts'
import { type Command, type CommandInput, UsageProblem } from './command.ts'
import { readSecret } from './read-password.ts'
import { withData } from './user.ts'

/** Making, listing and checking work beside a running server; restoring needs it stopped, and says so. */
export const backup: Command = async (input) => {
  const [action, ...files] = input.words
  switch (action) {
    case 'make':
      refuseWords(files)
      return withBackups(input, (backups) => make(backups, input))
    case 'list':
      refuseWords(files)
      return list(input)
    case 'verify':
      return withBackups(input, (backups) => verify(backups, files, input))
    case 'restore':
      return restore(files, input)
    default:
      throw new UsageProblem('Say make, list, verify or restore')
  }
}

async function make(backups: Backups, { flags }: CommandInput): Promise<number> {
  const { to } = flags
  const made = await backups.make('command line', typeof to === 'string' ? to : undefined)
  if (flags['json'] === true) print(JSON.stringify(made, null, 2))
  else print(`${made.good ? 'Made' : 'Bad, kept to be looked at:'} ${made.path}\n${describe(made)}`)
  return made.good ? 0 : 1
}

/** Needs no key, so it works while the vault is sealed. */
function list({ flags, loaded: { settings } }: CommandInput): number {
  const backups = listed(settings)
  if (flags['json'] === true) {
    print(JSON.stringify(backups, null, 2))
    return 0
  }
  if (backups.length === 0) print('No backups yet: "lockgroove backup make" makes one.')
  for (const one of backups) print(`${one.good ? 'good' : 'BAD '}  ${one.name}  ${describe(one)}`)
  return 0
}

function listed(settings: Settings): BackupInfo[] {
  if (!existsSync(join(settings.data, 'lockgroove.db'))) return listBackups(settings.data)
  const { db, close } = openDataFolder(settings)
  try {
    return listBackups(settings.data, db)
  } finally {
    close()
  }
}

/** Exit code 1 when one of them is bad or its key is not here. Without a word: the newest. */
async function verify(backups: Backups, files: readonly string[], { flags }: CommandInput): Promise<number> {
  const checked: (BackupInfo | { name: string; good: false; problem: string })[] = []
  for (const file of filesToCheck(backups, files, flags['all'] === true)) {
    try {
      const one = await backups.verify(file)
      checked.push(one)
      if (flags['json'] !== true) print(`${one.good ? 'good' : 'BAD '}  ${one.name}  ${describe(one)}`)
    } catch (error) {
      // Made under another master key: the others may still be looked at.
      if (!(error instanceof VaultProblem)) throw error
      checked.push({ name: basename(file), good: false, problem: error.message })
      if (flags['json'] !== true) print(`shut  ${basename(file)}  ${error.message}`)
    }
  }
  if (flags['json'] === true) print(JSON.stringify(checked, null, 2))
  return checked.every(({ good }) => good) ? 0 : 1
}

function filesToCheck(backups: Backups, files: readonly string[], all: boolean): readonly string[] {
  if (all && files.length > 0) throw new UsageProblem('Name backups, or say --all')
  if (files.length > 0) return files
  const names = backups.list().map(({ name }) => name)
  if (names.length === 0) throw new StartProblem('There are no backups yet.')
  return all ? names : names.slice(0, 1)
}

async function restore(files: readonly string[], input: CommandInput): Promise<number> {
  const { flags, loaded } = input
  const { settings } = loaded
  const [file, ...others] = files
  if (file === undefined) throw new UsageProblem('The backup is missing, see "backup list"')
  refuseWords(others)
  const path = existsSync(file) || !isBackupName(file) ? file : join(backupDirOf(settings.data), file)
  if (!existsSync(path))
    throw new StartProblem(
      `There is no backup ${file}, see "lockgroove backup list"; any other file is named with its path.`,
    )
  const { header } = readHead(path)

  if (flags['yes'] !== true) await confirm(path, header.madeAt, settings)
  const opener = await openerOf(input)
  const restored = await restoreBackup({
    dataDir: settings.data,
    path,
    opener,
    keys: masterKeyOptions(settings),
    ignoredArticles: settings.ignoredArticles,
    clock: systemClock,
  })
  print(report(restored, path))
  return 0
}

/** @throws UsageProblem without a terminal, StartProblem when the answer is no */
async function confirm(path: string, madeAt: number, settings: Settings): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageProblem('Say --yes: there is no terminal to ask at')
  const question = `Replace the database in ${settings.data} by ${basename(path)} of ${time(madeAt)}?\nThe present one is kept in the folder of backups. Type yes: `
  if ((await askForWord(question)) !== 'yes') throw new StartProblem('Nothing was changed.')
}

async function openerOf({ flags }: CommandInput): Promise<BackupOpener> {
  const keyFile = flags['backup-key-file']
  if (flags['recovery-key-stdin'] === true) {
    if (keyFile !== undefined) throw new UsageProblem('Give a recovery key or a key file, not both')
    return { recoveryKey: await readSecret('recovery key') }
  }
  if (typeof keyFile !== 'string') return 'key at hand'
  const masterKey = readKeyFile(keyFile)
  if (!masterKey) throw new StartProblem(`--backup-key-file: there is no file ${keyFile}.`)
  return { masterKey }
}

function report({ header, keptIn, newKeySource, keptRevoked, notices }: Restored, path: string): string {
  return [
    `Restored ${basename(path)} of ${time(header.madeAt)}: ${sayCounts(header.counts)}.`,
    keptIn === undefined ? '' : `The database before that is in ${keptIn}.`,
    newKeySource === undefined ? '' : `It opens with the master key of this computer now (${newKeySource}).`,
    keptRevoked === 0 ? '' : `Devices that were revoked since stay revoked: ${keptRevoked}.`,
    ...notices,
    'Everybody has to sign in to the window again. Passwords, roles and settings are as they were then: look at "lockgroove doctor" before you open the door to the network.',
  ]
    .filter(Boolean)
    .join('\n')
}

async function withBackups(
  { loaded: { settings, sourceOf } }: CommandInput,
  work: (backups: Backups) => Promise<number>,
): Promise<number> {
  return withData(
    () => openData(settings, { sourceOf }),
    async (data: OpenData) => {
      const backups = createBackups({
        ...data,
        dataDir: settings.data,
        keys: masterKeyOptions(settings),
        clock: systemClock,
      })
      return work(backups)
    },
  )
}

function describe({ madeAt, sizeBytes, rehearsal }: BackupInfo): string {
  const size =
    sizeBytes < 2 ** 20 ? `${Math.ceil(sizeBytes / 1024)} KiB` : `${(sizeBytes / 2 ** 20).toFixed(1)} MiB`
  return `${time(madeAt)}  ${size.padStart(9)}  ${rehearsal?.sentence ?? 'Not checked here yet.'}`
}

const time = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function refuseWords(words: readonly string[]) {
  if (words.length > 0) throw new UsageProblem(`Too many words: ${words.join(' ')}`)
}

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
