import { describe, expect, test } from 'vitest'
import { isForThisComputer, isReadable } from '../../../renderer/components/addresses.ts'

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
