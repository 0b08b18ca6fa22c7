// The same first minutes in the real Electron, as `npm start` runs it. Where its binary is not (it is fetched by hand or by the release
// workflow) or nothing can be shown, this says so; everything else about the desktop app is tested against a double.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APP_DIR, buildAppWhenStale } from '../../../build/app.ts'

const PACKAGE = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'electron')

/** Not by importing the package: that would fetch it. */
function electronBinary(): string | undefined {
  const note = join(PACKAGE, 'path.txt')
  const path =
    process.env['LOCKGROOVE_TEST_ELECTRON'] ??
    (existsSync(note) ? join(PACKAGE, 'dist', readFileSync(note, 'utf8').trim()) : '')
  return existsSync(path) ? path : undefined
}

function whyNot(): string | undefined {
  if (electronBinary() === undefined) return 'skipped: no Electron binary'
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY ? 'skipped: no display' : undefined
}

const reason = whyNot()
if (reason !== undefined) process.stderr.write(`real Electron: ${reason}\n`)

describe.skipIf(reason !== undefined)(
  `the desktop app in the real Electron${reason ? ` (${reason})` : ''}`,
  () => {
    let folder: string
    let electron: ElectronApplication

    beforeAll(async () => {
      await buildAppWhenStale()
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-electron-')))
      electron = await _electron.launch({
        executablePath: electronBinary()!,
        args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), APP_DIR],
        env: {
          ...(process.env as Record<string, string>),
          HOME: folder,
          LOCKGROOVE_DATA: join(folder, 'data'),
          LOCKGROOVE_CACHE: join(folder, 'cache'),
          LOCKGROOVE_MASTER_KEY: '0123456789abcdef'.repeat(4),
          LOCKGROOVE_PORT: '0',
          LOCKGROOVE_CONSOLE_PORT: '0',
          LOCKGROOVE_ALLOW_ROOT: 'on',
        },
      })
    }, 120_000)
    afterAll(async () => {
      await electron?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    test('shows the window, hands over the set-up code and has no Node in its page', async () => {
      const page = await electron.firstWindow()
      await page.getByRole('textbox', { name: 'Your name' }).fill('Anna')
      expect(await page.getByLabel('Set-up code').count()).toBe(0)
      await page.getByRole('textbox', { name: 'Password' }).fill('the owl knows the way')
      await page.getByRole('button', { name: 'Make my server' }).click()
      await page.getByRole('heading', { name: 'Keep your recovery key' }).waitFor()
      expect(
        await page.evaluate('[typeof require, typeof process, typeof window.lockgrooveDesktop.about]'),
      ).toEqual(['undefined', 'undefined', 'function'])
      expect(await page.evaluate('window.lockgrooveDesktop.about()')).toMatchObject({ ok: true })
    })

    test('keeps its session in memory', async () => {
      const cookies = await electron.evaluate(({ session }) => session.defaultSession.cookies.get({}))
      expect(cookies.map(({ session, httpOnly }) => ({ session, httpOnly }))).toEqual([
        { session: true, httpOnly: true },
      ])
    })

    test('quits in order, although the page with the recovery key asks before it is left', async () => {
      const closed = electron.waitForEvent('close')
      await electron.evaluate(({ app }) => app.quit())
      await closed
      expect(existsSync(join(folder, 'data', 'lockgroove.db-wal'))).toBe(false)
    })
  },
)
