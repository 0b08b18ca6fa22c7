// Sessions: each a context of the test's Chromium, with its own cookies. The permission and request handlers are those the
// app set; `askPermission` in control.ts asks them as a page would.
import { EventEmitter } from 'node:events'
import type { Browser, BrowserContext } from 'playwright-core'
import { launchChromium } from '../chromium.ts'
import { refuseBeforeReady, world } from './world.ts'

type RequestHandler = (
  details: any,
  callback: (answer: { cancel?: boolean; redirectURL?: string }) => void,
) => void
type HeadersHandler = (
  details: any,
  callback: (answer: { cancel?: boolean; responseHeaders?: Record<string, string | string[]> }) => void,
) => void
type SchemeHandler = (request: Request) => Response | Promise<Response>

class Protocol {
  readonly handlers = new Map<string, SchemeHandler>()
  handle(scheme: string, handler: SchemeHandler) {
    refuseBeforeReady('protocol.handle can only be called after app is ready')
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    this.handlers.set(scheme, handler)
  }
  unhandle(scheme: string) {
    if (!this.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`)
  }
  isProtocolHandled(scheme: string) {
    return this.handlers.has(scheme)
  }
  registerSchemesAsPrivileged(schemes: readonly { readonly scheme: string; readonly privileges?: object }[]) {
    if (world.isReady)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges = {} } of schemes) privileged.set(scheme, privileges)
  }
}

/** With what they may do. */
export const privileged = new Map<string, object>()

export class Session extends EventEmitter {
  readonly partition: string
  readonly protocol = new Protocol()
  permissionRequestHandler: any = null
  permissionCheckHandler: any = null
  devicePermissionHandler: any = null
  displayMediaRequestHandler: any = null
  beforeRequest: RequestHandler | null = null
  headersReceived: HeadersHandler | null = null
  spellChecker = true
  #context: Promise<BrowserContext> | undefined
  readonly webRequest = {
    onBeforeRequest: (...given: any[]) => {
      this.beforeRequest = given.at(-1)
    },
    onHeadersReceived: (...given: any[]) => {
      this.headersReceived = given.at(-1)
    },
  }
  constructor(partition: string) {
    super()
    this.partition = partition
  }
  context(): Promise<BrowserContext> {
    this.#context ??= theBrowser().then((browser) =>
      browser.newContext({ reducedMotion: 'reduce', viewport: null }),
    )
    return this.#context
  }
  setPermissionRequestHandler(handler: unknown) {
    this.permissionRequestHandler = handler
  }
  setPermissionCheckHandler(handler: unknown) {
    this.permissionCheckHandler = handler
  }
  setDevicePermissionHandler(handler: unknown) {
    this.devicePermissionHandler = handler
  }
  setDisplayMediaRequestHandler(handler: unknown) {
    this.displayMediaRequestHandler = handler
  }
  setSpellCheckerEnabled(on: boolean) {
    this.spellChecker = on
  }
  async closeAllConnections() {}
  getUserAgent() {
    return 'Electron double'
  }
  async close() {
    await (await this.#context)?.close()
  }
}

let browser: Promise<Browser> | undefined
let sessions = new Map<string, Session>()

function theBrowser(): Promise<Browser> {
  browser ??= launchChromium()
  return browser
}

export const session = {
  get defaultSession() {
    return session.fromPartition('')
  },
  fromPartition(partition: string): Session {
    refuseBeforeReady('Session can only be received when app is ready')
    const found = sessions.get(partition) ?? new Session(partition)
    sessions.set(partition, found)
    return found
  },
}

/** That of the default session; its privileges are asked for before the app is ready. */
export const protocol = {
  handle: (scheme: string, handler: SchemeHandler) => session.defaultSession.protocol.handle(scheme, handler),
  unhandle: (scheme: string) => session.defaultSession.protocol.unhandle(scheme),
  isProtocolHandled: (scheme: string) => session.defaultSession.protocol.isProtocolHandled(scheme),
  registerSchemesAsPrivileged: Protocol.prototype.registerSchemesAsPrivileged,
}

export async function resetSessions() {
  const old = [...sessions.values()]
  sessions = new Map()
  privileged.clear()
  await Promise.all(old.map((each) => each.close()))
}

export async function closeBrowser() {
  await resetSessions()
  await (await browser)?.close()
  browser = undefined
}

/**
 * Chromium from Debian knows no schemes of ours: a page of one stands at an address of a reserved domain, which is answered by
 * the scheme's handler. The app sees its own scheme everywhere; only the page's own `location` does not.
 */
const STAND_IN = 'scheme.electron-double.invalid'

export function toStandIn(url: string, from: Session): string {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url)
  const name = scheme.slice(0, -1)
  if (!from.protocol.handlers.has(name)) return url
  return `https://${host}.${name}.${STAND_IN}${pathname}${search}${hash}`
}

export function fromStandIn(url: string): string {
  const match = /^https:\/\/([^/]*)\.([a-z0-9+-]+)\.scheme\.electron-double\.invalid(.*)$/.exec(url)
  return match ? `${match[2]}://${match[1]}${match[3]}` : url
}
