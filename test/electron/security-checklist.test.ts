// https://www.electronjs.org/docs/latest/tutorial/security, item by item, each under its number: on the app as it starts, with the real
// preload, lockdown, server and page. The table in electron/README.md says how each is met.
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, session } from 'electron'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configuration } from '../../build/electron-builder.ts'
import { TARGETS } from '../../build/installers/targets.ts'
import { chromiumPath } from '../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../support/desktop-app.ts'
import { app } from '../support/electron/app.ts'
import { askPermission, attachWebview, callFrom, theWindow, world } from '../support/electron/control.ts'
import { privileged } from '../support/electron/session.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const ELSEWHERE = 'https://example.org/'
const LINKED = 'https://musicbrainz.org/artist/0383dadf-2a4e-4d10-a46a-e9e041da8eb3'
const PERMISSIONS = [
  'clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'pointerLock',
  'serial',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'unknown',
  'usb',
  'window-management',
]

describe.skipIf(chromiumPath === undefined)('Electron’s security checklist', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp
  let page: Page
  let consoleUrl: string

  beforeAll(async () => {
    computer = await createDesktopComputer()
    lockgroove = await computer.start()
    consoleUrl = (await lockgroove.server()).consoleUrl
    page = await lockgroove.page()
    await page.getByRole('textbox', { name: 'Your name' }).waitFor()
  })
  afterAll(() => computer?.close())

  const contents = () => theWindow().webContents
  const preferences = () => contents().preferences
  /** What the app answers to a request of a page; without a handler Electron lets it pass. */
  const isRequestRefused = (url: string) => {
    let refused: boolean | undefined = false
    ;(session.defaultSession as any).beforeRequest?.({ url }, (answer: { cancel?: boolean }) => {
      refused = answer.cancel
    })
    return refused
  }
  const electronSources = readdirSync(join(ROOT, 'electron'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, 'electron', name), 'utf8'))
    .join('\n')

  test('1. loads content of its own only: nothing from any other place', async () => {
    expect(isRequestRefused(`${consoleUrl}/`)).toBe(false)
    for (const url of [
      ELSEWHERE,
      'http://example.org/',
      'ws://example.org/',
      'file:///etc/passwd',
      'ftp://example.org/',
    ])
      expect([url, isRequestRefused(url)]).toEqual([url, true])
    const { musicUrls } = await lockgroove.server()
    expect(isRequestRefused(`${musicUrls[0]}/rest/ping`)).toBe(true)
  })

  test('2. no Node in the page', async () => {
    expect(preferences()).toMatchObject({ nodeIntegration: false })
    for (const name of ['nodeIntegrationInWorker', 'nodeIntegrationInSubFrames'])
      expect(preferences()[name] ?? false).toBe(false)
    const found = await page.evaluate(
      "['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window)",
    )
    expect(found).toEqual([])
  })

  test('3. context isolation: what the page makes of its own world, the preload does not see', async () => {
    expect(preferences()).toMatchObject({ contextIsolation: true })
    await page.evaluate('window.lockgrooveDesktop.about = () => "mine"')
    const answer = await page.evaluate('window.lockgrooveDesktop.about()')
    expect(answer).toMatchObject({ ok: true, value: { version: app.getVersion() } })
  })

  test('4. sandbox, for this page and every other', () => {
    expect(preferences()).toMatchObject({ sandbox: true })
    expect(app.isSandboxed).toBe(true)
    expect(electronSources).not.toMatch(/no-sandbox|disable-setuid/)
  })

  test.each(PERMISSIONS)('5. permission denied: %s', async (permission) => {
    expect(await askPermission(contents() as never, permission)).toEqual({
      isRequestGranted: false,
      isCheckGranted: false,
    })
  })

  test('5. permission denied: devices and screens', async () => {
    const own = session.defaultSession as any
    expect(own.devicePermissionHandler({ deviceType: 'usb' })).toBe(false)
    expect(await new Promise((resolve) => own.displayMediaRequestHandler({}, resolve))).toEqual({})
  })

  test('5. copying is granted to pages of its own, and to no other', async () => {
    const copying = 'clipboard-sanitized-write'
    expect(await askPermission(contents() as never, copying)).toMatchObject({ isRequestGranted: true })
    expect(await askPermission(contents() as never, copying, { requestingUrl: ELSEWHERE })).toMatchObject({
      isRequestGranted: false,
    })
  })

  test('6. 8. 9. 10. no protection of Chromium is switched off, no experiment on', () => {
    expect(preferences().webSecurity ?? true).toBe(true)
    for (const name of [
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'navigateOnDragDrop',
    ])
      expect(preferences()[name] ?? false).toBe(false)
    const { switches } = app.commandLine as any
    expect([...switches.keys()]).toEqual([])
  })

  test('7. a content security policy on every page, which no script gets around', async () => {
    for (const url of [`${consoleUrl}/`, `${consoleUrl}/settings`]) {
      const policy = (await fetch(url)).headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'")
      expect(policy).toContain("frame-ancestors 'none'")
    }
    const ran = await page.evaluate(
      "(() => { const script = document.createElement('script'); script.textContent = 'window.mine = 1'; document.head.append(script); return 'mine' in window })()",
    )
    expect(ran).toBe(false)
  })

  test('11. 12. no webview', () => {
    expect(preferences()).toMatchObject({ webviewTag: false })
    expect(attachWebview(contents() as never).isAttached).toBe(false)
    expect(attachWebview(contents() as never, { nodeIntegration: true }).isAttached).toBe(false)
  })

  test.each([ELSEWHERE, 'http://127.0.0.1:1/', 'file:///etc/passwd'])(
    '13. no navigation to %s',
    async (url) => {
      const before = page.url()
      const asked = url.startsWith('file:') ? undefined : once(contents(), 'will-frame-navigate')
      await page.evaluate(`void setTimeout(() => { location.href = ${JSON.stringify(url)} })`)
      await asked
      expect(await page.getByRole('textbox', { name: 'Your name' }).count()).toBe(1)
      expect(page.url()).toBe(before)
    },
  )

  test('14. 15. no new window; links to places that are known go to the browser, others nowhere', async () => {
    for (const url of [
      'http://example.org/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://example.org/share',
      'lockgroove://songs',
      'https://name:word@musicbrainz.org/',
      'http://musicbrainz.org/',
      'https://musicbrainz.org.example.org/',
      `${consoleUrl}/settings`,
      ELSEWHERE,
      LINKED,
    ])
      await page.evaluate(`void window.open(${JSON.stringify(url)})`)
    await expect.poll(() => world.openedOutside).toContain(LINKED)
    expect(world.openedOutside).toEqual([LINKED])
    expect(BrowserWindow.getAllWindows()).toHaveLength(1)
    expect(world.dialogs).toEqual([])
  })

  test('15. the window links to no place that would not open', () => {
    const sources = readdirSync(join(ROOT, 'renderer'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(ROOT, 'renderer', name), 'utf8'))
    const places = sources.flatMap((text) => text.match(/https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+/g) ?? [])
    expect([...new Set(places)]).toEqual([new URL(LINKED).origin])
  })

  test('16. an Electron of today, named exactly', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number.parseInt(devDependencies.electron, 10)).toBeGreaterThanOrEqual(45)
    expect(configuration(TARGETS[0]!).electronVersion).toBe(devDependencies.electron)
  })

  test('17. who asks is looked at, for every call', async () => {
    const calls = (await page.evaluate('Object.keys(window.lockgrooveDesktop)')) as string[]
    for (const call of calls.filter((name) => !name.startsWith('on'))) {
      for (const url of [ELSEWHERE, 'about:blank', null]) {
        expect(await callFrom(url, `lockgroove:${call}`)).toMatchObject({ ok: false })
      }
    }
  })

  test('18. no file: page; the app’s own scheme, without more rights than it needs', () => {
    expect(electronSources).not.toMatch(/loadFile|file:\/\//)
    expect([...privileged]).toEqual([['lockgroove-app', { standard: true, secure: true }]])
  })

  test.each(TARGETS)('19. the fuses of $platform $arch', (target) => {
    expect(configuration(target).electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      // Cookies are kept in memory (README).
      enableCookieEncryption: false,
    })
  })

  test('20. the page gets named functions, and nothing of Electron', async () => {
    const kinds = await page.evaluate(
      'Object.entries(window.lockgrooveDesktop).map(([name, value]) => name + " " + typeof value).sort()',
    )
    expect(kinds).toEqual(
      [
        'about',
        'installUpdate',
        'lookForUpdate',
        'onOpenPage',
        'onStartState',
        'openLogFolder',
        'passphraseStrength',
        'pickFolder',
        'quit',
        'setStartAtLogin',
        'startState',
        'tryAgain',
        'useAnotherPort',
        'useKeyFile',
        'usePassphrase',
        'useRecoveryKey',
      ].map((name) => `${name} function`),
    )
    // What a listener is told comes without the event, which would carry the sender.
    expect(electronSources).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer\s*[,)]/)
  })
})

test('the README says how each item is met', () => {
  const readme = readFileSync(join(ROOT, 'electron', 'README.md'), 'utf8')
  const rows = [...readme.matchAll(/^\| (\d+) \| [^|]+ \| [^|]{4,} \|$/gm)].map(([, number]) =>
    Number(number),
  )
  expect(rows).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  const tests = readFileSync(import.meta.filename, 'utf8')
  for (const number of rows) expect(tests).toMatch(new RegExp(`'(?:\\d+\\. )*${number}\\. `))
})
