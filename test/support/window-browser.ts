// Chromium for tests of the built window.
import { type Browser, chromium } from 'playwright-core'
import { builtWindow } from './built.ts'
import { CHROMIUM_ARGS, chromiumPath } from './chromium.ts'

/** With the window as its sources are now. */
export async function openWindowBrowser(): Promise<Browser> {
  await builtWindow()
  return chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_ARGS })
}
