// SQLite sorts text by its UTF-8 bytes, JavaScript by UTF-16 units; they differ from the first emoji on. The walk meets
// files in the order of the database, so it has to sort like the database.

const HIGH = /[\ud800-\uffff]/

export function compareLikeSqlite(a: string, b: string): number {
  if (a === b) return 0
  if (HIGH.test(a) && HIGH.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

/** Sorts in place. */
export function sortLikeSqlite(texts: string[]): string[] {
  return texts.some((text) => HIGH.test(text)) ? texts.sort(compareLikeSqlite) : texts.sort()
}
