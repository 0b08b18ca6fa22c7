// One page of Chromium as the app sees it. What the page does by itself is paused and asked about first: navigation, new
// windows, every request.
import { EventEmitter } from 'node:events'
import type { CDPSession, Page } from 'playwright-core'
import { followAnswers } from './answers.ts'
import { app } from './app.ts'
import { ipcMain } from './ipc-main.ts'
import { BINDING, RECEIVER, WORLD, worldsFor } from './preload-worlds.ts'
import { fromStandIn, type Session, toStandIn } from './session.ts'
import { fromWire, toWire } from './wire.ts'
import { Preventable, world } from './world.ts'

let lastId = 0
const all = new Set<WebContents>()

export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly session: Session
  /** As they were given, defaults not filled in. */
  readonly preferences: any
  readonly page: Promise<Page>
  url = ''
  isLoadingNow = false
  /** Its page listens to `beforeunload` and says no. */
  wantsToStay = false
  #windowOpenHandler: ((details: any) => { action: string }) | undefined
  #cdp: CDPSession | undefined
  #mainFrameId = ''
  #preloadContext: number | undefined
  /** The next navigation is the app's own wish and nobody is asked. */
  #isOwnLoad = false
  #isDestroyed = false
  readonly navigationHistory: { clear(): void; canGoBack(): boolean; goBack(): void; canGoForward(): boolean }

  constructor(from: Session, preferences: any, size: { width: number; height: number }) {
    super()
    this.session = from
    this.preferences = preferences
    const back = () => void this.page.then((page) => page.goBack()).catch(() => {})
    this.navigationHistory = { clear() {}, canGoBack: () => false, goBack: back, canGoForward: () => false }
    this.page = this.#open(size)
    this.page.catch(() => {})
    all.add(this)
    app.emit('web-contents-created', {}, this)
  }

  async #open(size: { width: number; height: number }): Promise<Page> {
    const context = await this.session.context()
    const page = await context.newPage()
    // So that a test says for what it waited in vain.
    page.setDefaultTimeout(60_000)
    await page.setViewportSize(size)
    const cdp = await context.newCDPSession(page)
    this.#cdp = cdp
    this.#follow(page, cdp)
    await cdp.send('Page.enable')
    this.#mainFrameId = (await cdp.send('Page.getFrameTree')).frameTree.frame.id
    await cdp.send('Runtime.enable')
    await followAnswers(cdp, this.session)
    if (this.preferences.preload !== undefined) {
      const worlds = await worldsFor(this.preferences.preload)
      await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
      // In this order: the page's end of the wire must listen when the preload exposes something.
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: worlds.page })
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: worlds.preload, worldName: WORLD })
    }
    await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] })
    if (this.#isDestroyed) await page.close()
    return page
  }

  #follow(page: Page, cdp: CDPSession) {
    page.on('load', () => {
      this.isLoadingNow = false
      this.emit('dom-ready', {})
      this.emit('did-finish-load', {})
    })
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }))
    page.on('popup', (popup) => void popup.close().catch(() => {}))
    page.on('console', (message) =>
      this.emit('console-message', { level: message.type(), message: message.text() }),
    )
    page.on('download', (download) => {
      const event = new Preventable()
      const item = {
        getURL: () => download.url(),
        getFilename: () => download.suggestedFilename(),
        cancel() {},
      }
      this.session.emit('will-download', event, item, this)
      if (event.defaultPrevented) void download.cancel().catch(() => {})
    })
    cdp.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return
      this.url = fromStandIn(frame.url + (frame.urlFragment ?? ''))
      this.emit('did-navigate', {}, this.url, 200, 'OK')
    })
    cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId !== this.#mainFrameId) return
      this.url = fromStandIn(url)
      this.emit('did-navigate-in-page', {}, this.url, true)
    })
    cdp.on('Page.windowOpen', ({ url, windowName, userGesture }) => {
      const details = {
        url: fromStandIn(url),
        frameName: windowName,
        disposition: 'foreground-tab',
        userGesture,
      }
      const answer = this.#windowOpenHandler?.(details) ?? { action: 'allow' }
      if (answer.action === 'allow') world.dialogs.push({ kind: 'popup', options: details })
    })
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD && context.auxData?.frameId === this.#mainFrameId)
        this.#preloadContext = context.id
    })
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#preloadContext) this.#preloadContext = undefined
    })
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === BINDING && executionContextId === this.#preloadContext)
        void this.#received(JSON.parse(payload), executionContextId)
    })
    cdp.on('Fetch.requestPaused', (paused) => void this.#paused(cdp, paused).catch(() => {}))
  }

  async #received({ kind, id, channel, input }: any, contextId: number) {
    const from = { sender: this, senderFrame: this.mainFrame }
    if (kind === 'send') return ipcMain.receiveSend(from, channel, fromWire(input))
    const answer = await ipcMain.receive(from, channel, fromWire(input)).then(
      (value) => ({ kind: 'answer', id, channel, value: toWire(value) }),
      (error) => ({ kind: 'failed', id, channel, value: String(error) }),
    )
    await this.#tell(contextId, answer)
  }

  async #tell(contextId: number, message: object) {
    await this.#cdp
      ?.send('Runtime.callFunctionOn', {
        functionDeclaration: `(text) => globalThis.${RECEIVER}(text)`,
        executionContextId: contextId,
        arguments: [{ value: JSON.stringify(message) }],
      })
      .catch(() => {})
  }

  async #paused(cdp: CDPSession, paused: any) {
    const { requestId, request, frameId, resourceType, redirectedRequestId } = paused
    const url = fromStandIn(request.url + (request.urlFragment ?? ''))
    const isMain = frameId === this.#mainFrameId
    if (resourceType === 'Document') {
      const isOwn = isMain && this.#isOwnLoad
      if (isMain && redirectedRequestId === undefined) this.#isOwnLoad = false
      if (!isOwn && this.#isRefused(redirectedRequestId === undefined, url, isMain))
        return cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    }
    const answer = await this.#beforeRequest(url, request.method, resourceType)
    if (answer.cancel) return cdp.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
    const handler = this.session.protocol.handlers.get(new URL(url).protocol.slice(0, -1))
    if (!handler) return cdp.send('Fetch.continueRequest', { requestId })
    const response = await handler(new Request(url, { method: request.method, headers: request.headers }))
    return cdp.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    })
  }

  #isRefused(isFirst: boolean, url: string, isMainFrame: boolean): boolean {
    const event = new Preventable({ url, isMainFrame, isSameDocument: false, frame: this.mainFrame })
    this.emit(isFirst ? 'will-frame-navigate' : 'will-redirect', event, url)
    if (isFirst && isMainFrame) this.emit('will-navigate', event, url)
    return event.defaultPrevented
  }

  #beforeRequest(url: string, method: string, type: string): Promise<{ cancel?: boolean }> {
    const handler = this.session.beforeRequest
    if (!handler) return Promise.resolve({})
    const resourceType = {
      Document: 'mainFrame',
      Script: 'script',
      Image: 'image',
      XHR: 'xhr',
      Fetch: 'xhr',
    }[type]
    return new Promise((resolve) =>
      handler(
        {
          id: 1,
          url,
          method,
          resourceType: resourceType ?? 'other',
          webContentsId: this.id,
          webContents: this,
        },
        resolve,
      ),
    )
  }

  get mainFrame() {
    const { url } = this
    const origin = URL.canParse(url) ? new URL(url).origin : 'null'
    return { url, origin, parent: null, send: this.send.bind(this) }
  }

  /** @throws as Electron: `ERR_CONNECTION_REFUSED (-102) loading 'http://…'` */
  async loadURL(url: string, _options?: object): Promise<void> {
    this.#refuseDestroyed()
    const page = await this.page
    this.#isOwnLoad = true
    await this.#visit(url, () => page.goto(toStandIn(url, this.session), { waitUntil: 'load' }))
  }

  async #visit(url: string, go: () => Promise<unknown>) {
    this.isLoadingNow = true
    try {
      await go()
    } catch (error) {
      if (this.#isDestroyed) return
      const code = /net::(ERR_[A-Z_]+)/.exec(String(error))?.[1] ?? 'ERR_ABORTED'
      const number = { ERR_CONNECTION_REFUSED: -102, ERR_ABORTED: -3, ERR_BLOCKED_BY_CLIENT: -20 }[code] ?? -2
      this.emit('did-fail-load', {}, number, code, url, true)
      throw Object.assign(new Error(`${code} (${number}) loading '${url}'`), { code, errno: number, url })
    } finally {
      this.isLoadingNow = false
      this.#isOwnLoad = false
      this.emit('did-stop-loading', {})
    }
  }

  reload() {
    this.#refuseDestroyed()
    this.#isOwnLoad = true
    void this.page.then((page) => this.#visit(this.url, () => page.reload())).catch(() => {})
  }
  send(channel: string, ...input: unknown[]) {
    this.#refuseDestroyed()
    let value: string
    try {
      value = toWire(input)
    } catch {
      throw new Error('Failed to serialize arguments')
    }
    if (this.#preloadContext !== undefined)
      void this.#tell(this.#preloadContext, { kind: 'message', channel, value })
  }
  async executeJavaScript(code: string) {
    return (await this.page).evaluate(code)
  }
  setWindowOpenHandler(handler: (details: any) => { action: string }) {
    this.#windowOpenHandler = handler
  }
  getURL() {
    return this.url
  }
  isDestroyed() {
    return this.#isDestroyed
  }
  isCurrentlyAudible() {
    return false
  }
  focus() {}
  stop() {}
  getUserAgent() {
    return this.session.getUserAgent()
  }
  /** Chromium's page takes a moment to close, and what it still reports is nobody's any more. */
  override emit(name: string | symbol, ...input: any[]): boolean {
    return this.#isDestroyed && name !== 'destroyed' ? false : super.emit(name, ...input)
  }
  mayUnload(): boolean {
    if (!this.wantsToStay) return true
    const event = new Preventable()
    this.emit('will-prevent-unload', event)
    return event.defaultPrevented
  }
  close() {
    this.destroy()
  }
  destroy() {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    all.delete(this)
    void this.page.then((page) => page.close()).catch(() => {})
    this.emit('destroyed', {})
  }
  #refuseDestroyed() {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
  }
}

export const webContents = {
  fromId: (id: number) => [...all].find((each) => each.id === id),
}
