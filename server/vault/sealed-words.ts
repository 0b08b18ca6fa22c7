// What the owner of a sealed server is told: which case it is, and what to do.
import type { VaultProblem, VaultTrouble } from './vault-problem.ts'

const RECOVER =
  'the recovery key opens the vault: lockgroove key recover. Where both are lost for good: lockgroove key start-over'

/** Beside what the problem itself says. */
const ADVICE: Readonly<Record<VaultTrouble, string>> = {
  'no key': `Where the key is lost, ${RECOVER}`,
  'no passphrase': `Where nobody knows it any more, ${RECOVER}`,
  'no place': 'Say where the key of the vault is to be kept.',
  locked:
    'A running server looks again by itself within some minutes, and at once when it is asked in the window.',
  'bad key': `Correct the setting and restart; where the key is lost, ${RECOVER}`,
  'wrong key': `Give the key that belongs to this database and restart; where it is lost, ${RECOVER}`,
  damaged: 'What backups there are says: lockgroove backup list',
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
