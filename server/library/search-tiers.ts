// The ways in which a query can match, the best first, as FTS5 expressions. Terms consist of letters, digits and spaces
// (search-text.ts), so quoting them is all that is needed.
import type { FolderScope } from '../folder-scope.ts'
import { folderTrigram, folderWord } from './search-index.ts'
import { hasCjk, splitCjk, wholeWord } from './search-text.ts'

export interface Tier {
  readonly by: 'words' | 'trigrams'
  readonly expression: string
  /** For trigrams, which may stand apart from each other: what the searched text must contain in one piece. */
  readonly inside: readonly string[]
}

/** CONTRACT.md SEARCH-6: the whole title, its beginning, words anywhere, the inside of words. */
export function tiersOf(terms: readonly string[], scope: FolderScope): Tier[] {
  const title = splitCjk(terms.join(' '))
  const byWords = [
    quoted(wholeWord(terms.join(' '))),
    `title : ^ ${quoted(title)} *`,
    wordBeginnings(terms),
  ].map(
    (expression): Tier => ({ by: 'words', expression: within(expression, scope, folderWord), inside: [] }),
  )
  const long = terms.filter(isLong)
  const trigrams = long.flatMap((term) => trigramsOf(term, Math.ceil(MOST_TRIGRAMS / long.length)))
  if (trigrams.length === 0) return byWords
  const expression = within(trigrams.map(quoted).join(' AND '), scope, folderTrigram)
  return [...byWords, { by: 'trigrams', expression, inside: terms.map(insideText) }]
}

/** Each term as the beginning of a word; of a phrase only its last word may be a beginning. */
export function wordBeginnings(terms: readonly string[]): string {
  return [...new Set(terms)].map((term) => `${quoted(splitCjk(term))} *`).join(' AND ')
}

/** Restricts an expression to the folders of a scope. */
export function within(
  expression: string,
  scope: FolderScope,
  markOf: (folderId: number) => string = folderWord,
): string {
  if (scope.all) return expression
  const folders = scope.ids.length > 0 ? scope.ids.map((id) => quoted(markOf(id))) : [NOTHING]
  return `(${expression}) AND (${folders.join(' OR ')})`
}

const quoted = (text: string) => `"${text}"`

/** A private-use text that no row contains. */
const NOTHING = quoted('\ue002\ue002\ue002')

/** Three letters: as many as a trigram has. */
const isLong = (term: string) => [...term].length >= 3

/** So many trigrams make few enough candidates. */
const MOST_TRIGRAMS = 8

/** At most `most` of the trigrams of a term, spread over it. */
function trigramsOf(term: string, most: number): string[] {
  const letters = [...term]
  const all = letters.slice(2).map((_, start) => letters.slice(start, start + 3).join(''))
  const step = Math.max(1, all.length / most)
  return all.filter((_, place) => Math.floor(place / step) !== Math.floor((place - 1) / step))
}

/** Long terms and CJK may stand anywhere, short ones at the beginning of a word (CONTRACT.md SEARCH-4). */
function insideText(term: string): string {
  return isLong(term) || hasCjk(term) ? term : ` ${term}`
}
