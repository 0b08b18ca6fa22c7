// One picture of all icons at all sizes on light and dark, to be looked at before a drawing is changed.
import sharp, { type OverlayOptions } from 'sharp'
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
  WINDOWS_SIZES,
} from './drawings.ts'
import type { Picture } from './icon-files.ts'

const WIDTH = 1250
const GAP = 12
/** Panels of Windows and of Linux desktops; macOS tints template images itself, black or white. */
const PANELS = ['#ffffff', '#e8e8e8', '#2b2b2b', '#000000']
const MENU_BARS = [
  { panel: '#f6f6f6', colour: '#000' },
  { panel: '#1e1e1e', colour: '#fff' },
]
const TRAY_SIZES = [...new Set([...LINUX_TRAY_SIZES, ...WINDOWS_SIZES.filter((size) => size < 256)])].sort(
  (one, other) => one - other,
)
const APP_SIZES = LINUX_APP_SIZES.filter((size) => size <= 256)

export async function writeSheet(path: string): Promise<void> {
  const rows: Row[] = []
  for (const { panel, colour } of MENU_BARS) rows.push({ panel, icons: await menuBarIcons(colour) })
  for (const panel of PANELS) rows.push({ panel, icons: await trayIcons() })
  for (const panel of ['#ffffff', '#202020']) rows.push({ panel, icons: await appIcons() })

  const placed = place(rows)
  await sharp({ create: { width: WIDTH, height: placed.height, channels: 4, background: '#888' } })
    .composite(placed.layers)
    .png({ palette: true, effort: 10, colours: 128, dither: 0.5 })
    .toFile(path)
}

interface Row {
  readonly panel: string
  readonly icons: readonly Picture[]
}

async function menuBarIcons(colour: string): Promise<Picture[]> {
  const looks = [
    { ...MENU_BAR, colour },
    { ...MENU_BAR_2X, colour },
  ]
  return Promise.all(TRAY_DRAWINGS.flatMap((drawing) => looks.map((look) => renderTray(drawing, look))))
}

function trayIcons(): Promise<Picture[]> {
  return Promise.all(
    TRAY_DRAWINGS.flatMap((drawing) =>
      TRAY_SIZES.map((size) => renderTray(drawing, { size, colour: TRAY_COLOURS[drawing] })),
    ),
  )
}

async function appIcons(): Promise<Picture[]> {
  const ours = await Promise.all(APP_SIZES.map(renderApp))
  return [...ours, ...(await Promise.all([32, 64, 128, 256].map(renderMacApp)))]
}

function place(rows: readonly Row[]) {
  const layers: OverlayOptions[] = []
  let top = 0
  for (const { panel, icons } of rows) {
    const height = Math.max(...icons.map(({ size }) => size)) + 2 * GAP
    layers.push({
      input: { create: { width: WIDTH, height, channels: 4, background: panel } },
      left: 0,
      top,
    })
    let left = GAP
    for (const { size, png } of icons) {
      layers.push({ input: png, left, top: top + Math.round((height - size) / 2) })
      left += size + GAP
    }
    top += height
  }
  return { layers, height: top }
}
