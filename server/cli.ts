#!/usr/bin/env node
// The command line: which command, its flags, its exit code. 0 done, 1 a problem put into one sentence, 2 wrong usage.
// Commands are loaded when they are asked for, so that `serve` starts fast.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { refuseForeignFolder, refuseRoot } from './commands/account.ts'
import { BACKUP_HELP, BACKUP_USAGE } from './commands/backup-help.ts'
import { type Command, UsageProblem } from './commands/command.ts'
import { type Described, helpOf, helpOfAll, usageOf } from './commands/help.ts'
import { KEY_HELP, KEY_USAGE } from './commands/key-help.ts'
import {
  AUDIT_HELP,
  AUDIT_USAGE,
  DEVICE_HELP,
  DEVICE_USAGE,
  SESSION_USAGE,
  USER_HELP,
  USER_USAGE,
} from './commands/people-help.ts'
import { problemWords } from './commands/problem-words.ts'
import { isForStrangers } from './errors.ts'
import { makePrivateFolder } from './private-folder.ts'
import { DEFINITIONS } from './settings/definitions.ts'
import { type Flags, loadSettings } from './settings/load.ts'
import { VaultSealed } from './vault/vault-problem.ts'
import { VERSION } from './version.ts'

interface Entry extends Described {
  readonly flags: Readonly<Record<string, 'text' | 'switch'>>
  /** For a command that takes no words: what somebody who typed some may have meant. */
  readonly withoutWords?: string
  readonly load: () => Promise<Command>
}

const PANIC_HELP = `  Asks for a word on the terminal, or takes --yes. Works beside a running server and without one, also twice.
  Account passwords still open the window. Says what it did and what is left to do, and keeps that as a report.
  Exit code: 0 done, 1 something could not be done, 2 wrong usage.`

