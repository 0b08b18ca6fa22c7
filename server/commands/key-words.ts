// What the key commands say about a change.
import type { VaultChange } from '../vault/vault-change.ts'

/** In the audit log. */
export const ACTOR = 'command line'

/** Of the columns that are sealed, those an owner has a word for; the others are the vault's own. */
const IN_WORDS: Readonly<Record<string, string>> = {
  'users.sealed_password': 'account passwords for music apps',
  'device_credentials.sealed_password': 'device passwords',
}

export function describeChange(
  first: string,
  { dryRun, resealed, rewrappedKeys, damaged }: VaultChange,
  aboutServer = 'A running server follows by itself.',
): string {
  const lines = [first]
  const columns = Object.entries(resealed)
  if (columns.length > 0) {
    const all = columns.reduce((sum, [, count]) => sum + count, 0)
    const known = columns.flatMap(([column, count]) => {
      const word = Object.hasOwn(IN_WORDS, column) ? IN_WORDS[column] : undefined
      return word === undefined ? [] : [`${word}: ${count}`]
    })
    lines.push(`Values sealed again: ${all}${known.length > 0 ? ` (${known.join(', ')})` : ''}.`)
  }
  if (rewrappedKeys > 0) lines.push(`Data keys wrapped again: ${rewrappedKeys}.`)
  if (damaged.length > 0) {
    lines.push(
      `Damaged, and left as they are: ${damaged.join(', ')}. "lockgroove doctor" says whose they are.`,
    )
  }
  lines.push(dryRun ? 'This was a dry run: nothing was changed.' : aboutServer)
  return lines.join('\n')
}

export function describeRecoveryKey(plainKey: string): string {
  return `Recovery key:\n\n  ${plainKey}\n\nIt is shown this once. It opens this server when its master key is lost: print it or write it down, and keep it apart from backups.`
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
