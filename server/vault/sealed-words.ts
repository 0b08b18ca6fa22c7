// What the owner of a sealed server is told: which case it is, and what to do.
import type { VaultProblem, VaultTrouble } from './vault-problem.ts'

const ADVICE: Readonly<Record<VaultTrouble, string>> = {
  'no key':
    'Bring the key back where it was, or open the vault with the recovery key: lockgroove key recover',
  locked:
    'Unlock the keychain of this computer. The server looks again by itself within some minutes; restarting it looks at once.',
  'bad key':
    'Correct the setting and restart, or open the vault with the recovery key: lockgroove key recover',
  'wrong key':
    'Give the key that belongs to this database and restart, or open the vault with the recovery key: lockgroove key recover',
  damaged: 'Restore a backup: lockgroove backup list, then lockgroove backup restore',
}

export function adviceFor(trouble: VaultTrouble): string {
  return ADVICE[trouble]
}

/** For the terminal. */
export function sealedNotice({ trouble, message }: Pick<VaultProblem, 'trouble' | 'message'>): string {
  return [
    '',
    `  SEALED (${trouble})`,
    '',
    `  ${message}`,
    `  What to do: ${adviceFor(trouble)}`,
    '  Until then: API keys work, the window opens with the account password, passwords of music apps are refused,',
    '  and nothing that is sealed is changed.',
  ].join('\n')
}
