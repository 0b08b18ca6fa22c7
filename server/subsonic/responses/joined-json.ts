// Objects made here and entities that are JSON already, put together without parsing the latter.
import { RawJson } from '../../raw-json.ts'
import { joinParts, type Parts, writeJson } from '../encode-json.ts'

/** One array: our objects, then the ready elements (as `group_concat` gives them). */
export function arrayOf(objects: readonly object[], elements: Buffer | null): RawJson {
  const parts: Parts = []
  objects.forEach((object, place) => {
    if (place > 0) parts.push(',')
    writeJson(object, parts)
  })
  if (objects.length > 0 && elements !== null) parts.push(',')
  if (elements !== null) parts.push(elements)
  return RawJson.array(joinParts(parts))
}

/** An object from its text without the closing brace, and one more member that is an array of ready elements. */
export function withArray(openObject: string, name: string, elements: Buffer | null): RawJson {
  const head = `${openObject},"${name}":[`
  if (elements === null) return new RawJson(`${head}]}`)
  return new RawJson(head, elements, ']}')
}
