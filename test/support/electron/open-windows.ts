/** As far as quitting is concerned. */
export interface OpenWindow {
  close(): void
  destroy(): void
  isDestroyed(): boolean
}

export const openWindows = new Set<OpenWindow>()
/** While the app closes its windows itself, nobody is told that they all are. */
export const quitting = { isClosingWindows: false }

/** @returns false when a window will not be closed */
export function closeEveryWindow(byForce: boolean): boolean {
  quitting.isClosingWindows = true
  try {
    for (const window of [...openWindows]) {
      if (byForce) window.destroy()
      else window.close()
      if (!window.isDestroyed()) return false
    }
    return true
  } finally {
    quitting.isClosingWindows = false
  }
}
