import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeExposed, listExposed, makePrivateFolder } from '../server/private-folder.ts'
import { type CommandLine, createCommandLine } from './support/command-line.ts'

const NOBODY = 65534
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe.skipIf(process.platform === 'win32')('a data folder', () => {
  let folder: string
  let data: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockgroove-modes-'))
    data = join(folder, 'data')
    mkdirSync(join(data, 'backups'), { recursive: true, mode: 0o700 })
    for (const name of ['lockgroove.db', 'lockgroove.db-wal', 'backups/one', 'not-ours.txt'])
      writeFileSync(join(data, name), '', { mode: 0o600 })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('that is private needs no word', () => {
    expect(closeExposed(data)).toEqual([])
    expect(closeExposed(join(folder, 'nowhere'))).toEqual([])
  })

  test.each([
    ['.', 0o755, '700'],
    ['.', 0o710, '700'],
    ['backups', 0o750, '700'],
    ['lockgroove.db', 0o644, '600'],
    ['lockgroove.db-wal', 0o604, '600'],
    ['lockgroove.db', 0o620, '600'],
    ['backups/one', 0o640, '600'],
  ])('loses what others may with %s of mode %o, and says so', (name, mode, mended) => {
    const path = join(data, name)
    chmodSync(path, mode)
    expect(closeExposed(data)).toEqual([
      `${path} could be read by other accounts of this computer; that is mended (${mended}).`,
    ])
    expect(modeOf(path)).toBe(mended)
    expect(closeExposed(data)).toEqual([])
  })

  test('keeps its hands off what is not ours and off what a link points to', () => {
    const elsewhere = join(folder, 'elsewhere')
    writeFileSync(elsewhere, '')
    for (const path of [elsewhere, join(data, 'not-ours.txt')]) chmodSync(path, 0o644)
    symlinkSync(elsewhere, join(data, 'backups', 'link'))
    expect(closeExposed(data)).toEqual([])
    expect(modeOf(elsewhere)).toBe('644')
  })

  test('is refused where a file is in the way, which stays as it is', () => {
    const path = join(data, 'lockgroove.db')
    chmodSync(path, 0o644)
    expect(() => makePrivateFolder(path, 'data folder')).toThrow(/data folder .* a file is in the way/)
    expect(modeOf(path)).toBe('644')
  })

  test('on Windows is left to Windows', () => {
    chmodSync(data, 0o755)
    expect(listExposed(data, 'win32')).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a start', () => {
  let line: CommandLine
  beforeEach(() => {
    line = createCommandLine()
  })
  afterEach(() => line.close())

  test('mends permissions with a notice, once', async () => {
    const data = join(line.folder, 'data')
    await (await line.start(['serve'], /Stop with/)).stop()
    chmodSync(data, 0o755)
    chmodSync(join(data, 'lockgroove.db'), 0o644)
    const server = await line.start(['serve'], /Stop with/)
    expect(server.output()).toContain(`${data} could be read by other accounts`)
    expect(server.output()).toContain('lockgroove.db could be read by other accounts')
    for (const name of readdirSync(data))
      expect([name, modeOf(join(data, name))]).toEqual([
        name,
        statSync(join(data, name)).isDirectory() ? '700' : '600',
      ])
    expect(modeOf(data)).toBe('700')
    await server.stop()

    const next = await line.start(['serve'], /Stop with/)
    expect(next.output()).not.toContain('could be read')
    await next.stop()
  })

  test.skipIf(process.getuid?.() !== 0)('says what it cannot mend, and runs', async () => {
    const data = join(line.folder, 'data')
    mkdirSync(data)
    chownSync(line.folder, NOBODY, NOBODY)
    // Root's folder that everybody may write to, as some container volumes are.
    chmodSync(data, 0o777)
    const server = await line.start(['serve'], /Stop with/, { uid: NOBODY })
    expect(server.output()).toContain(
      `${data} can be read by other accounts of this computer, and its permissions cannot`,
    )
    await server.stop()
  })
})
