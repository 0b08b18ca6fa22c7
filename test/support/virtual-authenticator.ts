// Chromium's own stand-in for a finger reader: real WebAuthn in a real page, with a key that lives in the browser.
import type { Page } from 'playwright-core'

export interface VirtualAuthenticator {
  /** Whether whoever touches it is who they should be. */
  setUserVerified(isVerified: boolean): Promise<void>
  /** How many passkeys it keeps. */
  count(): Promise<number>
}

/** @param kind `plain key`: one that only knows that somebody touched it, not who */
export async function addVirtualAuthenticator(
  page: Page,
  kind: 'finger reader' | 'plain key' = 'finger reader',
): Promise<VirtualAuthenticator> {
  const knowsWho = kind === 'finger reader'
  const chrome = await page.context().newCDPSession(page)
  await chrome.send('WebAuthn.enable')
  const { authenticatorId } = await chrome.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: knowsWho ? 'internal' : 'usb',
      hasResidentKey: knowsWho,
      hasUserVerification: knowsWho,
      isUserVerified: knowsWho,
      automaticPresenceSimulation: true,
    },
  })
  return {
    async setUserVerified(isUserVerified) {
      await chrome.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
    async count() {
      return (await chrome.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length
    },
  }
}

/** What the browser makes of options as the server sends them, as JSON. Runs in the page. */
export function createInPage(page: Page, options: object): Promise<never> {
  return page.evaluate(async (given) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(given as never)
    return ((await navigator.credentials.create({ publicKey })) as PublicKeyCredential).toJSON()
  }, options) as Promise<never>
}

export function getInPage(page: Page, options: object): Promise<never> {
  return page.evaluate(async (given) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(given as never)
    return ((await navigator.credentials.get({ publicKey })) as PublicKeyCredential).toJSON()
  }, options) as Promise<never>
}
