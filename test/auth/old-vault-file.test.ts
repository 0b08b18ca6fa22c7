import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeOldVault } from '../../server/auth/old-vault-file.ts'
import { StartProblem } from '../../server/errors.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lockgroove-old-vault-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

test('the old vault that cannot be written is a sentence, and no reason to lose one that is there', () => {
  const path = writeOldVault(dataDir, 1, { vault: 'first', dataKeys: [], values: [] })
  const again = () => writeOldVault(dataDir, 1, { vault: 'second', dataKeys: [], values: [] })
  expect(again).toThrow(StartProblem)
  expect(again).toThrow(/^What only the old keys open cannot be kept: .*Nothing was changed/)
  expect(JSON.parse(readFileSync(path, 'utf8')).vault).toBe('first')
})
