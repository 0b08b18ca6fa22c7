import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  LINUX_APP_SIZES,
  LINUX_TRAY_SIZES,
  renderTray,
  TRAY_COLOURS,
  TRAY_DRAWINGS,
  type TrayDrawing,
  WINDOWS_SIZES,
} from '../../build/icons/drawings.ts'
import { ICNS_SIZES } from '../../build/icons/icon-files.ts'
import { buildIcons } from '../../build/icons.ts'

const dist = mkdtempSync(join(tmpdir(), 'lockgroove-icons-'))
const tray = join(dist, 'app', 'electron', 'icons')
const installers = join(dist, 'icons')

beforeAll(() => buildIcons(dist))
afterAll(() => rmSync(dist, { recursive: true }))

const sizeOf = async (picture: Buffer | string) => {
  const { width, height, hasAlpha } = await sharp(picture).metadata()
  expect({ height, hasAlpha }).toEqual({ height: width, hasAlpha: true })
  return width
}
const pixels = (picture: Buffer | string) => sharp(picture).ensureAlpha().raw().toBuffer()

interface IcoEntry {
  readonly size: number
  readonly body: Buffer
}

/** By the format's description, not by the code that writes it. */
function readIco(path: string): IcoEntry[] {
  const file = readFileSync(path)
  expect(file.subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]))
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index
    expect([file[at + 1], file.readUInt16LE(at + 4), file.readUInt16LE(at + 6)]).toEqual([file[at], 1, 32])
    const start = file.readUInt32LE(at + 12)
    const body = file.subarray(start, start + file.readUInt32LE(at + 8))
    return { size: file[at] || 256, body }
  })
}

/** Red, green, blue, alpha from the top down, as sharp has it; and whether the mask says the same as the alpha. */
function readIconBitmap({ size, body }: IcoEntry) {
  expect([body.readUInt32LE(0), body.readInt32LE(4), body.readInt32LE(8)]).toEqual([40, size, 2 * size])
  expect(body.length).toBe(40 + size * size * 4 + size * Math.ceil(size / 32) * 4)
  const rgba = Buffer.alloc(size * size * 4)
  let isMaskTrue = true
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const row = size - 1 - y
      const from = 40 + (row * size + x) * 4
      rgba.set([body[from + 2]!, body[from + 1]!, body[from]!, body[from + 3]!], (y * size + x) * 4)
      const maskByte = body[40 + size * size * 4 + row * Math.ceil(size / 32) * 4 + (x >> 3)]!
      if (Boolean(maskByte & (0x80 >> (x & 7))) !== (body[from + 3] === 0)) isMaskTrue = false
    }
  }
  return { rgba, isMaskTrue }
}

