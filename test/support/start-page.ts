// The start page of the desktop app in a browser, as electron/start-page.ts answers for it, with a bridge that a test speaks
// through instead of the preload's.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { START_ORIGIN, startPageFile } from '../../electron/start-page.ts'
import {
  DESKTOP_CALLS,
  type DesktopCall,
  type DesktopReply,
  type StartState,
} from '../../server/contract/desktop.ts'

const WINDOW_DIR = join(import.meta.dirname, '..', '..', 'dist', 'window')

export async function serveStartPage(): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const answer = await startPageFile(WINDOW_DIR, START_ORIGIN + request.url)
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => void server.close(),
  }
}

export interface StartPageTest {
  readonly page: Page
  /** What the page asked, oldest first, but for `about`, `startState` and the meter. */
  readonly asked: [DesktopCall, ...unknown[]][]
  /** What the desktop answers to a call; without one it is done. */
  answer(call: DesktopCall, reply: (...input: unknown[]) => unknown): void
  /** The desktop says how things stand now. */
  tell(state: StartState): Promise<void>
}

export async function openStartPage(
  context: BrowserContext,
  url: string,
  first: StartState,
): Promise<StartPageTest> {
  const page = await context.newPage()
  const asked: StartPageTest['asked'] = []
  const answers = new Map<DesktopCall, (...input: unknown[]) => unknown>([
    [
      'about',
      () => ({ version: '1.0.0', platform: 'linux', startAtLoginAsked: true, update: { state: 'off' } }),
    ],
    ['startState', () => first],
    ['passphraseStrength', (text) => strengthOf(String(text))],
  ])
  const quiet = new Set<DesktopCall>(['about', 'startState', 'passphraseStrength'])
  await page.exposeFunction(
    'testDesktop',
    async (call: DesktopCall, input: unknown[]): Promise<DesktopReply<unknown>> => {
      if (!quiet.has(call)) asked.push([call, ...input])
      try {
        return { ok: true, value: await answers.get(call)?.(...input) }
      } catch (error) {
        return { ok: false, message: (error as Error).message }
      }
    },
  )
  await page.addInitScript((calls) => {
    const listeners = new Set<(state: unknown) => void>()
    const at = window as any
    at.testTell = (state: unknown) => {
      for (const listener of listeners) listener(state)
    }
    at.lockgrooveDesktop = {
      ...Object.fromEntries(
        calls.map((call) => [call, (...input: unknown[]) => at.testDesktop(call, input)]),
      ),
      onStartState(listener: (state: unknown) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
  }, DESKTOP_CALLS)
  await page.goto(url)
  return {
    page,
    asked,
    answer: (call, reply) => void answers.set(call, reply),
    tell: (state) => page.evaluate((next) => (window as any).testTell(next), state),
  }
}

/** The server's judge is tried in test/auth/password-rules.test.ts. */
function strengthOf(passphrase: string) {
  return passphrase.length < 12
    ? { score: 0, refusal: 'Needed: at least 12 characters.', hints: [] }
    : { score: 4, hints: [] }
}
