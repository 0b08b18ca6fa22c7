// Clients may ask for a whole library in one call. It is read in portions, and others get their turn between them.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Page } from '../../library/songs.ts'
import { RawJson } from '../../raw-json.ts'

/** 500 songs take a millisecond or two. */
const PORTION = 500

/** Everything on a page of any length, as one array. */
export async function itemsInPortions<Item>(page: Page, read: (page: Page) => Item[]): Promise<Item[]> {
  const items: Item[] = []
  for await (const portion of portionsOf(page)) {
    const some = read(portion)
    if (some.length === 0) break
    items.push(...some)
  }
  return items
}

/** The same for lists that come as JSON. */
export async function jsonInPortions(page: Page, read: (page: Page) => RawJson): Promise<RawJson> {
  const arrays: Buffer[] = []
  for await (const portion of portionsOf(page)) {
    const array = read(portion)
    if (array.length <= '[]'.length) break
    if (page.count <= PORTION) return array
    arrays.push(Buffer.from(array.json))
  }
  return joined(arrays)
}

async function* portionsOf({ offset, count }: Page): AsyncGenerator<Page> {
  for (let read = 0; read < count; read += PORTION) {
    if (read > 0) await nextTurn()
    yield { offset: offset + read, count: Math.min(PORTION, count - read) }
  }
}

/** `[1,2]` and `[3]` as `[1,2,3]`. */
function joined(arrays: readonly Buffer[]): RawJson {
  const comma = Buffer.from(',')
  const elements = arrays.flatMap((array, place) => {
    const inside = array.subarray(1, -1)
    return place === 0 ? [inside] : [comma, inside]
  })
  return RawJson.array(elements.length === 0 ? null : Buffer.concat(elements))
}
