// What the tests set and read of the world around the app. One value, made anew by `resetElectron` (control.ts).
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface OpenDialogAnswer {
  readonly canceled: boolean
  readonly filePaths: readonly string[]
}

export function freshWorld() {
  return {
    isReady: false,
    /** Another process holds the single-instance lock. */
    isAnotherRunning: false,
    isPackaged: false,
    /** Folders by the names of `app.getPath`; those not named lie in `folder`. */
    paths: new Map<string, string>(),
    folder: mkdtempSync(join(tmpdir(), 'electron-double-')),
    loginItem: {
      openAtLogin: false,
      executableWillLaunchAtLogin: false,
      wasOpenedAtLogin: false,
    },
    protocolClients: new Set<string>(),
    /** What the user would see, in order: `shown` by dialog.showMessageBox and the like. */
    dialogs: [] as { readonly kind: string; readonly options: any }[],
    openDialogAnswer: { canceled: true, filePaths: [] } as OpenDialogAnswer,
    openedOutside: [] as string[],
    notificationsSupported: true,
    clipboardText: '',
    /** Undefined until the app has ended. */
    exitCode: undefined as number | undefined,
  }
}

export const world = freshWorld()

export function refuseBeforeReady(sentence: string): void {
  if (!world.isReady) throw new Error(sentence)
}

/** What listeners get and may hold up. */
export class Preventable {
  defaultPrevented = false
  constructor(details: object = {}) {
    Object.assign(this, details)
  }
  preventDefault(): void {
    this.defaultPrevented = true
  }
}
