// What may become an account password, wherever it is set: long enough, not among the commonest, not guessed in a moment.
// Device passwords are made by us and need none of this.
import type { PasswordStrength } from '../contract/users.ts'
import { InvalidInput } from '../errors.ts'
import type { LiveSettings } from '../settings/live.ts'
import { LEAST_LETTERS_OF_PASSPHRASE } from '../vault/passphrase.ts'
import { type Judgement, judgePassword } from './password-judge.ts'

export interface PasswordRules {
  /**
   * @param userName its user's, which a password must not be made of
   * @throws InvalidInput for the field `password`, Busy
   */
  check(plainPassword: string, userName: string): Promise<void>
  /** For the meter beside a password field. @throws Busy */
  strength(plainPassword: string, userName?: string): Promise<PasswordStrength>
}

export const MAX_PASSWORD_BYTES = 1024
/** Everybody tries it here. */
const OUR_NAME = 'lockgroove'
/** A stranger may ask for the strength of a password, and must not keep anybody from setting one. */
const MAX_STRANGERS_WAITING = 4

export function createPasswordRules(live: Pick<LiveSettings, 'get'>): PasswordRules {
  return rulesWith(() => live.get('passwordMinLength'))
}

/** How strong a passphrase of the vault is, while there may be no server to ask. @throws Busy */
export function passphraseStrength(passphrase: string): Promise<PasswordStrength> {
  return rulesWith(() => LEAST_LETTERS_OF_PASSPHRASE).strength(passphrase)
}

function rulesWith(least: () => number): PasswordRules {
  return {
    async check(plainPassword, userName) {
      const expected =
        misfit(plainPassword, least()) ?? weakness(await judge(plainPassword, userName), least())
      if (expected !== undefined) throw new InvalidInput('password', expected)
    },

    async strength(plainPassword, userName = '') {
      if (plainPassword === '') return { score: 0, refusal: sentence(misfit('', least())!), hints: [] }
      const judgement = await judge(plainPassword, userName, MAX_STRANGERS_WAITING)
      const expected = misfit(plainPassword, least()) ?? weakness(judgement, least())
      return {
        // A meter that says "strong" beside a refusal would be no help.
        score: expected === undefined ? judgement.score : (Math.min(judgement.score, 1) as 0 | 1),
        ...(expected !== undefined && { refusal: sentence(expected) }),
        hints: [...new Set(judgement.remarks.flatMap((remark) => HINTS[remark] ?? []))],
      }
    },
  }
}

function judge(plainPassword: string, userName: string, maxWaiting?: number): Promise<Judgement> {
  const parts = userName.split(/[^\p{L}\p{N}]+/u)
  const names = [userName, parts.join(''), ...parts, OUR_NAME]
  return judgePassword(
    plainPassword,
    names.filter((name) => name !== ''),
    maxWaiting,
  )
}

function misfit(plainPassword: string, least: number): string | undefined {
  if (Buffer.byteLength(plainPassword) > MAX_PASSWORD_BYTES) return `at most ${MAX_PASSWORD_BYTES} bytes`
  const letters = [...plainPassword].length
  if (letters < least) return least === 1 ? 'at least one character' : `at least ${least} characters`
  return undefined
}

/** An owner who allows short passwords allows weaker ones with that, but never the commonest. */
function weakness({ guesses, isCommon }: Judgement, least: number): string | undefined {
  if (isCommon) return 'a password that is not one of the commonest, a single word or the user name'
  if (guesses < 10 ** Math.min(6, least / 2)) return 'a password that is harder to guess'
  return undefined
}

function sentence(expected: string): string {
  return `Needed: ${expected}.`
}

/** zxcvbn's keys in words; those that say nothing to act on are left out. */
const HINTS: Readonly<Record<string, string>> = {
  straightRow: 'Rows of keys are easy to guess.',
  keyPattern: 'Short patterns on the keyboard are easy to guess.',
  simpleRepeat: 'Repeated letters are easy to guess.',
  extendedRepeat: 'Repeated words or letters are easy to guess.',
  sequences: 'Sequences such as abc or 123 are easy to guess.',
  recentYears: 'Recent years are easy to guess.',
  dates: 'Dates are easy to guess.',
  topTen: 'This is one of the ten commonest passwords.',
  topHundred: 'This is one of the hundred commonest passwords.',
  common: 'This is a very common password.',
  similarToCommon: 'This is like a very common password.',
  wordByItself: 'A word by itself is easy to guess.',
  userInputs: 'It should not have your name or the name of this program in it.',
  l33t: 'Writing @ for a hardly helps.',
  reverseWords: 'Words written backwards hardly help.',
  allUppercase: 'Capital letters throughout hardly help.',
  capitalization: 'A capital letter at the beginning hardly helps.',
  anotherWord: 'Add a word or two that do not belong together.',
}
