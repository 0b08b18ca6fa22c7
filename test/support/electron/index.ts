// What the sources get for `import { … } from 'electron'` in tests (the alias in vitest.config.ts). safeStorage is left out:
// the app must not use it.
export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { ipcMain } from './ipc-main.ts'
export { Menu, MenuItem, Tray } from './menu.ts'
export { protocol, session } from './session.ts'
export {
  clipboard,
  dialog,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  screen,
  shell,
} from './small-things.ts'
export { utilityProcess } from './utility-process.ts'
export { webContents } from './web-contents.ts'
