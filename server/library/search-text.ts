// What search compares: the text of names on one side, the query on the other, both put through the same mill.
// Nothing but letters, digits and single spaces comes out, so no FTS5 syntax can get in (CONTRACT.md SEARCH-10).
import { foldLetters } from './fold.ts'

const APOSTROPHES = /['’‘ʼ`´′＇]/g
const NOT_TEXT = /[^\p{L}\p{N}\p{M}]+/gu
const CJK = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}]/u
const EACH_CJK = new RegExp(CJK, 'gu')
const ONLY_ASCII = /^[\x20-\x7e]*$/
const INNER_PUNCTUATION = /[\p{L}\p{N}][^\p{L}\p{N}\p{M}\s]+[\p{L}\p{N}]/u

/** `AC/DC – Don’t Ｓｔｏｐ` becomes `ac dc dont stop`. */
export function searchText(text: string): string {
  return foldLetters(text.replace(APOSTROPHES, '')).replace(NOT_TEXT, ' ').trim()
}

/** For the word tables: CJK characters stand alone, so that a phrase of them finds any part of a text without spaces. */
export function splitCjk(normalised: string): string {
  if (ONLY_ASCII.test(normalised)) return normalised
  return normalised.replace(EACH_CJK, ' $& ').replace(/ {2,}/g, ' ').trim()
}

export const hasCjk = (text: string) => CJK.test(text)

/** A field of the word tables. */
export const fieldWords = (text: string) => splitCjk(searchText(text))

/**
 * A whole field as one word, which nobody can type: it begins with a private-use letter. Finds `Love` among all that begin
 * with love at the cost of one word.
 */
export function wholeWord(normalised: string): string {
  return `\ue000${normalised.replaceAll(' ', '').slice(0, 60).toWellFormed()}`
}

/** `rem` for `R.E.M.`, nothing for most names; goes into a column whose beginning does not count. */
export function squeezedWords(text: string): string {
  if (!INNER_PUNCTUATION.test(text)) return ''
  return searchText(
    text
      .split(/\s+/)
      .filter((word) => INNER_PUNCTUATION.test(word))
      .map((word) => word.replace(NOT_TEXT, ''))
      .join(' '),
  )
}

export type SearchQuery =
  | { readonly kind: 'everything' }
  | { readonly kind: 'musicBrainzId'; readonly id: string }
  /** Each term is normalised; a phrase has spaces inside. All must match. */
  | { readonly kind: 'terms'; readonly terms: readonly string[] }

/** A query is a few words; whoever sends a book does not get to keep the server busy with it. */
const MOST_TERMS = 12
const LONGEST_QUERY = 300
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** CONTRACT.md SEARCH-2, SEARCH-3, SEARCH-8: quotes make a phrase, one without partner and a trailing `*` mean nothing. */
export function parseQuery(query: string): SearchQuery {
  const bare = query.replaceAll('"', '').trim()
  if (UUID.test(bare)) return { kind: 'musicBrainzId', id: bare.toLowerCase() }
  const parts = query.trim().slice(0, LONGEST_QUERY).toWellFormed().split('"')
  // Every second part stands between quotes. With an odd number of quotes the last one has no partner.
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join(' '))
  const terms = parts.flatMap((part, position) => {
    const text = searchText(part)
    if (text === '') return []
    return position % 2 === 1 ? [text] : text.split(' ')
  })
  if (terms.length === 0) return { kind: 'everything' }
  return { kind: 'terms', terms: terms.slice(0, MOST_TERMS) }
}

/** A query that finds something in particular; everything else is a list. */
export type FindingQuery = Exclude<SearchQuery, { kind: 'everything' }>
