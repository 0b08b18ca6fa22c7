// Songs for clients on the minimal list: SubMusic lives in a watch with a few hundred KB.
import { RawJson } from '../raw-json.ts'

const KEPT = new Set([
  ...['id', 'parent', 'isDir', 'title', 'album', 'artist', 'track', 'year', 'coverArt', 'size'],
  ...['contentType', 'suffix', 'duration', 'bitRate', 'isVideo', 'albumId', 'artistId', 'type'],
])

/** The same tree with every Child cut down to its main members. A Child is what has `isDir`. */
export function withMinimalChildren(value: unknown): unknown {
  if (value instanceof RawJson) return withMinimalChildren(value.parse())
  if (Array.isArray(value)) return value.map(withMinimalChildren)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  const kept = 'isDir' in value ? members.filter(([name]) => KEPT.has(name)) : members
  return Object.fromEntries(kept.map(([name, member]) => [name, withMinimalChildren(member)]))
}
