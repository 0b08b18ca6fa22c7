// What the pages of the app may do: nothing beyond being our own page. Then the exceptions, each with its reason. It holds for every
// page there will ever be (`web-contents-created`), not for the window alone.
import { X509Certificate } from 'node:crypto'
import { app, type Session, session, shell, type WebContents } from 'electron'
import { originOf } from './origin.ts'
import { START_ORIGIN } from './start-page.ts'

export interface LockdownDeps {
  /** Undefined while there is no console. */
  readonly consoleOrigin: () => string | undefined
  /** SHA-256 of the console's own certificate, as `AB:CD:…`; undefined where it speaks no HTTPS. */
  readonly certificateFingerprint: () => string | undefined
}

/** Copying an address or a password is a button in the window, and puts text there that the person just asked for. */
const PERMITTED = new Set(['clipboard-sanitized-write'])

/** Where links of our pages lead. A page gone wrong could tell any other place what it knows, in the address. */
const LINKED = new Set(['https://musicbrainz.org'])

/** Before the app is ready: from then on every page is in a sandbox, whatever its window asks for. */
export function setupSandbox(): void {
  app.enableSandbox()
}

/** Once the app is ready, before there is any page. */
export function setupLockdown(deps: LockdownDeps): void {
  const isOwn = (url: string) => {
    const origin = originOf(url)
    return origin !== undefined && (origin === START_ORIGIN || origin === deps.consoleOrigin())
  }
  denyPermissions(session.defaultSession, isOwn)
  denyRequests(session.defaultSession, isOwn)
  keepCookiesOffDisk(session.defaultSession)
  // It would fetch its dictionaries from a server of Google's.
  session.defaultSession.setSpellCheckerEnabled(false)
  app.on('web-contents-created', (_event, contents) => denyLeaving(contents, isOwn))
  trustOwnCertificate(deps)
}

function denyPermissions(from: Session, isOwn: (url: string) => boolean) {
  from.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(PERMITTED.has(permission) && isOwn(requestingUrl)),
  )
  from.setPermissionCheckHandler(
    (_contents, permission, origin) => PERMITTED.has(permission) && isOwn(origin),
  )
  from.setDevicePermissionHandler(() => false)
  from.setDisplayMediaRequestHandler((_request, answer) => answer({}))
}

/** The window talks to its own server. What a page made itself (`data:`, `blob:`) leaves nothing. */
function denyRequests(from: Session, isOwn: (url: string) => boolean) {
  from.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isOwn(url) && !/^(?:data|blob|devtools):/.test(url) }),
  )
}

/**
 * Chromium writes cookies with an age to disk, in plain text. A ticket signs the window in at each start, so its session need not
 * outlive the app: without an age a cookie stays in memory. One that takes a cookie away passes as it is.
 */
function keepCookiesOffDisk(from: Session) {
  from.webRequest.onHeadersReceived(({ responseHeaders = {} }, answer) => {
    const names = Object.keys(responseHeaders).filter((name) => name.toLowerCase() === 'set-cookie')
    if (names.length === 0) return answer({})
    const ageless = names.map((name) => [name, responseHeaders[name]?.map(withoutAge) ?? []])
    answer({ responseHeaders: { ...responseHeaders, ...Object.fromEntries(ageless) } })
  })
}

function withoutAge(cookie: string): string {
  if (/;\s*max-age=\s*(?:-|0+\s*(?:;|$))/i.test(cookie)) return cookie
  return cookie.replace(/;\s*(?:max-age|expires)=[^;]*/gi, '')
}

function denyLeaving(contents: WebContents, isOwn: (url: string) => boolean) {
  // Frames too: the pages have none.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwn(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOwn(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (LINKED.has(originOf(url) ?? '')) openOutside(url)
    return { action: 'deny' }
  })
}

/** In the person's browser: pages of the web, and no other program. */
export function openOutside(url: string): void {
  if (!URL.canParse(url)) return
  const { protocol, username, password } = new URL(url)
  if (protocol === 'https:' && username === '' && password === '')
    void shell.openExternal(url).catch(() => {})
}

/** A console that speaks HTTPS may have a certificate of its own making, which nobody else vouches for. */
function trustOwnCertificate({ consoleOrigin, certificateFingerprint }: LockdownDeps) {
  app.on('certificate-error', (event, _contents, url, _error, certificate, answer) => {
    const own = certificateFingerprint()
    const isOwn =
      originOf(url) === consoleOrigin() && own !== undefined && fingerprintOf(certificate.data) === own
    if (isOwn) event.preventDefault()
    answer(isOwn)
  })
}

function fingerprintOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).fingerprint256
  } catch {
    return undefined
  }
}
