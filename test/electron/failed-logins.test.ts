import { describe, expect, test } from 'vitest'
import { createFailedLogins } from '../../electron/failed-logins.ts'

const MINUTE = 60_000

/** Minutes at which it is news, when one fails every so often for so long. */
function newsOf(everyMinutes: number, forMinutes: number): number[] {
  let now = 0
  const logins = createFailedLogins(() => now)
  const news: number[] = []
  for (; now <= forMinutes * MINUTE; now += everyMinutes * MINUTE)
    if (logins.isNews()) news.push(now / MINUTE)
  return news
}

describe('failed logins are news', () => {
  test('when five of them come within ten minutes', () => {
    expect(newsOf(2.5, 10)).toEqual([10])
    expect(newsOf(3, 600)).toEqual([])
  })

  test('less and less often while they go on', () => {
    expect(newsOf(1, 24 * 60)).toEqual([4, 14, 34, 74, 154, 314, 634, 1274])
  })

  test('never twice within ten minutes, however many there are', () => {
    expect(newsOf(1 / 60, 14)).toEqual([4 / 60, 10 + 4 / 60])
  })

  test('at most once a day in the end', () => {
    const news = newsOf(1, 10 * 24 * 60)
    expect(news.at(-1)! - news.at(-2)!).toBe(24 * 60)
  })

  test('as at first, after an hour without any', () => {
    let now = 0
    const logins = createFailedLogins(() => now)
    const five = () => Array.from({ length: 5 }, () => logins.isNews()).some(Boolean)
    expect(five()).toBe(true)
    now += 11 * MINUTE
    expect(five()).toBe(true)
    now += 19 * MINUTE
    expect(five()).toBe(false)
    now += 60 * MINUTE
    expect(five()).toBe(true)
    now += 11 * MINUTE
    expect(five()).toBe(true)
  })
})
