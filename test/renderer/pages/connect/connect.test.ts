import { describe, expect, test } from 'vitest'
import { freeName } from '../../../../renderer/pages/connect/free-name.ts'
import { expiryOf, termsInWords, USUAL_TERMS } from '../../../../renderer/pages/connect/terms.ts'
import { MUSIC_APPS } from '../../../../renderer/text/music-apps.ts'
import type { DeviceInfo } from '../../../../server/contract/devices.ts'

describe('a name for an app', () => {
  const device = (name: string, revokedAt?: number) => ({ name, revokedAt }) as DeviceInfo

  test('is that of the app, with a number where it is taken by one that has not ended', () => {
    expect(freeName('Feishin', [])).toBe('Feishin')
    expect(freeName('Feishin', [device('Feishin')])).toBe('Feishin 2')
    expect(freeName('Feishin', [device('Feishin'), device('Feishin 2')])).toBe('Feishin 3')
    expect(freeName('Feishin', [device('Feishin', 1)])).toBe('Feishin')
    expect(freeName('', [device('')])).toBe('')
  })
})

describe('what an app gets', () => {
  test('ends when it was chosen to, or never', () => {
    expect(expiryOf('forever', 5)).toBeUndefined()
    expect(expiryOf('day', 5)).toBe(5 + 86_400_000)
    expect(expiryOf('year', 0)).toBe(365 * 86_400_000)
  })

  test('is said in one line', () => {
    expect(termsInWords(USUAL_TERMS)).toBe(
      'Listen, star, rate, make playlists · Everything you may hear · until it is ended',
    )
    expect(termsInWords({ kind: 'apikey', scope: 'listen', musicFolders: [1, 2], life: 'week' })).toBe(
      'Listen only · 2 folders · for a week, API key',
    )
  })
})

test('the apps have names and numbers of their own, and something to say', () => {
  expect(new Set(MUSIC_APPS.map(({ id }) => id)).size).toBe(MUSIC_APPS.length)
  for (const { hints } of MUSIC_APPS) expect(hints.length).toBeGreaterThan(0)
})
