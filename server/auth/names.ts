// User names: what may be one, and when two are the same.
import { InvalidInput } from '../errors.ts'

const MAX_LETTERS = 64
/** Control characters, line and paragraph ends, halves of surrogate pairs, and what makes a name look like another. */
const UNUSABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd-\uffff]/u

/**
 * What names are compared and stored unique by: Unicode simple case folding (CONTRACT.md AUTH-9), never trimmed, and
 * composed (NFC), because the same name typed on a Mac and elsewhere differs in bytes only.
 */
export function nameKey(name: string): string {
  let key = ''
  for (const letter of name.normalize('NFC')) key += foldLetter(letter)
  return key
}

/** Whether a text that people are shown as a name holds what could hide in it or make it look like another. */
export function isMisleading(name: string): boolean {
  return UNUSABLE.test(name)
}

/** True for what no user can be called, told without folding a text that may be a megabyte. */
export function isTooLongForName(text: string): boolean {
  return text.length > 2 * MAX_LETTERS
}

/** @throws InvalidInput for what must not be stored as a name */
export function checkName(name: string): void {
  const letters = isTooLongForName(name) ? Number.POSITIVE_INFINITY : [...name].length
  if (letters < 1 || letters > MAX_LETTERS)
    throw new InvalidInput('username', `1 to ${MAX_LETTERS} characters`)
  if (isMisleading(name)) throw new InvalidInput('username', 'no control or invisible characters')
  if (name.trim() !== name) throw new InvalidInput('username', 'no blanks at the beginning or end')
}

/** Letters that fold to one another although neither changing case nor any shared capital connects them. */
const FOLDED_ALONE: Readonly<Record<string, string>> = {
  '\u1fd3': '\u0390',
  '\u1fe3': '\u03b0',
  '\ufb05': '\ufb06',
}

/**
 * JavaScript has no case folding. Small-of-capital is it for nearly every letter (also for ς, ſ and the Kelvin sign);
 * where that gives several letters (ß) or leaves the class of the letter (ı), the small letter or the letter itself is.
 */
function foldLetter(letter: string): string {
  if (letter < '\u0080') return letter.toLowerCase()
  const known = FOLDED_ALONE[letter]
  if (known) return known
  const smallOfCapital = letter.toUpperCase().toLowerCase()
  if (isSameLetter(letter, smallOfCapital)) return smallOfCapital
  const small = letter.toLowerCase()
  return isSameLetter(letter, small) ? small : letter
}

/** Regular expressions with `i` and `u` compare by simple case folding. */
function isSameLetter(letter: string, other: string): boolean {
  if (letter === other) return true
  if ([...other].length !== 1) return false
  return new RegExp(`^\\u{${letter.codePointAt(0)!.toString(16)}}$`, 'iu').test(other)
}
