import { expect, test } from 'vitest'
import { pageFor } from '../../../../renderer/pages/doctor/page-for.ts'

test('a finding leads to the page that mends it, or to none', () => {
  expect(pageFor('certificate')).toBe('/doors')
  expect(pageFor('key source 3')).toBe('/backups')
  expect(pageFor('scan')).toBe('/library/problems')
  expect(pageFor('audit log')).toBe('/activity')
  expect(pageFor('firewall')).toBeUndefined()
  expect(pageFor('a backups thing')).toBeUndefined()
})
