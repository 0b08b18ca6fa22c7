// Whose account may run what. As root, for real where the tests run as root.
import { chownSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Account, refuseForeignFolder, refuseRoot } from '../../server/commands/account.ts'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'

const isRoot = process.getuid?.() === 0
const NOBODY = 65534

describe('refuseRoot', () => {
  test.each<[string, Account]>([
    ['root', { platform: 'linux', uid: 0 }],
    ['root on macOS', { platform: 'darwin', uid: 0 }],
    ['an elevated Administrator', { platform: 'win32', listGroups: () => 'Label S-1-16-12288' }],
    ['the system account', { platform: 'win32', listGroups: () => 'Label S-1-16-16384' }],
  ])('refuses %s, says what to do instead and how to insist', (_who, account) => {
    expect(() => refuseRoot({ allowRoot: false }, account)).toThrow(
      /^Lockgroove does not run as (?:root|Administrator): start it .* LOCKGROOVE_ALLOW_ROOT=on\.$/,
    )
    expect(() => refuseRoot({ allowRoot: true }, account)).not.toThrow()
  })

  test.each<[string, Account]>([
    ['an ordinary account', { platform: 'linux', uid: 1000 }],
    ['an ordinary Windows account', { platform: 'win32', listGroups: () => 'Label S-1-16-8192' }],
    ['Windows without an answer', { platform: 'win32', listGroups: () => '' }],
  ])('lets in %s', (_who, account) => {
    expect(() => refuseRoot({ allowRoot: false }, account)).not.toThrow()
  })
})

describe.skipIf(!isRoot)('as root', () => {
  let line: CommandLine
  const notInsisting = { LOCKGROOVE_ALLOW_ROOT: '' }
  beforeEach(() => {
    line = createCommandLine()
  })
  afterEach(() => line.close())

  test.each(['server/cli.ts', 'build/start.ts'])(
    '%s does not serve, and makes no data folder',
    async (script) => {
      const { code, err } = await line.run(script === 'server/cli.ts' ? ['serve'] : [], {
        environment: notInsisting,
        script,
      })
      expect(err.trim()).toMatch(/^Lockgroove does not run as root.*--allow-root on/)
      expect(err.trim().split('\n')).toHaveLength(1)
      expect(code).toBe(1)
      expect(existsSync(join(line.folder, 'data'))).toBe(false)
    },
  )

  test('serves when the owner insists, by flag as well', async () => {
    const server = await line.start(['serve', '--allow-root', 'on'], /Stop with/)
    await server.stop()
  })

  test('a management command makes no files in the data folder of somebody else', async () => {
    mkdirSync(join(line.folder, 'data'))
    chownSync(join(line.folder, 'data'), NOBODY, NOBODY)
    const { code, err } = await line.run(['user', 'list'], { environment: notInsisting })
    expect(err).toMatch(/belongs to another account \(number 65534\).*sudo -u '#65534'/)
    expect(code).toBe(1)
    expect(existsSync(join(line.folder, 'data', 'lockgroove.db'))).toBe(false)
    expect(() =>
      refuseForeignFolder({ data: join(line.folder, 'data'), allowRoot: false }, NOBODY),
    ).not.toThrow()
  })

  test("a management command works on root's own data folder", async () => {
    expect(await line.run(['user', 'list'], { environment: notInsisting })).toMatchObject({ code: 0 })
  })

  test('an ordinary account serves without insisting, and what it makes is its own alone', async () => {
    chownSync(line.folder, NOBODY, NOBODY)
    const environment = { ...notInsisting, NODE_COMPILE_CACHE: undefined }
    const server = await line.start(['serve'], /Stop with/, { uid: NOBODY, environment })
    const names = readdirSync(line.folder, { recursive: true, encoding: 'utf8' })
    const shared = names.filter((name) => {
      const { mode, uid } = statSync(join(line.folder, name))
      return uid !== NOBODY || (mode & 0o077) !== 0
    })
    await server.stop()
    for (const name of ['data/lockgroove.db', 'data/lockgroove.db-wal', 'cache/compiled'])
      expect(names).toContain(name)
    expect(shared).toEqual([])
  })
})
