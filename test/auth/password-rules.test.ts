import { describe, expect, it } from 'vitest'
import { createPasswordRules, passphraseStrength } from '../../server/auth/password-rules.ts'
import { Busy, InvalidInput } from '../../server/errors.ts'
import { loadSettings } from '../../server/settings/load.ts'

const rulesFor = (least: number) => {
  const { settings } = loadSettings({}, { LOCKGROOVE_PASSWORD_MIN_LENGTH: String(least) })
  return createPasswordRules({ get: (name) => settings[name] })
}
const rules = rulesFor(12)

describe('a new account password', () => {
  it.each([
    'correct horse battery staple',
    'listening quietly',
    'n0t-in_any+list',
    '海の向こうの灯台を見る人たち',
    ' blanks at both ends ',
  ])('may be %j', async (password) => {
    await expect(rules.check(password, 'Ann Smith')).resolves.toBeUndefined()
  })

  it.each([
    ['', 'at least 12 characters'],
    ['elevenlette', 'at least 12 characters'],
    // Letters count, not bytes or halves of them.
    ['🎵🎶🎵🎶🎸🎹', 'at least 12 characters'],
    ['123456789012', 'not one of the commonest'],
    ['1Q2W3E4R5T6Y', 'not one of the commonest'],
    ['annsmithannsmith', 'harder to guess'],
    ['Ann Smith 12', 'harder to guess'],
    ['lockgroove12', 'harder to guess'],
    ['Password123!', 'harder to guess'],
    ['PASSWORDPASSWORD', 'harder to guess'],
    ['aaaaaaaaaaaaaaaa', 'harder to guess'],
    ['abcdefghijklmnop', 'harder to guess'],
  ])('is not %j', async (password, expected) => {
    const error: unknown = await rules.check(password, 'Ann Smith').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InvalidInput)
    expect(error).toMatchObject({ field: 'password', expected: expect.stringContaining(expected) })
  })

  it('may have 1024 bytes and no more, of which the first 64 letters have to be good', async () => {
    const long = 'a quiet river walks by '.repeat(50)
    await expect(rules.check(long.slice(0, 1024), 'Eve')).resolves.toBeUndefined()
    await expect(rules.check(long.slice(0, 1025), 'Eve')).rejects.toThrow('at most 1024 bytes')
    await expect(rules.check('ä'.repeat(513), 'Eve')).rejects.toThrow('at most 1024 bytes')
    await expect(rules.check('a'.repeat(1024), 'Eve')).rejects.toThrow('harder to guess')
  })

  it('may be shorter and weaker where the owner says so, but never one of the commonest', async () => {
    await expect(rulesFor(6).check('annpass', 'Eve')).resolves.toBeUndefined()
    await expect(rulesFor(1).check('x', 'Eve')).resolves.toBeUndefined()
    for (const common of ['secret', 'SECRET', 'terces', 'dragon', 'eve'])
      await expect(rulesFor(1).check(common, 'Eve'), common).rejects.toThrow('commonest')
    await expect(rulesFor(20).check('listening quietly', 'Eve')).rejects.toThrow('at least 20 characters')
  })

  it('is what the owner says now, not what was said at the start', async () => {
    let least = 12
    const live = createPasswordRules({ get: () => least as never })
    await expect(live.check('eight mm', 'Eve')).rejects.toThrow('at least 12')
    least = 8
    await expect(live.check('eight mm', 'Eve')).resolves.toBeUndefined()
  })
})

describe('the strength of a password', () => {
  it('comes with hints, and with the refusal when it would be refused', async () => {
    expect(await rules.strength('correct horse battery staple')).toEqual({ score: 4, hints: [] })
    expect(await rules.strength('Password123!', 'ann')).toEqual({
      score: 1,
      refusal: 'Needed: a password that is harder to guess.',
      hints: expect.arrayContaining(['This is like a very common password.']),
    })
    expect(await rules.strength('')).toEqual({
      score: 0,
      refusal: 'Needed: at least 12 characters.',
      hints: [],
    })
  })

  it('is never shown as good for what would be refused', async () => {
    expect(await rulesFor(40).strength('correct horse battery staple')).toMatchObject({ score: 1 })
  })
})

describe('judging', () => {
  it('does not hold up the server, however odd the password is', async () => {
    await rules.strength('to start the thread')
    const before = process.threadCpuUsage()
    const odd = ['4@8({[<36&9#!1|0$5+7%2', '@4@4@4$5$50o0o1l1l', '1', 'aAbB1!', '01011999', 'ab', '日本語']
    await Promise.allSettled(
      odd.map((text) => rules.check(text.repeat(1024).slice(0, 1024), 'x'.repeat(1e6))),
    )
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(50)
  })

  it('asks those who come in crowds to come again, and still takes a new password', async () => {
    const asked = Array.from({ length: 40 }, (_, at) => rules.strength(`password number ${at}`))
    const set = rules.check('a quiet river walks', 'Eve')
    const answers = await Promise.allSettled(asked)
    await expect(set).resolves.toBeUndefined()
    const refused = answers.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(36)
    for (const one of refused) expect((one as PromiseRejectedResult).reason).toBeInstanceOf(Busy)
    await expect(rules.strength('and afterwards')).resolves.toMatchObject({ score: expect.any(Number) })
  })
})

describe('a passphrase of the vault', () => {
  it('is judged without a server, and needs twelve characters', async () => {
    expect(await passphraseStrength('pebble')).toMatchObject({ refusal: 'Needed: at least 12 characters.' })
    expect(await passphraseStrength('a pebble under the third stair')).toEqual({ score: 4, hints: [] })
  })
})
