// Looks at everything that should be right and says what is not, and what to do. Changes nothing. Its report holds no
// secret, so that it can be shown to somebody who helps.
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { openDatabase, type ReadDb } from '../db/open.ts'
import { StartProblem } from '../errors.ts'
import { listMusicFolders } from '../library/music-folders.ts'
import { openDataFolder } from '../open-data.ts'
import { DEFINITIONS, type Settings } from '../settings/definitions.ts'
import type { LoadedSettings } from '../settings/load.ts'
import { findMasterKey } from '../vault/master-key.ts'
import { openVault } from '../vault/vault.ts'
import { VERSION } from '../version.ts'
import type { Command } from './command.ts'

interface Finding {
  readonly about: string
  readonly state: 'fine' | 'look' | 'wrong'
  readonly sentence: string
}

const LEAST_FREE_BYTES = 200 * 1024 * 1024

/** Exit code 1 when something is wrong, 0 otherwise. */
export const doctor: Command = async ({ flags, loaded }) => {
  const findings = await examine(loaded)
  if (flags['json'] === true) {
    process.stdout.write(
      `${JSON.stringify({ version: VERSION, node: process.version, findings }, null, 2)}\n`,
    )
  } else {
    process.stdout.write(
      `Lockgroove ${VERSION}, Node ${process.version}, ${process.platform} ${process.arch}\n\n`,
    )
    for (const { about, state, sentence } of findings) {
      process.stdout.write(`${state.padEnd(6)} ${about.padEnd(14)} ${sentence}\n`)
    }
  }
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0
}

async function examine({ settings, sourceOf }: LoadedSettings): Promise<Finding[]> {
  const findings = [
    ...addresses(settings),
    folder('data folder', settings.data),
    folder('cache folder', settings.cache),
  ]
  const fromElsewhere = Object.entries(sourceOf).filter(([, source]) => source !== 'default')
  findings.push({
    about: 'settings',
    state: 'fine',
    sentence:
      fromElsewhere.length === 0
        ? 'all defaults'
        : fromElsewhere
            .map(([name, source]) => `${DEFINITIONS[name as keyof Settings].environment} by ${source}`)
            .join(', '),
  })

  const dbPath = join(settings.data, 'lockgroove.db')
  if (!existsSync(dbPath)) {
    findings.push({
      about: 'database',
      state: 'look',
      sentence: 'There is none yet; the first start makes it.',
    })
    return findings
  }
  findings.push(privateFile('database file', dbPath))
  try {
    const { db, close } = openDataFolder(settings)
    try {
      findings.push(integrity(dbPath), await vault(settings, db), ...people(db), ...music(db))
    } finally {
      close()
    }
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    findings.push({ about: 'database', state: 'wrong', sentence: error.message })
  }
  return findings
}

function addresses({ address, port, consoleAddress, consolePort }: Settings): Finding[] {
  return [
    { about: 'music door', address, port },
    { about: 'console door', address: consoleAddress, port: consolePort },
  ].map(({ about, address, port }) =>
    isLoopback(address)
      ? { about, state: 'fine', sentence: `this computer only (${address}:${port})` }
      : {
          about,
          state: 'look',
          sentence: `open to the network on ${address}:${port}, without TLS: passwords can be read on the way`,
        },
  )
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

function folder(about: string, path: string): Finding {
  if (!existsSync(path))
    return { about, state: 'look', sentence: `${path} is not there yet; the first start makes it` }
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
  } catch {
    return { about, state: 'wrong', sentence: `${path} cannot be read and written by this user` }
  }
  const { bavail, bsize } = statfsSync(path)
  if (bavail * bsize < LEAST_FREE_BYTES) {
    return {
      about,
      state: 'wrong',
      sentence: `${path} has only ${Math.round((bavail * bsize) / 2 ** 20)} MiB free`,
    }
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    return {
      about,
      state: 'look',
      sentence: `${path} can be entered by others; the next start mends it (0700)`,
    }
  }
  return { about, state: 'fine', sentence: path }
}

function privateFile(about: string, path: string): Finding {
  const mode = statSync(path).mode & 0o777
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return { about, state: 'wrong', sentence: `${path} can be read by others: chmod 600` }
  }
  return { about, state: 'fine', sentence: 'readable by its owner only' }
}

function integrity(dbPath: string): Finding {
  const db = openDatabase(dbPath, { readonly: true })
  try {
    const said = db.pragma('quick_check(1)', { simple: true })
    return said === 'ok'
      ? { about: 'database', state: 'fine', sentence: 'whole' }
      : { about: 'database', state: 'wrong', sentence: `damaged (${said}): restore a backup` }
  } finally {
    db.close()
  }
}

async function vault(settings: Settings, db: ReadDb): Promise<Finding> {
  if (db.prepare('SELECT count(*) FROM vault').pluck().get() === 0) {
    return { about: 'vault', state: 'look', sentence: 'not made yet; the first start makes it' }
  }
  try {
    const found = await findMasterKey(db, { ...settings, dataDir: settings.data })
    openVault(db, found.key, systemClock).close()
    found.key.fill(0)
    return { about: 'vault', state: 'fine', sentence: `opens; the master key comes from: ${found.source}` }
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    return { about: 'vault', state: 'wrong', sentence: error.message }
  }
}

function people(db: ReadDb): Finding[] {
  const users = db.prepare('SELECT count(*) AS count, sum(admin_role) AS admins FROM users').get() as {
    count: number
    admins: number | null
  }
  if (users.count === 0)
    return [{ about: 'people', state: 'look', sentence: 'nobody yet: set up in the window' }]
  if (!users.admins)
    return [{ about: 'people', state: 'wrong', sentence: 'no administrator: user add NAME --admin' }]
  return [
    { about: 'people', state: 'fine', sentence: `${users.count}, ${users.admins} of them administrators` },
  ]
}

function music(db: ReadDb): Finding[] {
  const folders = listMusicFolders(db)
  if (folders.length === 0) return [{ about: 'music', state: 'look', sentence: 'no music folder yet' }]
  const problems = db.prepare('SELECT count(*) FROM scan_problems').pluck().get() as number
  return [
    ...folders.map(
      ({ path }): Finding =>
        existsSync(path)
          ? { about: 'music folder', state: 'fine', sentence: path }
          : {
              about: 'music folder',
              state: 'wrong',
              sentence: `${path} is not there (a drive that is not mounted?); its music is kept`,
            },
    ),
    problems === 0
      ? { about: 'scan', state: 'fine', sentence: 'no file with problems' }
      : { about: 'scan', state: 'look', sentence: `${problems} files with problems` },
  ]
}
