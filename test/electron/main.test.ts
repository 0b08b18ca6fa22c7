import { afterAll, beforeEach, expect, test } from 'vitest'
import { startDesktop } from '../../electron/main.ts'
import { closeElectron, ended, resetElectron, world } from '../support/electron/control.ts'

beforeEach(() => resetElectron())
afterAll(() => closeElectron())

test('what keeps the app from starting is said in a box, as soon as Linux can show one', async () => {
  const environment = { LOCKGROOVE_DATA: world.folder, LOCKGROOVE_PORT: '99999' }
  expect(startDesktop({ environment, words: [] })).toBe(undefined)
  expect(world.dialogs).toEqual([])
  expect(await ended()).toBe(1)
  expect(world.dialogs).toEqual([
    {
      kind: 'error',
      options: {
        title: 'Lockgroove cannot start',
        content: expect.stringMatching(/^LOCKGROOVE_PORT: expected a number/),
      },
    },
  ])
})
