import { afterAll, beforeEach, expect, test } from 'vitest'
import { createFolderDialog } from '../../electron/folder-dialog.ts'
import { closeElectron, makeReady, resetElectron, world } from '../support/electron/control.ts'

beforeEach(async () => {
  await resetElectron()
  makeReady()
})
afterAll(() => closeElectron())

test('however often it is asked for, one dialog is open at a time', async () => {
  const pick = createFolderDialog(async () => undefined)
  world.openDialogAnswer = { canceled: false, filePaths: ['/home/anna/Music'] }
  const answers = await Promise.all([pick(), pick(), pick()])
  expect(answers).toEqual(Array(3).fill('/home/anna/Music'))
  expect(world.dialogs).toHaveLength(1)

  world.openDialogAnswer = { canceled: true, filePaths: [] }
  expect(await pick()).toBe(undefined)
  expect(world.dialogs).toHaveLength(2)
})
