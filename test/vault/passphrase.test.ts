import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../server/errors.ts'
import {
  checkNewPassphrase,
  deriveMasterKey,
  newPassphraseSalt,
  readGivenPassphrase,
} from '../../server/vault/passphrase.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'

const PASSPHRASE = 'correct horse battery staple'

function fileWith(text: string, mode = 0o600): string {
  const path = join(mkdtempSync(join(tmpdir(), 'lockgroove-passphrase-')), 'passphrase')
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

describe('readGivenPassphrase', () => {
  it('takes the setting, or the first line of the file it names', () => {
    expect(readGivenPassphrase({})).toBeUndefined()
    expect(readGivenPassphrase({ passphrase: PASSPHRASE })).toEqual({ text: PASSPHRASE, warnings: [] })
    for (const end of ['', '\n', '\r\n', '\nanother line\n']) {
      expect(readGivenPassphrase({ passphraseFile: fileWith(PASSPHRASE + end) })).toEqual({
        text: PASSPHRASE,
        warnings: [],
      })
    }
  })

  it('keeps blanks at the ends: they are part of it', () => {
    expect(readGivenPassphrase({ passphraseFile: fileWith(` ${PASSPHRASE} \n`) })!.text).toBe(
      ` ${PASSPHRASE} `,
    )
  })

  it('warns of a file that others may read', () => {
    const passphraseFile = fileWith(PASSPHRASE, 0o644)
    expect(readGivenPassphrase({ passphraseFile })!.warnings).toEqual([
      `The file ${passphraseFile} can be read by other accounts of this computer: chmod 600 it.`,
    ])
  })

  it.each([
    ['both', { passphrase: PASSPHRASE, passphraseFile: 'x' }, 'bad key', 'not both'],
    [
      'a short one',
      { passphrase: 'eleven char' },
      'bad key',
      'LOCKGROOVE_PASSPHRASE: expected a passphrase of at least 12 characters.',
    ],
    ['a long one', { passphrase: 'x'.repeat(1025) }, 'bad key', 'at most 1024 bytes'],
    ['an empty file', { passphraseFile: fileWith('') }, 'bad key', 'at least 12 characters'],
    [
      'a long file',
      { passphraseFile: fileWith('x'.repeat(5000)) },
      'bad key',
      'a passphrase in its first line',
    ],
    ['a folder', { passphraseFile: tmpdir() }, 'bad key', 'a passphrase in its first line'],
    [
      'a missing file',
      { passphraseFile: '/nowhere/passphrase' },
      'no key',
      '/nowhere/passphrase cannot be read: ENOENT.',
    ],
  ] as const)('refuses %s', (_, options, trouble, words) => {
    const attempt = () => readGivenPassphrase(options)
    expect(attempt).toThrow(VaultProblem)
    expect(attempt).toThrow(words)
    expect(attempt).toThrow(expect.objectContaining({ trouble }))
    expect(attempt).not.toThrow('eleven char')
  })

  it('counts characters, not bytes', () => {
    expect(() => checkNewPassphrase('äöüäöüäöüäö')).toThrow(InvalidInput)
    expect(() => checkNewPassphrase('äöüäöüäöüäöü')).not.toThrow()
  })
})

describe('deriveMasterKey', () => {
  it('gives the same 32 bytes for the same passphrase and salt only', async () => {
    const salt = newPassphraseSalt()
    const key = await deriveMasterKey(PASSPHRASE, salt)
    expect(key).toHaveLength(32)
    expect(await deriveMasterKey(PASSPHRASE, salt)).toEqual(key)
    expect(await deriveMasterKey(`${PASSPHRASE}s`, salt)).not.toEqual(key)
    expect(await deriveMasterKey(PASSPHRASE, newPassphraseSalt())).not.toEqual(key)
  })

  it('does not mind how a keyboard composes its letters', async () => {
    const salt = newPassphraseSalt()
    const key = await deriveMasterKey('un café à la crème', salt)
    expect(await deriveMasterKey('un café à la crème'.normalize('NFD'), salt)).toEqual(key)
  })

  it('stays as it is: another cost would be another key', async () => {
    expect((await deriveMasterKey(PASSPHRASE, 'AAAAAAAAAAAAAAAAAAAAAA')).toString('hex')).toBe(
      '399d2e9df8d1747b50cb1b1e362f15cd1489dac0938debc59717fa23abc9c7d8',
    )
  })

  it('refuses a damaged salt', async () => {
    await expect(deriveMasterKey(PASSPHRASE, 'short')).rejects.toThrow(
      'The salt of the passphrase is damaged.',
    )
  })

  it('keeps the event loop free', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    await deriveMasterKey(PASSPHRASE, newPassphraseSalt())
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
  })
})
