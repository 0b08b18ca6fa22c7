import { describe, expect, test } from 'vitest'
import { dayOf, daysToChoose, endsAtOf } from '../../../../renderer/components/share/ends.ts'

const NOON = new Date('2026-11-21T12:00:00').getTime()
const DAY_MS = 86_400_000

describe('when a link ends', () => {
  test('is so many days from now, or never', () => {
    expect(endsAtOf({ choice: 7, date: '' }, NOON)).toBe(NOON + 7 * DAY_MS)
    expect(endsAtOf({ choice: 0, date: '' }, NOON)).toBeNull()
  })

  test('is as it was where nothing is chosen', () => {
    expect(endsAtOf({ choice: 'keep', date: '' }, NOON)).toBeUndefined()
  })

  test('is the last second of the day that is typed, which may be today', () => {
    for (const date of ['2026-11-21', '2026-12-24']) {
      const end = endsAtOf({ choice: 'date', date }, NOON)
      expect(end).toBe(new Date(`${date}T23:59:59`).getTime())
      expect(dayOf(end as number)).toBe(date)
    }
  })

  test.each(['', '2026-11-20', 'soon'])('is not known of the day "%s"', (date) => {
    expect(endsAtOf({ choice: 'date', date }, NOON)).toBe('missing')
  })

  test('may be what this server has as the usual, in order and once', () => {
    expect(daysToChoose(30)).toEqual([1, 7, 30, 0])
    expect(daysToChoose(14)).toEqual([1, 7, 14, 30, 0])
    expect(daysToChoose(0)).toEqual([1, 7, 30, 0])
  })
})
