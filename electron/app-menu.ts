// The menu of the window: what keys people know do. Elsewhere than on macOS it stays out of sight until Alt is pressed.
import { app, Menu, type MenuItemConstructorOptions } from 'electron'

export function setupAppMenu(platform: NodeJS.Platform = process.platform): void {
  const first: MenuItemConstructorOptions =
    platform === 'darwin'
      ? { role: 'appMenu' }
      : {
          label: 'Lockgroove',
          submenu: [
            { role: 'close', label: 'Close the window', accelerator: 'Ctrl+W' },
            { label: 'Quit', accelerator: 'Ctrl+Q', click: () => app.quit() },
          ],
        }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      first,
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'reload' },
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  )
}
