// What the other tests of the desktop stand on: that the double does as Electron does where it matters.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  protocol,
  screen,
  session,
  Tray,
  utilityProcess,
} from 'electron'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumPath } from '../chromium.ts'
import { closeElectron, ended, makeReady, pageOf, resetElectron, world } from './control.ts'

beforeEach(() => resetElectron())
afterAll(() => closeElectron())

describe('the app', () => {
  test('is ready only after what the main script does at once', async () => {
    const order: string[] = []
    const ready = app.whenReady().then(() => order.push('ready'))
    order.push('script')
    await ready
    expect(order).toEqual(['script', 'ready'])
  })

  test('refuses what Electron refuses before it is ready', () => {
    expect(() => new BrowserWindow()).toThrow('before app is ready')
    expect(() => new Tray(nativeImage.createEmpty())).toThrow('before app is ready')
    expect(() => new Notification({ title: 'x' })).toThrow('before app is ready')
    expect(() => screen.getAllDisplays()).toThrow('before')
    expect(() => session.defaultSession).toThrow('ready')
    expect(() => utilityProcess.fork('x.ts')).toThrow('before app is ready')
    makeReady()
    expect(() => protocol.registerSchemesAsPrivileged([])).toThrow('before app is ready')
  })

  test('quits after before-quit, the windows and will-quit, and any of them may hold it up', async () => {
    makeReady()
    const told: string[] = []
    for (const name of ['before-quit', 'window-all-closed', 'will-quit', 'quit'] as const)
      app.on(name as 'quit', () => told.push(name))
    const window = new BrowserWindow({ show: false })
    const stay = (event: { preventDefault(): void }) => event.preventDefault()
    window.on('close', stay)
    app.quit()
    expect(world.exitCode).toBe(undefined)
    window.off('close', stay)
    app.once('will-quit', stay)
    app.quit()
    expect(world.exitCode).toBe(undefined)
    expect(window.isDestroyed()).toBe(true)
    app.quit()
    expect(await ended()).toBe(0)
    expect(told).toEqual(['before-quit', 'before-quit', 'will-quit', 'before-quit', 'will-quit', 'quit'])
  })

  test('a tray that was destroyed, a window that is gone and a menu item that is grey cannot be used', () => {
    makeReady()
    const tray = new Tray(nativeImage.createEmpty())
    tray.destroy()
    expect(() => tray.setToolTip('x')).toThrow('destroyed')
    const window = new BrowserWindow()
    window.on('closed', () => {})
    app.on('window-all-closed', () => {})
    window.close()
    expect(() => window.show()).toThrow('destroyed')
    const menu = Menu.buildFromTemplate([{ label: 'x', enabled: false, click: () => {} }])
    expect(() => menu.items[0]!.click()).toThrow('cannot be clicked')
  })

  test('a window that is gone is not told what its page still reports', () => {
    makeReady()
    const told: string[] = []
    const window = new BrowserWindow({ show: false })
    for (const name of ['ready-to-show', 'closed'] as const)
      window.on(name as 'closed', () => told.push(name))
    window.webContents.on('destroyed', () => told.push('destroyed'))
    app.on('window-all-closed', () => {})
    window.destroy()
    window.webContents.emit('did-finish-load', {})
    expect(told).toEqual(['destroyed', 'closed'])
  })

  test('a utility process is a real one, with a port to its parent', async () => {
    makeReady()
    const path = join(world.folder, 'child.mjs')
    writeFileSync(
      path,
      `process.parentPort.on('message', ({ data }) => process.parentPort.postMessage({ got: data, pid: process.pid }))`,
    )
    const child = utilityProcess.fork(path, [], { stdio: 'ignore' })
    const answer = new Promise((resolve) => child.once('message', resolve))
    child.postMessage({ a: 1 })
    expect(await answer).toEqual({ got: { a: 1 }, pid: child.pid })
    expect(() => child.postMessage(() => {})).toThrow('cloned')
    const exit = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    await exit
    expect(child.pid).toBe(undefined)
  })
})

