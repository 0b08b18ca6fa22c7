// What a click in the tray's menu does. Each asks somebody else; what went wrong is said in a dialog, because whoever
// clicked waits for an answer.
import { clipboard, dialog } from 'electron'
import type { Server } from '../server/index.ts'
import type { DesktopState, StateStore } from './state.ts'
import type { TrayActions } from './tray-menu.ts'
import { WORDS } from './words.ts'

export interface TrayActionDeps {
  readonly store: StateStore
  /** Undefined while none runs. */
  server(): Server | undefined
  /** @param path a page of the window */
  openWindow(path?: string): void
  /** Looks for the key again, or starts the server again. */
  tryAgain(): unknown
  installUpdate(): unknown
  setStartAtLogin(on: boolean): unknown
  quit(): void
}

/** Whom the audit log names; the owner sat at this computer. */
const ACTOR = { actor: 'desktop app' }

export function createTrayActions(deps: TrayActionDeps): TrayActions {
  const { store, server, openWindow } = deps

  /** Not where it is already: that would put off the time at which it closes. */
  async function openDoor(door: DesktopState['door'], address: string) {
    if (store.now().door !== door) await said(() => server()?.doors.open({ address }, ACTOR))
  }

  return {
    open: () => openWindow(),
    useRecoveryKey: () => openWindow(),
    quit: () => deps.quit(),
    tryAgain: () => said(() => deps.tryAgain()),
    update: () => said(() => deps.installUpdate()),
    setStartAtLogin: (on) => said(() => deps.setStartAtLogin(on)),
    openNetwork: () => openDoor('this network', 'network'),
    closeNetwork: () => openDoor('this computer', 'this-computer'),
    scan: () => said(() => server()?.scanner.start()),
    copyAddress() {
      const { musicUrl } = store.now()
      if (musicUrl !== undefined) clipboard.writeText(musicUrl)
    },
  }
}

async function said(action: () => unknown): Promise<void> {
  try {
    await action()
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    await dialog.showMessageBox({ type: 'warning', message: WORDS.tray.didNotWork, detail })
  }
}
