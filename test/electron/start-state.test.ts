import { expect, test } from 'vitest'
import { serverStateOf, startStateOfProblem, startStateOfVault } from '../../electron/start-state.ts'
import { keyFilePath, StartProblem, VaultProblem, type VaultState } from '../../server/index.ts'

const sentence = 'It is like this.'
const path = keyFilePath()

test.each<[string, VaultState, ReturnType<typeof startStateOfVault>, string]>([
  ['open', { open: true }, { state: 'running' }, 'running'],
  [
    'recovered, its keyring locked',
    { open: true, lacksKey: { trouble: 'locked', sentence } },
    { state: 'running' },
    'running',
  ],
  [
    'recovered without a place for its key',
    { open: true, lacksKey: { trouble: 'no place', sentence } },
    { state: 'needs a place for its key', sentence, keyFilePath: path },
    'needs its key',
  ],
  [
    'shut by a locked keyring',
    { open: false, trouble: 'locked', sentence },
    { state: 'waiting for keyring', sentence, hasVault: true },
    'waiting for keyring',
  ],
  [
    'made with a passphrase',
    { open: false, trouble: 'no passphrase', sentence },
    { state: 'needs its passphrase', sentence },
    'needs its key',
  ],
  ['without its key', { open: false, trouble: 'no key', sentence }, { state: 'running' }, 'sealed'],
  ['under another key', { open: false, trouble: 'wrong key', sentence }, { state: 'running' }, 'sealed'],
])('a vault that is %s', (_, vault, start, tray) => {
  expect(startStateOfVault(vault)).toEqual(start)
  expect(serverStateOf(vault)).toBe(tray)
})

test('a first start that made nothing', () => {
  expect(startStateOfProblem(new VaultProblem('locked', sentence))).toEqual({
    state: 'waiting for keyring',
    sentence,
    hasVault: false,
    keyFilePath: path,
  })
  expect(startStateOfProblem(new VaultProblem('no place', sentence))).toEqual({
    state: 'needs a place for its key',
    sentence,
    keyFilePath: path,
  })
})

test('what else keeps a server from starting is not for here', () => {
  expect(startStateOfProblem(new VaultProblem('bad key', sentence))).toBeUndefined()
  expect(startStateOfProblem(new StartProblem(sentence))).toBeUndefined()
  expect(startStateOfProblem(new Error(sentence))).toBeUndefined()
})
