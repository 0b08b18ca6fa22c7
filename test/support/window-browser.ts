// Chromium for tests of the built window.
import type { Browser, Page } from 'playwright-core'
import { builtWindow } from './built.ts'
import { launchChromium } from './chromium.ts'

/** With the window as its sources are now. */
export async function openWindowBrowser(): Promise<Browser> {
  await builtWindow()
  return launchChromium()
}

/** What a page says in its console, or throws, is a mistake of ours. */
export function hearComplaints(page: Page, say: (text: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error') say(message.text())
  })
  page.on('pageerror', (error) => say(error.message))
}
