// What the start page and the tray say of the vault: what the server reports, as states a person can do something about.
import type { StartState } from '../server/contract/desktop.ts'
import { keyFilePath, VaultProblem, type VaultState } from '../server/index.ts'
import type { DesktopState } from './state.ts'

/** Of a server that runs: `running` where its window has more to offer than the start page. */
export function startStateOfVault(vault: VaultState): StartState {
  if (vault.open) {
    const { lacksKey } = vault
    // With a locked keyring nothing has to be chosen: the key in there still fits.
    if (!lacksKey || lacksKey.trouble === 'locked') return { state: 'running' }
    return needsPlace(lacksKey.sentence)
  }
  const { trouble, sentence } = vault
  if (trouble === 'locked') return { state: 'waiting for keyring', sentence, hasVault: true }
  if (trouble === 'no passphrase') return { state: 'needs its passphrase', sentence }
  // A signed-in administrator sees there why, and can use the recovery key.
  return { state: 'running' }
}

/** Of a first start that made nothing; undefined where it is not the vault that kept the server from starting. */
export function startStateOfProblem(problem: unknown): StartState | undefined {
  if (!(problem instanceof VaultProblem)) return undefined
  const { trouble, message } = problem
  if (trouble === 'no place') return needsPlace(message)
  if (trouble !== 'locked') return undefined
  return { state: 'waiting for keyring', sentence: message, hasVault: false, keyFilePath: keyFilePath() }
}

/** For the tray. */
export function serverStateOf(
  vault: VaultState,
): Extract<DesktopState['server'], 'running' | 'sealed' | 'waiting for keyring' | 'needs its key'> {
  const { state } = startStateOfVault(vault)
  if (state === 'waiting for keyring') return state
  if (state === 'needs its passphrase' || state === 'needs a place for its key') return 'needs its key'
  return vault.open ? 'running' : 'sealed'
}

function needsPlace(sentence: string): StartState {
  return { state: 'needs a place for its key', sentence, keyFilePath: keyFilePath() }
}
