// Where the window stands: where it was left, if that is on a screen that is still there.

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowPlace extends Rectangle {
  readonly maximized: boolean
}

export const SMALLEST = { width: 380, height: 480 } as const
const FIRST = { width: 1180, height: 800 } as const
/** As much of the title bar has to be on a screen, to be taken hold of. */
const VISIBLE_PX = 80

/** What was remembered; undefined for anything else. */
export function parsePlace(value: unknown): WindowPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { x, y, width, height, maximized } = value as Readonly<Record<string, unknown>>
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return undefined
  return { x, y, width, height, maximized: maximized === true }
}

/** @param areas what of each screen windows may use, the main one first */
export function placeOn(areas: readonly Rectangle[], last: WindowPlace | undefined): WindowPlace {
  const home = areas[0] ?? { x: 0, y: 0, ...FIRST }
  const area = last && areas.find((each) => isHeldBy(each, last))
  if (!last || !area) return { ...centred(home, last ?? FIRST), maximized: last?.maximized ?? false }
  const { width, height } = sizeWithin(area, last)
  return {
    x: Math.round(clamp(last.x, area.x - width + VISIBLE_PX, area.x + area.width - VISIBLE_PX)),
    y: Math.round(clamp(last.y, area.y, area.y + area.height - VISIBLE_PX)),
    width,
    height,
    maximized: last.maximized,
  }
}

function isHeldBy(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const shared = Math.min(area.x + area.width, x + width) - Math.max(area.x, x)
  return shared >= VISIBLE_PX && y >= area.y - VISIBLE_PX && y <= area.y + area.height - VISIBLE_PX
}

function centred(area: Rectangle, wanted: { readonly width: number; readonly height: number }): Rectangle {
  const { width, height } = sizeWithin(area, wanted)
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  }
}

function sizeWithin(area: Rectangle, { width, height }: { readonly width: number; readonly height: number }) {
  return {
    width: Math.round(Math.min(Math.max(width, SMALLEST.width), area.width)),
    height: Math.round(Math.min(Math.max(height, SMALLEST.height), area.height)),
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

function isPixels(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 100_000
}
