// The page that stands in the window while there is no server to ask for one. It comes from the app's own files under a scheme of
// their own: `file:` would let it read the disk.
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { protocol } from 'electron'

const SCHEME = 'lockgroove-app'
export const START_ORIGIN = `${SCHEME}://start`
export const START_URL = `${START_ORIGIN}/`

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** As the console's (server/console/browser-guards.ts), and nothing may be asked of anybody. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
} as const

/** Before the app is ready: only then can a scheme be given an origin and modules. */
export function announceStartPage(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
}

/** Once the app is ready. */
export function setupStartPage(windowDir: string): void {
  protocol.handle(SCHEME, ({ url }) => startPageFile(windowDir, url))
}

/** What is answered to a request for one of its files, and under which policy. */
export async function startPageFile(windowDir: string, url: string): Promise<Response> {
  const { host, pathname } = new URL(url)
  const path = pathname === '/' ? '/desktop/index.html' : pathname
  const file = join(windowDir, path)
  const type = TYPES[extname(file)]
  // A URL's path has no `..` left in it, but may have an escaped one.
  if (host !== 'start' || type === undefined || !file.startsWith(windowDir + sep) || path.includes('%')) {
    return notFound()
  }
  try {
    return new Response(await readFile(file), { headers: { ...HEADERS, 'Content-Type': type } })
  } catch {
    return notFound()
  }
}

function notFound(): Response {
  return new Response('Not found\n', {
    status: 404,
    headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
  })
}
