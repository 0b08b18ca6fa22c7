// What only the desktop app can do, where the window is inside of it (electron/preload.ts); undefined in a browser.
import type { DesktopBridge, DesktopReply } from '../../server/contract/desktop.ts'

declare global {
  interface Window {
    readonly lockgrooveDesktop?: DesktopBridge
  }
}

export const desktop: DesktopBridge | undefined = window.lockgrooveDesktop

/** @throws with the sentence the app gave */
export async function fromDesktop<Value>(asked: Promise<DesktopReply<Value>>): Promise<Value> {
  const reply = await asked
  if (reply.ok) return reply.value
  throw new Error(reply.message)
}
