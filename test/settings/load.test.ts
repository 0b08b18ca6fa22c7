import { delimiter, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { StartProblem } from '../../server/errors.ts'
import { DEFINITIONS } from '../../server/settings/definitions.ts'
import { loadSettings } from '../../server/settings/load.ts'

const EMPTY = { HOME: '/home/anna' }

function problemOf(flags: Record<string, string>, environment: NodeJS.ProcessEnv = {}): string {
  try {
    loadSettings(flags, environment)
  } catch (error) {
    expect(error).toBeInstanceOf(StartProblem)
    return (error as Error).message
  }
  throw new Error('nothing was wrong')
}

describe('loadSettings', () => {
  test('lets in this computer only unless told otherwise', () => {
    const { settings } = loadSettings({}, EMPTY)
    expect(settings).toMatchObject({
      address: '127.0.0.1',
      port: 4040,
      consoleAddress: '127.0.0.1',
      consolePort: 4041,
      keychain: 'auto',
      music: [],
      masterKey: undefined,
    })
    expect(settings.authRequestLimit).toBeGreaterThanOrEqual(5)
  })

  test('takes a flag before the environment before the default, and says which', () => {
    const { settings, sourceOf } = loadSettings(
      { port: '5000' },
      { LOCKGROOVE_PORT: '6000', LOCKGROOVE_CONSOLE_PORT: '7000' },
    )
    expect(settings).toMatchObject({ port: 5000, consolePort: 7000, address: '127.0.0.1' })
    expect(sourceOf).toMatchObject({ port: 'flag', consolePort: 'environment', address: 'default' })
  })

  test('splits LOCKGROOVE_MUSIC as PATH is split, and takes --music as often as it is given', () => {
    const paths = [resolve('/music/a'), resolve('/music/b c')]
    expect(loadSettings({}, { LOCKGROOVE_MUSIC: paths.join(delimiter) }).settings.music).toEqual(paths)
    expect(loadSettings({ music: paths }, {}).settings.music).toEqual(paths)
  })

  test('reads host names, and says what a wrong one should be', () => {
    expect(loadSettings({ 'host-names': 'music.example.org, [::1]:8443' }, {}).settings.hostNames).toEqual([
      'music.example.org',
      '[::1]:8443',
    ])
    expect(problemOf({ 'host-names': 'https://music.example.org' })).toContain('--host-names: expected names')
    expect(problemOf({}, { LOCKGROOVE_HOST_NAMES: 'a b' })).toContain('LOCKGROOVE_HOST_NAMES: expected names')
  })

  test('reads the kinds of notifications in the order of the list, and none of them', () => {
    const kinds = (given: string) =>
      loadSettings({}, { LOCKGROOVE_NOTIFICATIONS: given }).settings.notifications
    expect(loadSettings({}, {}).settings.notifications).toHaveLength(6)
    expect(kinds('updates, doors')).toEqual(['doors', 'updates'])
    expect(kinds('none')).toEqual([])
    expect(problemOf({}, { LOCKGROOVE_NOTIFICATIONS: 'doors,bells' })).toContain('expected any of first-run')
  })

  test('makes folders absolute', () => {
    expect(loadSettings({ data: 'here' }, {}).settings.data).toBe(resolve('here'))
    expect(loadSettings({ music: ['there'] }, {}).settings.music).toEqual([resolve('there')])
  })

  test('counts an empty variable as not set', () => {
    expect(loadSettings({}, { LOCKGROOVE_PORT: '' }).settings.port).toBe(4040)
  })

  test.each([
    ['port', '99999'],
    ['port', '-1'],
    ['port', '80a'],
    ['port', ''],
    ['console-port', '1e3'],
    ['keychain', 'maybe'],
    ['data', ' '],
    ['log', 'IN FO'],
  ])('names the flag --%s and what was expected for "%s"', (flag, given) => {
    const message = problemOf({ [flag]: given })
    expect(message).toMatch(new RegExp(`^--${flag}: expected .+, got "${given}"$`))
  })

  test('names the variable', () => {
    expect(problemOf({}, { LOCKGROOVE_AUTH_REQUEST_LIMIT: '2' })).toMatch(
      /^LOCKGROOVE_AUTH_REQUEST_LIMIT: expected 0/,
    )
    expect(problemOf({}, { LOCKGROOVE_IGNORED_ARTICLES: '<b>' })).toMatch(
      /^LOCKGROOVE_IGNORED_ARTICLES: expected/,
    )
  })

  test('never repeats a secret', () => {
    expect(problemOf({}, { LOCKGROOVE_MASTER_KEY: '   ' })).not.toContain('got')
  })

  test.each([
    ['linux', '/home/anna/.data', { XDG_DATA_HOME: '/home/anna/.data' }, '/home/anna/.data/lockgroove'],
    ['win32', 'C:\\Local', { LOCALAPPDATA: 'C:\\Local' }, 'Lockgroove'],
  ] as const)('puts data where %s keeps such things', (platform, _folder, environment, expected) => {
    expect(loadSettings({}, environment, platform).settings.data).toContain(expected)
  })
})

describe('DEFINITIONS', () => {
  test('each has a variable of its own and a sentence', () => {
    const definitions = Object.values(DEFINITIONS)
    expect(new Set(definitions.map((one) => one.environment)).size).toBe(definitions.length)
    expect(definitions.every((one) => /^[A-Z].*\.$/.test(one.sentence))).toBe(true)
  })

  test('a secret has no flag: the command line is seen by other programs', () => {
    expect(Object.values(DEFINITIONS).filter((one) => one.secret && one.flag)).toEqual([])
  })
})
