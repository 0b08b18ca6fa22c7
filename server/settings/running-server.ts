// What the command line should know of a server that runs on the same data: which settings its start pinned, and when it
// began. Kept in the database, since nothing else joins the two processes.
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { takeLock } from '../db/folder-lock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { DEFINITIONS, type SettingName, type SettingSource, type Settings } from './definitions.ts'

export interface RunningServer {
  readonly pid: number
  readonly host: string
  readonly startedAt: number
  /** What a flag or the environment of its start says. */
  readonly pinned: Readonly<Partial<Record<SettingName, PinnedSetting>>>
  /** Absent when the console is reached through a unix socket only. */
  readonly consoleUrl?: string
  /** It holds the keys of the vault, wherever the master key went. */
  readonly vaultIsOpen: boolean
}

export interface PinnedSetting {
  readonly source: 'flag' | 'environment'
  /** As in Settings; absent for a secret. */
  readonly value?: unknown
}

const STATE_NAME = 'running server'

export function noteRunningServer(
  db: WriteDb,
  startedAt: number,
  settings: Settings,
  sources: Partial<Readonly<Record<SettingName, SettingSource>>> = {},
  consoleUrl?: string,
): void {
  const note: RunningServer = {
    pid: process.pid,
    host: hostname(),
    startedAt,
    pinned: pinnedOf(settings, sources),
    ...(consoleUrl !== undefined && { consoleUrl }),
    vaultIsOpen: false,
  }
  prepare<[string, string]>(
    db,
    'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(STATE_NAME, JSON.stringify(note))
}

export function noteVaultOfServer(db: WriteDb, isOpen: boolean): void {
  prepare<[string, string]>(
    db,
    "UPDATE state SET value = json_set(value, '$.vaultIsOpen', json(?)) WHERE name = ?",
  ).run(String(isOpen), STATE_NAME)
}

function pinnedOf(
  settings: Settings,
  sources: Partial<Readonly<Record<SettingName, SettingSource>>>,
): RunningServer['pinned'] {
  return Object.fromEntries(
    (Object.keys(sources) as SettingName[]).flatMap((name) => {
      const source = sources[name]
      if (source !== 'flag' && source !== 'environment') return []
      return [[name, { source, ...(!('secret' in DEFINITIONS[name]) && { value: settings[name] }) }]]
    }),
  )
}

/** What pins it, as the owner typed it. */
export function pinName(name: SettingName, { source }: PinnedSetting): string {
  const definition = DEFINITIONS[name]
  return source === 'flag' && 'flag' in definition ? `--${definition.flag}` : definition.environment
}

export function forgetRunningServer(db: WriteDb): void {
  prepare<[string]>(db, 'DELETE FROM state WHERE name = ?').run(STATE_NAME)
}

/** Undefined when none runs; one that was killed leaves its note, so its process is looked for. */
export function findRunningServer(db: ReadDb): RunningServer | undefined {
  const text = prepare<[string]>(db, 'SELECT value FROM state WHERE name = ?').pluck().get(STATE_NAME)
  const note = typeof text === 'string' ? parseNote(text) : undefined
  return note && isRunning(db, note) ? note : undefined
}

function parseNote(text: string): RunningServer | undefined {
  try {
    const { pid, host, startedAt, pinned, consoleUrl, vaultIsOpen } = JSON.parse(text)
    if (!Number.isSafeInteger(pid) || pid < 1 || typeof host !== 'string') return undefined
    if (typeof startedAt !== 'number' || typeof pinned !== 'object' || pinned === null) return undefined
    return {
      pid,
      host,
      startedAt,
      pinned,
      ...(typeof consoleUrl === 'string' && { consoleUrl }),
      vaultIsOpen: vaultIsOpen === true,
    }
  } catch {
    return undefined
  }
}

/**
 * The lock on the data folder ends with its process, wherever that ran; asking for it takes a moment while it is held, so
 * what can be told without it comes first.
 */
function isRunning(db: ReadDb, { pid, host }: RunningServer): boolean {
  if (host === hostname()) {
    if (pid === process.pid) return true
    if (!isProcess(pid)) return false
  }
  const lockPath = join(dirname(db.name), 'lockgroove.lock')
  if (!existsSync(lockPath)) return false
  const lock = takeLock(lockPath, 'serve')
  lock?.release()
  return lock === undefined
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