describe.skipIf(chromiumPath === undefined)('a window', () => {
  let site: Server
  let url: string
  let folder: string
  let preload: string

  beforeAll(async () => {
    site = createServer((_request, response) =>
      response.setHeader('Content-Type', 'text/html').end(`<title>Page</title><script>
        window.seen = typeof window.bridge
        window.leaks = Object.getOwnPropertyNames(window).filter((name) => /^__|require|ipcRenderer/.test(name))
      </script>`),
    )
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`
    folder = mkdtempSync(join(tmpdir(), 'electron-double-'))
    preload = join(folder, 'preload.cjs')
    writeFileSync(
      preload,
      `const { contextBridge, ipcRenderer } = require('electron')
       globalThis.secret = 'of the preload'
       contextBridge.exposeInMainWorld('bridge', {
         ask: (...input) => ipcRenderer.invoke('ask', ...input),
         now: () => ({ deep: { list: [1, undefined, 'x'] } }),
         onNews(listener) {
           const inner = (_event, value) => listener(value)
           ipcRenderer.on('news', inner)
           return () => ipcRenderer.off('news', inner)
         },
       })`,
    )
  })

  afterAll(() => {
    site.close()
    rmSync(folder, { recursive: true })
  })

  beforeEach(() => {
    makeReady()
    app.on('window-all-closed', () => {})
  })

  test('runs its preload in a world of its own, before the page, and copies what crosses', async () => {
    const window = new BrowserWindow({ webPreferences: { preload, sandbox: true } })
    ipcMain.handle('ask', ({ senderFrame }, ...input) => ({ from: senderFrame?.url, input }))
    await window.loadURL(url)
    const page = await pageOf(window)
    expect(await page.evaluate('[window.seen, window.leaks, window.secret]')).toEqual([
      'object',
      [],
      undefined,
    ])
    expect(await page.evaluate(`bridge.ask('a', { b: [undefined] })`)).toEqual({
      from: url,
      input: ['a', { b: [undefined] }],
    })
    expect(await page.evaluate(`bridge.now()`)).toEqual({ deep: { list: [1, undefined, 'x'] } })
    expect(await page.evaluate(`Object.isFrozen(bridge) && delete window.bridge`)).toBe(false)
    expect(await page.evaluate(`bridge.ask(Symbol()).catch(String)`).catch(String)).toContain('cloned')
    await page.evaluate(`window.heard = []; window.end = bridge.onNews((value) => heard.push(value))`)
    window.webContents.send('news', { n: 1 })
    await expect.poll(() => page.evaluate('heard')).toEqual([{ n: 1 }])
    ipcMain.removeHandler('ask')
    expect(await page.evaluate(`bridge.ask().catch((error) => error.message)`)).toBe(
      `Error invoking remote method 'ask': Error: No handler registered for 'ask'`,
    )
    ipcMain.handle('ask', () => () => {})
    expect(await page.evaluate(`bridge.ask().catch((error) => error.message)`)).toContain(
      'could not be cloned',
    )
  })

  test('asks before it goes elsewhere, opens a window or sends anything', async () => {
    const window = new BrowserWindow({})
    const asked: string[] = []
    const opened: string[] = []
    window.webContents.on('will-navigate', (event, to) => {
      asked.push(to)
      event.preventDefault()
    })
    window.webContents.setWindowOpenHandler(({ url: to }) => {
      opened.push(to)
      return { action: 'deny' }
    })
    session.defaultSession.webRequest.onBeforeRequest((details, answer) =>
      answer({ cancel: details.url.includes('forbidden') }),
    )
    await window.loadURL(url)
    expect(asked).toEqual([])
    const page = await pageOf(window)
    await page.evaluate(`location.href = '/other'`)
    await expect.poll(() => asked).toEqual([`${url}other`])
    await page.evaluate(`window.open('https://example.org/', '_blank', 'noopener'), undefined`)
    await expect.poll(() => opened).toEqual(['https://example.org/'])
    await expect.poll(() => page.context().pages().length).toBe(1)
    expect(await page.evaluate(`fetch('/forbidden').then(() => 'sent', () => 'refused')`)).toBe('refused')
    expect(await page.evaluate(`fetch('/fine').then(() => 'sent', () => 'refused')`)).toBe('sent')
    expect(window.webContents.getURL()).toBe(url)
  })

  test('shows pages of a scheme of the app, and says why it cannot show others', async () => {
    protocol.handle(
      'app',
      (request) =>
        new Response(`<title>${request.url}</title>`, { headers: { 'Content-Type': 'text/html' } }),
    )
    const window = new BrowserWindow({})
    await window.loadURL('app://start/index.html?a=1')
    expect(window.webContents.getURL()).toBe('app://start/index.html?a=1')
    expect(await (await pageOf(window)).title()).toBe('app://start/index.html?a=1')
    await expect(window.loadURL('http://127.0.0.1:1/')).rejects.toThrow(
      /^ERR_(UNSAFE_PORT|CONNECTION_REFUSED) \(-/,
    )
  })

  test('says that its page has crashed', async () => {
    const window = new BrowserWindow({})
    await window.loadURL(url)
    const gone = new Promise<{ reason: string }>((resolve) =>
      window.webContents.once('render-process-gone', (_event, details) => resolve(details)),
    )
    void window.loadURL('chrome://crash').catch(() => {})
    expect((await gone).reason).toBe('crashed')
  })
})
