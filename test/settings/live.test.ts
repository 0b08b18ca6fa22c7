import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { createVersions } from '../../server/db/versions.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound } from '../../server/errors.ts'
import { DEFINITIONS, type SettingName } from '../../server/settings/definitions.ts'
import { createLiveSettings, parseSettingName } from '../../server/settings/live.ts'
import { loadSettings } from '../../server/settings/load.ts'
import { createTestDatabase } from '../support/vault-and-users.ts'

let db: WriteDb
let path: string

beforeEach(() => {
  const made = createTestDatabase()
  db = made.db
  path = made.path
})
afterEach(() => db.close())

function live(environment: NodeJS.ProcessEnv = {}, flags: Record<string, string> = {}) {
  const { settings, sourceOf } = loadSettings(flags, environment)
  return createLiveSettings(db, createVersions(db), settings, sourceOf)
}

describe('live settings', () => {
  test('are the default until the owner changes them, and again after a reset', () => {
    const settings = live()
    expect(settings.get('readOnly')).toBe(false)
    expect(settings.sourceOf('readOnly')).toBe('default')

    settings.set('readOnly', 'on')
    expect(settings.get('readOnly')).toBe(true)
    expect(settings.sourceOf('readOnly')).toBe('owner')

    settings.reset('readOnly')
    expect(settings.get('readOnly')).toBe(false)
  })

  test('survive a restart', () => {
    live().set('passwordMinLength', '8')
    expect(live().get('passwordMinLength')).toBe(8)
  })

  test('are pinned by a flag or the environment, whatever was stored before', () => {
    live().set('readOnly', 'on')
    live().set('tls', 'network')
    const settings = live({ LOCKGROOVE_READ_ONLY: 'off' }, { tls: 'off' })
    expect(settings.get('readOnly')).toBe(false)
    expect(settings.sourceOf('readOnly')).toBe('environment')
    expect(() => settings.set('readOnly', 'on')).toThrow(Conflict)
    expect(() => settings.set('readOnly', 'on')).toThrow(/LOCKGROOVE_READ_ONLY/)
    expect(() => settings.reset('tls')).toThrow(/--tls/)
    expect(live().get('readOnly')).toBe(true)
  })

  test('tell listeners of a change made here, once', () => {
    const settings = live()
    let told = 0
    settings.onChange(() => told++)
    settings.poll()
    expect(told).toBe(0)
    settings.set('streamLimit', '3')
    settings.poll()
    expect(told).toBe(1)
  })

  test('tell listeners of a change made by another process at the next poll', async () => {
    const settings = live()
    const seen: number[] = []
    settings.onChange(() => seen.push(settings.get('streamLimit')))

    const other = openDatabase(path)
    migrate(other)
    createLiveSettings(other, createVersions(other), loadSettings({}, {}).settings).set('streamLimit', '5')
    other.close()
    // Versions asks others once per turn.
    await new Promise((resolve) => setImmediate(resolve))

    settings.poll()
    expect(seen).toEqual([5])
  })

  test('refuse a value that cannot be used, naming the setting, and keep the one before', () => {
    const settings = live()
    settings.set('passwordMinLength', '9')
    expect(() => settings.set('passwordMinLength', 'nine')).toThrow(InvalidInput)
    expect(() => settings.set('passwordMinLength', 'nine')).toThrow(/passwordMinLength/)
    expect(settings.get('passwordMinLength')).toBe(9)
  })

  test('are only those marked so: the others need a restart', () => {
    expect(() => live().set('data', '/elsewhere')).toThrow(NotAllowed)
    expect(() => live().set('masterKey', 'a'.repeat(32))).toThrow(NotAllowed)
    expect(Object.values(DEFINITIONS).filter((each) => 'secret' in each && 'live' in each)).toEqual([])
  })

  test('skip rows that nobody can read, as another version may have written', () => {
    const insert = db.prepare('INSERT INTO settings VALUES (?, ?)')
    insert.run('readOnly', 'perhaps')
    insert.run('noSuchSetting', '1')
    insert.run('data', '/elsewhere')
    insert.run('__proto__', '1')
    const settings = live()
    expect(settings.get('readOnly')).toBe(false)
    expect(settings.get('data')).not.toBe('/elsewhere')
  })

  test('know no name that is not a setting', () => {
    for (const name of ['', 'constructor', '__proto__', 'readonly']) {
      expect(() => parseSettingName(name)).toThrow(NotFound)
    }
    expect(Object.keys(DEFINITIONS).map(parseSettingName)).toEqual(Object.keys(DEFINITIONS))
  })

  test.each(Object.entries(DEFINITIONS).filter(([, each]) => 'live' in each))(
    '%s takes its own default as text',
    (name, definition) => {
      const initial = definition.initial({ HOME: '/home/anna' }, 'linux')
      if (initial === undefined || initial === '' || (Array.isArray(initial) && initial.length === 0)) return
      const settings = live()
      settings.set(name as SettingName, String(initial))
      expect(settings.get(name as SettingName)).toEqual(initial)
    },
  )
})