describe('buildIcons', () => {
  test('makes exactly what the tray asks for', () => {
    const names = TRAY_DRAWINGS.flatMap((name) => [
      `${name}.ico`,
      `${name}Template.png`,
      `${name}Template@2x.png`,
      ...LINUX_TRAY_SIZES.map((size) => `${name}-${size}.png`),
    ])
    expect(readdirSync(tray).sort()).toEqual([...names, 'app.png'].sort())
  })

  test('makes exactly what the installers ask for', async () => {
    expect(readdirSync(installers).sort()).toEqual(['icon.icns', 'icon.ico', 'linux'])
    const linux = join(installers, 'linux')
    for (const size of LINUX_APP_SIZES) expect(await sizeOf(join(linux, `${size}x${size}.png`))).toBe(size)
    expect(readdirSync(linux)).toHaveLength(LINUX_APP_SIZES.length)
  })

  test.each(TRAY_DRAWINGS)(
    '%s is a template image on macOS: black and see-through, at 18 and 36 pixels',
    async (name) => {
      for (const [file, size] of [
        [`${name}Template.png`, 18],
        [`${name}Template@2x.png`, 36],
      ] as const) {
        expect(await sizeOf(join(tray, file))).toBe(size)
        const rgba = await pixels(join(tray, file))
        const colours = new Set<number>()
        const alphas = new Set<number>()
        for (let at = 0; at < rgba.length; at += 4) {
          alphas.add(rgba[at + 3]!)
          if (rgba[at + 3] !== 0) colours.add(rgba.readUIntBE(at, 3))
        }
        expect([...colours]).toEqual([0])
        expect(alphas).toContain(0)
        expect(alphas).toContain(255)
      }
    },
  )

  test.each(TRAY_DRAWINGS)('%s has its size in every file for Linux', async (name) => {
    for (const size of LINUX_TRAY_SIZES) expect(await sizeOf(join(tray, `${name}-${size}.png`))).toBe(size)
  })

  test('an .ico has bitmaps for the small sizes and PNG for the large one, pixel for pixel', async () => {
    const entries = readIco(join(tray, 'network.ico'))
    expect(entries.map(({ size }) => size)).toEqual(WINDOWS_SIZES)
    for (const entry of entries) {
      const expected = await renderTray('network', { size: entry.size, colour: TRAY_COLOURS.network })
      if (entry.size === 256) {
        expect(await pixels(entry.body)).toEqual(expected.rgba)
        continue
      }
      const { rgba, isMaskTrue } = readIconBitmap(entry)
      expect(rgba.equals(expected.rgba)).toBe(true)
      expect(isMaskTrue).toBe(true)
    }
    expect(readIco(join(installers, 'icon.ico')).map(({ size }) => size)).toEqual(WINDOWS_SIZES)
  })

  test('the .icns has PNGs of the sizes their kinds stand for', async () => {
    const file = readFileSync(join(installers, 'icon.icns'))
    expect(file.toString('latin1', 0, 4)).toBe('icns')
    expect(file.readUInt32BE(4)).toBe(file.length)
    const found: Record<string, number | undefined> = {}
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      const png = file.subarray(at + 8, at + file.readUInt32BE(at + 4))
      found[file.toString('latin1', at, at + 4)] = await sizeOf(png)
    }
    expect(found).toEqual({
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic13: 256,
      ic08: 256,
      ic14: 512,
      ic09: 512,
      ic10: 1024,
    })
    expect(ICNS_SIZES).toContain(1024)
  })
})

describe('the tray drawings', () => {
  const pairs = TRAY_DRAWINGS.flatMap((one, index) =>
    TRAY_DRAWINGS.slice(index + 1).map((other) => [one, other] as const),
  )

  test.each(pairs)('%s and %s differ in shape at 16 pixels, whatever their colours', async (one, other) => {
    const [left, right] = await Promise.all([one, other].map((name) => mask(name)))
    const different = left!.filter((alpha, index) => Math.abs(alpha - right![index]!) > 128).length
    // A fifth of what is to be seen.
    expect(different).toBeGreaterThan(left!.filter((alpha) => alpha > 128).length / 5)
  })

  test.each(TRAY_DRAWINGS)('%s is not cut off at the edge and fills its square', async (name) => {
    const alphas = await mask(name, 64)
    const isInk = (x: number, y: number) => alphas[y * 64 + x]! > 128
    const along = Array.from({ length: 64 }, (_, at) => at)
    const columns = along.filter((x) => along.some((y) => isInk(x, y)))
    const rows = along.filter((y) => along.some((x) => isInk(x, y)))
    for (const line of [columns, rows]) {
      expect(line[0]).toBeGreaterThan(0)
      expect(line.at(-1)).toBeLessThan(63)
      expect(line.at(-1)! - line[0]!).toBeGreaterThan(54)
    }
  })

  test.each(Object.entries(TRAY_COLOURS))(
    '%s has a colour that is seen on light and on dark panels',
    (_, colour) => {
      for (const panel of ['#ffffff', '#e8e8e8', '#2b2b2b', '#000000'])
        expect(contrast(colour, panel)).toBeGreaterThanOrEqual(3)
    },
  )

  async function mask(name: TrayDrawing, size = 16): Promise<number[]> {
    const { rgba } = await renderTray(name, { size, colour: '#000' })
    return Array.from({ length: rgba.length / 4 }, (_, index) => rgba[index * 4 + 3]!)
  }
})

/** As WCAG counts it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
