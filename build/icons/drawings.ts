// The drawings beside this file, and how each becomes a picture of some size.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Picture } from './icon-files.ts'

/** Each has a shape of its own. The colours only add to it; all are seen on light and on dark panels. */
export const TRAY_COLOURS = {
  running: '#cf6518',
  scanning: '#cf6518',
  network: '#188c94',
  attention: '#d8433b',
} as const
export type TrayDrawing = keyof typeof TRAY_COLOURS
export const TRAY_DRAWINGS = Object.keys(TRAY_COLOURS) as readonly TrayDrawing[]

export const LINUX_TRAY_SIZES = [16, 22, 24, 32, 48, 64]
export const LINUX_APP_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512]
export const WINDOWS_SIZES = [16, 20, 24, 32, 48, 64, 256]
/** In the menu bar 18 points high: 16 for the drawing, one free on each side. */
export const MENU_BAR = { size: 18, margin: 1 }
export const MENU_BAR_2X = { size: 36, margin: 2 }

/** Up to here the app's icon is drawn without fine grooves. */
const SMALL_APP = 32

export interface TrayLook {
  readonly size: number
  readonly colour: string
  /** Left free on each side. */
  readonly margin?: number
}

export function renderTray(drawing: TrayDrawing, { size, colour, margin = 0 }: TrayLook): Promise<Picture> {
  return render(readDrawing(`tray-${drawing}`).replaceAll('currentColor', colour), size, margin)
}

export function renderApp(size: number): Promise<Picture> {
  return render(readDrawing(size > SMALL_APP ? 'app' : 'app-small'), size)
}

export function renderMacApp(size: number): Promise<Picture> {
  return render(readDrawing('app-macos'), size)
}

function readDrawing(name: string): string {
  return readFileSync(join(import.meta.dirname, `${name}.svg`), 'utf8')
}

async function render(svg: string, size: number, margin = 0): Promise<Picture> {
  const side = size - 2 * margin
  // Drawn at its size, not scaled from another: edges on the grid stay sharp.
  const sized = svg.replace('<svg ', `<svg width="${side}" height="${side}" `)
  const free = { top: margin, bottom: margin, left: margin, right: margin, background: '#0000' }
  const picture = sharp(Buffer.from(sized)).ensureAlpha().extend(free)
  const [png, rgba] = await Promise.all([
    picture.clone().png({ compressionLevel: 9 }).toBuffer(),
    picture.clone().raw().toBuffer(),
  ])
  return { size, png, rgba }
}
