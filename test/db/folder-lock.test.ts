import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Hold, type Lock, lockDataFolder } from '../../server/db/folder-lock.ts'

const MODULE = join(import.meta.dirname, '../../server/db/folder-lock.ts')

let folder: string
let held: Lock[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-lock-'))
  held = []
})
afterEach(() => {
  for (const lock of held) lock.release()
  rmSync(folder, { recursive: true })
})

const take = (hold: Hold) => held.push(lockDataFolder(folder, hold))

/** Another process that holds it until it is killed. */
async function takeElsewhere(hold: Hold) {
  const script = `
    import { lockDataFolder } from ${JSON.stringify(MODULE)}
    lockDataFolder(${JSON.stringify(folder)}, '${hold}')
    globalThis.gc()
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', script])
  await once(child.stdout, 'data')
  return async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
}

describe('lockDataFolder', () => {
  test('lets many use what one serves', () => {
    take('use')
    take('serve')
    take('use')
    expect(held.length).toBe(3)
  })

  test.each<[Hold, Hold, RegExp]>([
    ['serve', 'serve', /Another Lockgroove server runs/],
    ['serve', 'replace', /is in use: stop the Lockgroove server/],
    ['use', 'replace', /is in use/],
    ['replace', 'use', /is being restored/],
    ['replace', 'serve', /is being restored/],
    ['replace', 'replace', /is in use/],
  ])(
    'who holds it to %s keeps out who wants to %s, here and elsewhere, until killed',
    async (one, other, words) => {
      take(one)
      expect(() => take(other)).toThrow(words)
      held.pop()!.release()

      const kill = await takeElsewhere(one)
      expect(() => take(other)).toThrow(words)
      await kill()
      take(other)
    },
  )

  test('leaves one file, readable by its owner only', () => {
    take('serve')
    take('use')
    expect(readdirSync(folder)).toEqual(['lockgroove.lock'])
    expect(statSync(join(folder, 'lockgroove.lock')).mode & 0o777).toBe(0o600)
  })

  test('says that there can be no such file', () => {
    expect(() => lockDataFolder(join(folder, 'nowhere'), 'use')).toThrow(/The lock .* cannot be used/)
  })
})
