// The browser of the tests: Debian's Chromium, or the one named in LOCKGROOVE_TEST_CHROMIUM.
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const path = process.env['LOCKGROOVE_TEST_CHROMIUM'] ?? '/usr/bin/chromium'

export const chromiumPath: string | undefined = existsSync(path) ? path : undefined

if (chromiumPath === undefined) {
  if (process.env['LOCKGROOVE_TEST_ALL'] === '1')
    throw new Error('chromium is not installed, and all tests are to run')
  process.stderr.write('chromium is not installed: the tests that need it are skipped\n')
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ARGS })
}

/** As root there is no sandbox, and without a network nothing may be looked up. `evil.example` is this computer (rebinding). */
const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
  '--host-resolver-rules=MAP evil.example 127.0.0.1',
]
