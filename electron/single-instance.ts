// One app for each data folder: Electron keeps the lock in the app's folder. A second start hands its words to the first and ends.
import { app } from 'electron'

/** @returns false when another one runs: it has been told, and this one is to end */
export function setupSingleInstance(onSecondStart: (words: readonly string[]) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_event, words) => onSecondStart(words))
  return true
}