const COMMANDS: Readonly<Record<string, Entry>> = {
  serve: {
    usage: 'serve [--music FOLDER]...',
    sentence: 'Run the server until it is stopped (Ctrl+C).',
    flags: {},
    withoutWords:
      'music folders are named with --music FOLDER, and npm wants -- before flags: npm start -- --music FOLDER',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  user: {
    usage: USER_USAGE,
    sentence: 'Make, list and remove the people who may listen, and give them new passwords.',
    help: USER_HELP,
    flags: {
      admin: 'switch',
      apps: 'switch',
      'password-stdin': 'switch',
      'revoke-devices': 'switch',
      json: 'switch',
    },
    load: async () => (await import('./commands/user.ts')).user,
  },
  device: {
    usage: DEVICE_USAGE,
    sentence: 'A password or API key for one music app, shown once.',
    help: DEVICE_HELP,
    flags: {
      name: 'text',
      kind: 'text',
      scope: 'text',
      folders: 'text',
      expires: 'text',
      all: 'text',
      json: 'switch',
    },
    load: async () => (await import('./commands/device.ts')).device,
  },
  session: {
    usage: SESSION_USAGE,
    sentence: 'Who is signed in to the window; end one session, those of a user, or all.',
    flags: { all: 'switch', json: 'switch' },
    load: async () => (await import('./commands/session.ts')).session,
  },
  scan: {
    usage: 'scan [--full] [--json]',
    sentence: 'Look for new, changed and vanished music now; --full reads every file again.',
    flags: { full: 'switch', json: 'switch' },
    withoutWords: 'all music folders are scanned',
    load: async () => (await import('./commands/scan.ts')).scan,
  },
  backup: {
    usage: BACKUP_USAGE,
    sentence:
      'Make, list and check sealed backups; restore one, also on another computer with the recovery key.',
    help: BACKUP_HELP,
    flags: {
      to: 'text',
      all: 'switch',
      'recovery-key-stdin': 'switch',
      'backup-key-file': 'text',
      yes: 'switch',
      json: 'switch',
    },
    load: async () => (await import('./commands/backup.ts')).backup,
  },
  audit: {
    usage: AUDIT_USAGE,
    sentence:
      'What happened to credentials, doors, keys and settings; verify says whether the record is whole.',
    help: AUDIT_HELP,
    flags: { since: 'text', event: 'text', count: 'text', json: 'switch' },
    load: async () => (await import('./commands/audit.ts')).audit,
  },
  key: {
    usage: KEY_USAGE,
    sentence:
      "The vault's keys: look at them, make new ones, or open a copied data folder with the recovery key.",
    flags: { 'dry-run': 'switch', json: 'switch', to: 'text', yes: 'switch', insist: 'switch' },
    help: KEY_HELP,
    load: async () => (await import('./commands/key.ts')).key,
  },
  'read-only': {
    usage: 'read-only on | off',
    sentence:
      'Refuse every change on both doors but those that take access away, or allow them again; a running server follows at once. This command line still changes things.',
    flags: {},
    load: async () => (await import('./commands/read-only.ts')).readOnly,
  },
  panic: {
    usage: 'panic [--yes] [--json]',
    sentence:
      'Somebody got in? Closes the network door, ends sessions, revokes device credentials, removes passkeys and share links, makes a new data key.',
    help: PANIC_HELP,
    flags: { yes: 'switch', json: 'switch' },
    load: async () => (await import('./commands/panic.ts')).panic,
  },
  doctor: {
    usage: 'doctor [--json]',
    sentence:
      'Look at everything that should be right, and say what is not. Changes nothing. Exit code 1 when something is wrong.',
    flags: { json: 'switch' },
    withoutWords: 'everything is looked at',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
}

/**
 * Runs one command line, without the program's own name. Never throws for what the owner can mend.
 * @param prepare what is to be done first, once it is clear that the command may run
 */
export async function run(args: readonly string[], prepare?: () => Promise<void>): Promise<number> {
  // Whatever any part of this program makes is its owner's alone.
  process.umask(0o077)
  const [name, ...rest] = withHelpLast(args)
  const entry = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (name === '--version' || name === '-v') {
    print('out', VERSION)
    return 0
  }
  if (!entry) {
    const isHelp = name === undefined || name === '--help' || name === '-h' || name === 'help'
    print(isHelp ? 'out' : 'err', isHelp ? helpOfAll(Object.values(COMMANDS)) : unknown(name))
    return isHelp ? 0 : 2
  }

  let words: string[]
  let flags: Flags
  try {
    const parsed = parseArgs({ args: rest, options: optionsOf(entry), allowPositionals: true })
    words = parsed.positionals
    flags = parsed.values as Flags
  } catch (error) {
    print('err', `${sentenceOf(error)}\n${usageOf(entry, rest[0])}`)
    return 2
  }
  if (flags['help']) {
    print('out', helpOf(entry, name === 'serve' ? 'with settings' : 'without settings'))
    return 0
  }

  if (entry.withoutWords !== undefined && words.length > 0) {
    print('err', `Too many words: ${words.join(' ')} (${entry.withoutWords})\n${usageOf(entry)}`)
    return 2
  }

  try {
    const loaded = loadSettings(flags, process.env)
    if (name === 'serve') refuseRoot(loaded.settings)
    // The doctor makes no files.
    else if (name !== 'doctor') refuseForeignFolder(loaded.settings)
    // The doctor leaves everything as it is.
    if (name !== 'doctor') keepCompiledCode(loaded.settings.cache)
    await prepare?.()
    const command = await entry.load()
    return await command({ words, flags, loaded })
  } catch (error) {
    if (error instanceof UsageProblem) {
      print('err', `${error.message}\n${usageOf(entry, words[0])}`)
      return 2
    }
    if (error instanceof VaultSealed) {
      print('err', error.sentence)
      return 1
    }
    if (!isForStrangers(error)) throw error
    print('err', problemWords(error))
    return 1
  }
}

/** Halves the time to start: neither stripping the types nor compiling is done twice. In the owner's own cache folder. */
function keepCompiledCode(cacheDir: string) {
  const folder = join(cacheDir, 'compiled')
  try {
    makePrivateFolder(cacheDir, 'cache folder')
    makePrivateFolder(folder, 'cache folder')
    enableCompileCache(folder)
    // For the scan's worker and the keychain's helper.
    process.env['NODE_COMPILE_CACHE'] = folder
  } catch {
    // Only slower. What is wrong with the folder is said when the server needs it.
  }
}

function optionsOf(entry: Entry) {
  const options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
  }
  for (const definition of Object.values(DEFINITIONS)) {
    if (definition.flag !== undefined)
      options[definition.flag] = { type: 'string', multiple: definition.flag === 'music' }
  }
  for (const [flag, kind] of Object.entries(entry.flags)) {
    options[flag] = { type: kind === 'text' ? 'string' : 'boolean' }
  }
  return options
}

/** parseArgs puts a hint for programmers after the first sentence. */
function sentenceOf(error: unknown): string {
  return (error as Error).message.split('. ')[0] ?? ''
}

/** `help user` and `--help user` ask what `user --help` does. */
function withHelpLast(args: readonly string[]): readonly string[] {
  const [first, second] = args
  const asks = first === 'help' || first === '--help' || first === '-h'
  return asks && second !== undefined && Object.hasOwn(COMMANDS, second) ? [second, '--help'] : args
}

/** Short: after the whole help nobody sees what was wrong. */
function unknown(name: string): string {
  return `Unknown command "${name}". There are ${Object.keys(COMMANDS).join(', ')}; "lockgroove --help" says what they do.`
}

function print(where: 'out' | 'err', text: string) {
  process[where === 'out' ? 'stdout' : 'stderr'].write(`${text}\n`)
}

if (import.meta.main) {
  // Whoever reads along may stop, as `| head` does; a server must not end with it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  process.exitCode = await run(process.argv.slice(2))
}
