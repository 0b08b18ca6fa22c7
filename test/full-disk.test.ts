// A start on a disk that cannot take what it has to write: one sentence that says so. The disks are made for it, in a namespace of its own.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lacks } from './support/requires.ts'

const IN_NAMESPACE = ['-rm', 'sh', '-c'] as const

function lacksDisks(): string | boolean {
  const missing = lacks('unshare')
  if (missing) return missing
  try {
    execFileSync('unshare', [...IN_NAMESPACE, 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' })
    return false
  } catch {
    return 'this user may not make disks'
  }
}

describe.skipIf(lacksDisks())('a data folder on a disk', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockgroove-disk-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    ['that is full', 'size=64k', /^The disk of the data folder .* is full\. Make some room there/],
    [
      'that can only be read',
      'ro',
      /^The data folder .* cannot be made or written: its disk can only be read\./,
    ],
  ])('%s ends the start with one sentence', (_how, option, sentence) => {
    const start =
      'mount -t tmpfs -o "$1" tmpfs "$2" && exec "$3" server/cli.ts serve --data "$2" --port 0 --console-port 0'
    const { stderr, status } = spawnSync(
      'unshare',
      [...IN_NAMESPACE, start, 'sh', option, folder, process.execPath],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          LOCKGROOVE_ALLOW_ROOT: 'on',
          LOCKGROOVE_MASTER_KEY: '0123456789abcdef'.repeat(4),
        },
        timeout: 60_000,
      },
    )
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(status).toBe(1)
  })
})
