import { expect, test } from 'vitest'
import { groupsOf, matches } from '../../../../renderer/pages/settings/groups.ts'
import type { SettingInfo } from '../../../../server/contract/settings.ts'
import { DEFINITIONS } from '../../../../server/settings/definitions.ts'

const setting = (name: string, more: Partial<SettingInfo> = {}): SettingInfo => ({
  name,
  source: 'default',
  sentence: 'How often a backup is made by itself.',
  expected: 'a number',
  environment: 'LOCKGROOVE_BACKUP_EVERY',
  live: true,
  changeable: true,
  ...more,
})

test('every setting has its place, and one that is new is not lost', () => {
  const names = Object.keys(DEFINITIONS)
  const groups = groupsOf([...names, 'somethingNew'].map((name) => setting(name)))
  expect(groups.flatMap((group) => group.settings.map(({ name }) => name)).sort()).toEqual(
    [...names, 'somethingNew'].sort(),
  )
  expect(groups.at(-1)).toMatchObject({ name: 'other', settings: [{ name: 'somethingNew' }] })
})

test('a group without a setting is left out', () => {
  expect(groupsOf([setting('tls')]).map(({ name }) => name)).toEqual(['https'])
})

test('a search finds every word somewhere, in whatever case', () => {
  const found = setting('backupEveryHours', { value: '24' })
  for (const query of ['often BACKUP', 'lockgroove_backup', '24', 'hours between', 'itself 24']) {
    expect(matches(found, query), query).toBe(true)
  }
  expect(matches(found, 'backup weekly')).toBe(false)
})
