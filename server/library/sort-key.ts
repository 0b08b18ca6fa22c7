// What lists are sorted by, and the letter an artist stands under. Stored once at scan time, so that a list is one walk
// along an index and every list of the server agrees.
import { foldLetters } from './fold.ts'

/** CONTRACT.md IDS-6. */
export const DEFAULT_IGNORED_ARTICLES = 'The El La Los Las Le Les Os As O A'

/** Longer keys only make the indexes larger: what differs later than this is ordered by id. */
const LONGEST = 120

/**
 * The text to sort a name by: folded (fold.ts), without punctuation at the start and without a leading article.
 * Never empty unless the text is: `!!!` stays `!!!`, `The The` becomes `the`.
 * @param ignoredArticles separated by spaces; one that ends in an apostrophe (`L'`) needs no space behind it
 */
export function sortKey(text: string, ignoredArticles: string): string {
  const folded = foldLetters(text).replace(/\s+/g, ' ').trim()
  const bare = folded.replace(/^[^\p{L}\p{N}]+/u, '') || folded
  return cut(withoutArticle(bare, articlesOf(ignoredArticles)))
}

/** The heading for a sort key: one upper-case letter, the first letter itself outside Latin, `#` for everything else (CONTRACT.md IDS-7). */
export function indexName(key: string): string {
  const first = String.fromCodePoint(key.codePointAt(0) ?? 0x23)
  if (!/\p{L}/u.test(first)) return '#'
  const upper = first.toUpperCase()
  return String.fromCodePoint(upper.codePointAt(0)!)
}

function withoutArticle(text: string, articles: readonly string[]): string {
  for (const article of articles) {
    if (!text.startsWith(article)) continue
    const rest = text.slice(article.length).replace(/^[^\p{L}\p{N}]+/u, '')
    if (rest !== '') return rest
  }
  return text
}

const ARTICLES = new Map<string, readonly string[]>()

function articlesOf(ignoredArticles: string): readonly string[] {
  let articles = ARTICLES.get(ignoredArticles)
  if (!articles) {
    const words = foldLetters(ignoredArticles).split(/\s+/).filter(Boolean)
    articles = words.map((word) => (/['’]$/.test(word) ? word : `${word} `))
    ARTICLES.set(ignoredArticles, articles)
  }
  return articles
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : text.slice(0, LONGEST).toWellFormed().trim()
}
