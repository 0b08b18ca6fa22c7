// All icons of the desktop app, rendered from the SVG files in icons/. `npm run icons` makes them and the sheet to look at.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  LINUX_APP_SIZES,
  LINUX_TRAY_SIZES,
  MENU_BAR,
  MENU_BAR_2X,
  renderApp,
  renderMacApp,
  renderTray,
  TRAY_COLOURS,
  TRAY_DRAWINGS,
  type TrayDrawing,
  WINDOWS_SIZES,
} from './icons/drawings.ts'
import { ICNS_SIZES, toIcns, toIco } from './icons/icon-files.ts'
import { writeSheet } from './icons/sheet.ts'

/** @param distDir gets `app/electron/icons/` for the tray, and `icons/` for the installers */
export async function buildIcons(distDir: string): Promise<void> {
  await Promise.all([
    buildTrayIcons(join(distDir, 'app', 'electron', 'icons')),
    buildInstallerIcons(join(distDir, 'icons')),
  ])
}

export async function buildTrayIcons(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await Promise.all(TRAY_DRAWINGS.map((drawing) => buildTrayIcon(folder, drawing)))
  const window = await renderApp(256)
  writeFileSync(join(folder, 'app.png'), window.png)
}

async function buildTrayIcon(folder: string, drawing: TrayDrawing): Promise<void> {
  const colour = TRAY_COLOURS[drawing]
  const save = (name: string, content: Buffer) => writeFileSync(join(folder, `${drawing}${name}`), content)

  save('Template.png', (await renderTray(drawing, { colour: '#000', ...MENU_BAR })).png)
  save('Template@2x.png', (await renderTray(drawing, { colour: '#000', ...MENU_BAR_2X })).png)

  save('.ico', toIco(await Promise.all(WINDOWS_SIZES.map((size) => renderTray(drawing, { size, colour })))))

  for (const size of LINUX_TRAY_SIZES) save(`-${size}.png`, (await renderTray(drawing, { size, colour })).png)
}

/** `icon.ico`, `icon.icns`, and `linux/` with a picture of each size. */
export async function buildInstallerIcons(folder: string): Promise<void> {
  const linux = join(folder, 'linux')
  mkdirSync(linux, { recursive: true })
  for (const size of LINUX_APP_SIZES)
    writeFileSync(join(linux, `${size}x${size}.png`), (await renderApp(size)).png)
  writeFileSync(join(folder, 'icon.ico'), toIco(await Promise.all(WINDOWS_SIZES.map(renderApp))))
  writeFileSync(join(folder, 'icon.icns'), toIcns(await Promise.all(ICNS_SIZES.map(renderMacApp))))
}

if (import.meta.main) {
  await buildIcons(join(import.meta.dirname, '..', 'dist'))
  await writeSheet(join(import.meta.dirname, 'icons', 'sheet.png'))
}
