// Settings as they are now: what the owner stored in the database comes before the default and after a flag or the
// environment, which pin a value. Whoever acts on a change listens; another process (the command line) may make it.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange, type Versions } from '../db/versions.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound } from '../errors.ts'
import { DEFINITIONS, type SettingName, type SettingSource, type Settings } from './definitions.ts'

export interface LiveSettings {
  get<Name extends SettingName>(name: Name): Settings[Name]
  sourceOf(name: SettingName): SettingSource
  /** Whether a flag or the environment says what it is, so that it cannot be changed here. */
  isPinned(name: SettingName): boolean
  /**
   * @param text as on the command line
   * @throws InvalidInput, Conflict (pinned), NotAllowed (needs a restart)
   */
  set(name: SettingName, text: string): void
  /** Back to the default. @throws as `set` */
  reset(name: SettingName): void
  /** Looks whether anybody changed something, and tells the listeners. Cheap; called every second by the server. */
  poll(): void
  onChange(listener: () => void): void
}

export function createLiveSettings(
  db: WriteDb,
  versions: Versions,
  initial: Settings,
  sources: Partial<Readonly<Record<SettingName, SettingSource>>> = {},
): LiveSettings {
  const listeners: (() => void)[] = []
  let stored = new Map<string, unknown>()
  let seen = -1
  let told = -1

  function refresh() {
    const current = versions.current('settings')
    if (current === seen) return
    seen = current
    stored = readStored(db)
  }

  function isPinned(name: SettingName): boolean {
    const source = sources[name]
    return source === 'flag' || source === 'environment'
  }

  function checkChangeable(name: SettingName) {
    const definition = DEFINITIONS[name]
    if (!('live' in definition)) throw new NotAllowed(`${name} cannot be changed while the server runs`)
    if (isPinned(name)) {
      throw new Conflict(
        `${name} is set by ${sources[name] === 'flag' ? `--${'flag' in definition ? definition.flag : name}` : definition.environment} and cannot be changed here`,
      )
    }
  }

  function change(write: () => void) {
    write()
    noteOwnChange(db)
    live.poll()
  }

  const live: LiveSettings = {
    get(name) {
      if (isPinned(name)) return initial[name]
      refresh()
      return (stored.has(name) ? stored.get(name) : initial[name]) as Settings[typeof name]
    },

    sourceOf(name) {
      if (isPinned(name)) return sources[name]!
      refresh()
      return stored.has(name) ? 'owner' : 'default'
    },

    isPinned,

    set(name, text) {
      checkChangeable(name)
      const definition = DEFINITIONS[name]
      if (definition.parse(text) === undefined) throw new InvalidInput(name, definition.expected)
      change(() =>
        prepare<[string, string]>(
          db,
          'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        ).run(name, text),
      )
    },

    reset(name) {
      checkChangeable(name)
      change(() => prepare<[string]>(db, 'DELETE FROM settings WHERE name = ?').run(name))
    },

    poll() {
      refresh()
      if (told === seen) return
      told = seen
      for (const listener of listeners) listener()
    },

    onChange(listener) {
      listeners.push(listener)
    },
  }
  refresh()
  told = seen
  return live
}

/** @throws NotFound */
export function parseSettingName(name: string): SettingName {
  if (!Object.hasOwn(DEFINITIONS, name)) throw new NotFound('setting')
  return name as SettingName
}

/** What cannot be read (written by hand, or by another version) counts as not stored. */
function readStored(db: WriteDb): Map<string, unknown> {
  const rows = prepare<[], { name: string; value: string }>(db, 'SELECT name, value FROM settings').all()
  const values = new Map<string, unknown>()
  for (const { name, value } of rows) {
    if (!Object.hasOwn(DEFINITIONS, name)) continue
    const definition = DEFINITIONS[name as SettingName]
    if (!('live' in definition)) continue
    const parsed = definition.parse(value)
    if (parsed !== undefined) values.set(name, parsed)
  }
  return values
}
