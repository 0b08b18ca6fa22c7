// Where pages of a long list begin. A client that reads a whole library asks for offsets 0, 500, 1000 …; skipping to each
// would cost more with every page. After each page its end is marked, and the next one starts there with a seek
// (CONTRACT.md SEARCH-9). Marks are shared by everybody who sees the same list, and dropped when the library changes.
import type { ReadDb } from '../db/open.ts'

/** The sort key and id of the last item before an offset. */
export interface Mark {
  readonly offset: number
  readonly sort: string
  readonly id: number
}

interface Marks {
  readonly version: number
  /** Ascending by offset. */
  readonly marks: Mark[]
}

const MOST_LISTS = 50
const MOST_MARKS = 4000

const LISTS = new WeakMap<ReadDb, Map<string, Marks>>()

/** The last mark at or before an offset. */
export function findMark(db: ReadDb, list: string, version: number, offset: number): Mark | undefined {
  const known = LISTS.get(db)?.get(list)
  if (known?.version !== version) return undefined
  return known.marks[placeOf(known.marks, offset + 1) - 1]
}

export function noteMark(db: ReadDb, list: string, version: number, mark: Mark): void {
  let lists = LISTS.get(db)
  if (!lists) {
    lists = new Map()
    LISTS.set(db, lists)
  }
  let known = lists.get(list)
  if (known?.version !== version) {
    lists.delete(list)
    if (lists.size >= MOST_LISTS) lists.delete(lists.keys().next().value!)
    known = { version, marks: [] }
    lists.set(list, known)
  }
  const place = placeOf(known.marks, mark.offset)
  if (known.marks[place]?.offset === mark.offset || known.marks.length >= MOST_MARKS) return
  known.marks.splice(place, 0, mark)
}

/** The place of the first mark at or after an offset. */
function placeOf(marks: readonly Mark[], offset: number): number {
  let low = 0
  let high = marks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (marks[middle]!.offset < offset) low = middle + 1
    else high = middle
  }
  return low
}
