// Characters that no XML 1.0 document may hold: one such tag would make a whole listing unreadable. Removed in every
// format, so that all clients see the same text (CONTRACT.md FMT-10).

/** Control characters other than tab, LF and CR, U+FFFE and U+FFFF; and any surrogate, for a closer look. */
const SUSPECT = /[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
const ILLEGAL = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

/** The text without illegal characters; a surrogate without its other half becomes U+FFFD. */
export function cleanText(text: string): string {
  return SUSPECT.test(text) ? text.toWellFormed().replace(ILLEGAL, '') : text
}
