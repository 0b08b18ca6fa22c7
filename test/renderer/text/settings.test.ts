import { expect, test } from 'vitest'
import { pinnedBy } from '../../../renderer/text/settings.ts'

const environment = 'LOCKGROOVE_PORT'

test('whoever takes out the flag or the variable can change a live setting in the window', () => {
  expect(pinnedBy({ source: 'flag', environment, live: true })).toMatch(/to change it here/)
  expect(pinnedBy({ source: 'environment', environment, live: true })).toMatch(/to change it here/)
})

test('nobody is promised to change here what is read at the start', () => {
  expect(pinnedBy({ source: 'flag', environment, live: false })).not.toMatch(/change it here/)
  expect(pinnedBy({ source: 'environment', environment, live: false })).toMatch(/read when Lockgroove starts/)
})
