// Chromium for tests of the built window.
import type { Browser } from 'playwright-core'
import { builtWindow } from './built.ts'
import { launchChromium } from './chromium.ts'

/** With the window as its sources are now. */
export async function openWindowBrowser(): Promise<Browser> {
  await builtWindow()
  return launchChromium()
}
