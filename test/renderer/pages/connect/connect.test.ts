import { describe, expect, test } from 'vitest'
import { isForThisComputer, isReadable } from '../../../../renderer/pages/connect/addresses.ts'
import { freeName } from '../../../../renderer/pages/connect/free-name.ts'
import { expiryOf, termsInWords, USUAL_TERMS } from '../../../../renderer/pages/connect/terms.ts'
import { MUSIC_APPS } from '../../../../renderer/text/music-apps.ts'
import type { DeviceInfo } from '../../../../server/contract/devices.ts'

describe('an address', () => {
  test.each(['http://127.0.0.1:4040', 'http://localhost:4040', 'http://[::1]:4040', 'https://127.8.0.1'])(
    '%s works on this computer only, where nobody reads along',
    (address) => {
      expect(isForThisComputer(address)).toBe(true)
      expect(isReadable(address)).toBe(false)
    },
  )

  test.each(['http://192.168.1.5:4040', 'http://127.example.org', 'http://[fd00::1]:4040'])(
    '%s is for others too, who could read along',
    (address) => {
      expect(isForThisComputer(address)).toBe(false)
      expect(isReadable(address)).toBe(true)
    },
  )

  test('of HTTPS is not read along, and none at all is neither', () => {
    expect(isReadable('https://music.example.org')).toBe(false)
    expect(isForThisComputer('')).toBe(false)
    expect(isReadable('')).toBe(false)
  })
})

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
