import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { InvalidInput } from '../../server/errors.ts'
import { makeRecoveryKey, parseRecoveryKey, printRecoveryKey } from '../../server/vault/recovery-key.ts'
import {
  openWithRecovery,
  publicBytesOf,
  toPrivateKey,
  toPublicKey,
  wrapForRecovery,
} from '../../server/vault/recovery-wrap.ts'
import { DoesNotOpen, type Place } from '../../server/vault/seal.ts'
import { TYPEABLE } from '../../server/vault/tokens.ts'
import { openVault, sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { ALL_VALUES, newDatabase, newFilledVault, openedValues } from './filled-vault.ts'

const seed = randomBytes(32)
const text = printRecoveryKey(seed)
const publicOf = (typed: string) => publicBytesOf(parseRecoveryKey(typed)).toString('hex')
const right = publicBytesOf(toPrivateKey(seed)).toString('hex')

function refusalOf(typed: string): string {
  try {
    parseRecoveryKey(typed)
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInput)
    expect((error as InvalidInput).field).toBe('recoveryKey')
    return (error as InvalidInput).expected!
  }
  throw new Error('was taken for right')
}

describe('a recovery key as text', () => {
  it('is 14 groups of five that need no care with O, I and L', () => {
    expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){13}$/)
  })

  it('gives the key back, for any key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const one = Buffer.from(bytes)
        expect(publicOf(printRecoveryKey(one))).toBe(publicBytesOf(toPrivateKey(one)).toString('hex'))
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['in lower case', (key: string) => key.toLowerCase()],
    ['without dashes', (key: string) => key.replaceAll('-', '')],
    ['with blanks and lines', (key: string) => ` ${key.replaceAll('-', ' \n')}\t`],
    ['with typographic dashes', (key: string) => key.replaceAll('-', '–')],
    ['with o for 0', (key: string) => key.replaceAll('0', 'o')],
    ['with I for 1', (key: string) => key.replaceAll('1', 'I')],
    ['with l for 1', (key: string) => key.replaceAll('1', 'l')],
  ])('is understood %s', (_, change) => {
    expect(publicOf(change(text))).toBe(right)
  })

  it('is refused with any one character wrong, naming its group', () => {
    const letters = text.replaceAll('-', '')
    for (let at = 0; at < letters.length; at++) {
      for (const other of [...TYPEABLE, 'U', '!']) {
        if (other === letters[at]) continue
        const typed = letters.slice(0, at) + other + letters.slice(at + 1)
        expect(refusalOf(typed)).toBe(
          `the key as it was printed; group ${Math.floor(at / 5) + 1} is not right`,
        )
      }
    }
  })

  it('is refused with any two neighbours swapped, also across a dash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(68), (bytes, at) => {
        const letters = printRecoveryKey(Buffer.from(bytes)).replaceAll('-', '')
        fc.pre(letters[at] !== letters[at + 1])
        const typed = letters.slice(0, at) + letters[at + 1] + letters[at] + letters.slice(at + 2)
        const group = Math.floor(at / 5) + 1
        const said = at % 5 === 4 ? `groups ${group} and ${group + 1} are` : `group ${group} is`
        expect(refusalOf(typed)).toBe(`the key as it was printed; ${said} not right`)
      }),
      { numRuns: 1000 },
    )
  })

  it('is refused with any two groups swapped', () => {
    const groups = text.split('-')
    for (let one = 0; one < 14; one++) {
      for (let other = one + 1; other < 14; other++) {
        const swapped = [...groups]
        swapped[one] = groups[other]!
        swapped[other] = groups[one]!
        expect(refusalOf(swapped.join('-'))).toContain('not right')
      }
    }
  })

  it('is refused with several wrong characters that each group takes for right', () => {
    // Two letters of one group changed so that its check letter still fits: the hash of the whole finds it.
    const letters = text.replaceAll('-', '')
    let found = 0
    for (const one of TYPEABLE) {
      for (const other of TYPEABLE) {
        const typed = one + other + letters.slice(2)
        if (typed === letters) continue
        if (refusalOf(typed) === 'the key as it was printed; some of its characters are others') found++
      }
    }
    expect(found).toBe(31)
  })

  it('says how many characters are missing or too many', () => {
    expect(refusalOf('')).toBe('14 groups of 5 characters, got 0 characters')
    expect(refusalOf(text.slice(0, -1))).toBe('14 groups of 5 characters, got 69 characters')
    expect(refusalOf(`${text}A`)).toBe('14 groups of 5 characters, got 71 characters')
  })

  it('is refused when it is anything else, never repeating what was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }), (typed) => {
        expect(refusalOf(typed)).toMatch(
          /^(14 groups of 5 characters, got \d+ characters|the key as it was printed; .*)$/,
        )
      }),
    )
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...TYPEABLE), minLength: 70, maxLength: 70 }),
        (typed) => {
          expect(refusalOf(typed)).toMatch(/right$/)
          expect(refusalOf(typed)).not.toMatch(/[A-Z0-9]{5}/)
        },
      ),
    )
  })
})

