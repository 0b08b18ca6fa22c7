import { describe, expect, test } from 'vitest'
import { parsePlace, placeOn, SMALLEST } from '../../electron/window-place.ts'

const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 }
const SECOND = { x: 1920, y: -200, width: 1280, height: 1024 }
const place = { x: 200, y: 100, width: 900, height: 700, maximized: false }

describe('the place of the window', () => {
  test('is in the middle of the first screen at first', () => {
    expect(placeOn([SCREEN], undefined)).toEqual({
      x: 370,
      y: 120,
      width: 1180,
      height: 800,
      maximized: false,
    })
  })

  test('is where it was left, on the second screen too', () => {
    expect(placeOn([SCREEN], place)).toEqual(place)
    const onSecond = { ...place, x: 2100, y: -150 }
    expect(placeOn([SCREEN, SECOND], onSecond)).toEqual(onSecond)
  })

  test('is on a screen that is there, when its own is gone', () => {
    expect(placeOn([SCREEN], { ...place, x: 2100, y: -150, maximized: true })).toEqual({
      x: 510,
      y: 170,
      width: 900,
      height: 700,
      maximized: true,
    })
  })

  test('is no larger than its screen, and can be taken hold of', () => {
    const small = { x: 0, y: 0, width: 800, height: 600 }
    expect(placeOn([small], { ...place, x: -2900, y: 510, width: 3000, height: 3000 })).toMatchObject({
      x: -720,
      y: 510,
      width: 800,
      height: 600,
    })
    expect(placeOn([SCREEN], { ...place, y: -30 }).y).toBe(0)
    expect(placeOn([SCREEN], { ...place, width: 1, height: 1 })).toMatchObject(SMALLEST)
  })

  test.each([
    undefined,
    null,
    'x',
    [],
    {},
    { x: 0, y: 0, width: 800 },
    { x: 0, y: 0, width: '800', height: 600 },
    { x: Number.NaN, y: 0, width: 800, height: 600 },
    { x: 1e9, y: 0, width: 800, height: 600 },
  ])('%j is none', (value) => {
    expect(parsePlace(value)).toBe(undefined)
  })
})