describe('what is wrapped for a recovery key', () => {
  const place: Place = { table: 'data_keys', row: 'k', field: 'wrapped_by_recovery', version: 1 }
  const privateKey = toPrivateKey(seed)
  const publicKey = toPublicKey(publicBytesOf(privateKey))
  const secret = randomBytes(32)

  it('opens with the private key only, in its place only', () => {
    const wrapped = wrapForRecovery(publicKey, secret, place)
    expect(wrapped).toMatch(/^x1:[A-Za-z0-9_-]{43}:[A-Za-z0-9_-]+$/)
    expect(openWithRecovery(privateKey, wrapped, place)).toEqual(secret)
    expect(() => openWithRecovery(toPrivateKey(randomBytes(32)), wrapped, place)).toThrow(DoesNotOpen)
    expect(() => openWithRecovery(privateKey, wrapped, { ...place, row: 'l' })).toThrow(DoesNotOpen)
  })

  it('is never the same twice', () => {
    const one = wrapForRecovery(publicKey, secret, place)
    const other = wrapForRecovery(publicKey, secret, place)
    expect(one.split(':')[1]).not.toBe(other.split(':')[1])
  })

  it('does not open with any bit changed, nor cut', () => {
    const wrapped = wrapForRecovery(publicKey, secret, place)
    for (let at = 0; at < wrapped.length; at++) {
      const code = wrapped.charCodeAt(at)
      for (let bit = 0; bit < 7; bit++) {
        const changed = wrapped.slice(0, at) + String.fromCharCode(code ^ (1 << bit)) + wrapped.slice(at + 1)
        expect(() => openWithRecovery(privateKey, changed, place), changed).toThrow(DoesNotOpen)
      }
      expect(() => openWithRecovery(privateKey, wrapped.slice(0, at), place)).toThrow(DoesNotOpen)
    }
  })

  it('does not open with an ephemeral key of small order', () => {
    const body = wrapForRecovery(publicKey, secret, place).split(':')[2]
    for (const first of [0, 1]) {
      const point = Buffer.alloc(32)
      point[0] = first
      const wrapped = `x1:${point.toString('base64url')}:${body}`
      expect(() => openWithRecovery(privateKey, wrapped, place)).toThrow(DoesNotOpen)
    }
  })
})

describe('makeRecoveryKey', () => {
  it('makes a key that opens the vault without its master key', () => {
    const { db, recoveryKey } = newFilledVault()
    const vault = sealedVault(db, new VaultProblem('no key', 'gone'))
    vault.unlockWithRecovery(recoveryKey)
    expect(vault.state()).toEqual({ open: true })
    expect(openedValues(db, vault)).toEqual(ALL_VALUES)
    expect(vault.needsMasterKey()).toBe(true)
  })

  it('opens no data key under another name: neither does the master key', () => {
    const { db, recoveryKey, masterKey } = newFilledVault()
    db.pragma('foreign_keys = OFF')
    db.prepare("UPDATE data_keys SET id = 'another'").run()
    const sealed = sealedVault(db, new VaultProblem('no key', 'gone'))
    expect(() => sealed.unlockWithRecovery(recoveryKey)).toThrow('This recovery key does not open')
    expect(() => sealed.unlock(masterKey)).toThrow('does not open, although the master key is right')
  })

  it('replaces the one before', () => {
    const { db, vault, recoveryKey } = newFilledVault()
    const second = makeRecoveryKey(db, vault, systemClock)
    const sealed = sealedVault(db, new VaultProblem('no key', 'gone'))
    expect(() => sealed.unlockWithRecovery(recoveryKey)).toThrow(
      'This recovery key does not open the database: it is the key of another database, or an old one. Nothing was changed.',
    )
    expect(sealed.state()).toMatchObject({ open: false })
    sealed.unlockWithRecovery(second)
    expect(openedValues(db, sealed)).toEqual(ALL_VALUES)
  })

  it('stores neither the key nor its public half in the clear', () => {
    const { db, recoveryKey } = newFilledVault()
    const all = JSON.stringify([
      db.prepare('SELECT * FROM vault').all(),
      db.prepare('SELECT * FROM data_keys').all(),
    ])
    const publicBytes = publicBytesOf(parseRecoveryKey(recoveryKey))
    for (const form of ['hex', 'base64', 'base64url'] as const) {
      expect(all).not.toContain(publicBytes.toString(form))
    }
    expect(all).not.toContain(recoveryKey.slice(0, 5))
  })

  it('says when there is none to open with', () => {
    const { db } = newDatabase()
    const vault = openVault(db, randomBytes(32), systemClock)
    expect(() => vault.unlockWithRecovery(text)).toThrow('No recovery key was ever made for this database.')
    expect(vault.needsMasterKey()).toBe(false)
  })

  it('needs an open vault', () => {
    const { db } = newFilledVault()
    const sealed = sealedVault(db, new VaultProblem('no key', 'gone'))
    const before = db.prepare('SELECT * FROM vault').get()
    expect(() => makeRecoveryKey(db, sealed, systemClock)).toThrow('sealed')
    expect(db.prepare('SELECT * FROM vault').get()).toEqual(before)
  })
})
