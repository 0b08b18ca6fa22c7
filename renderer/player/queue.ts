// What is played after what. Only data: every function takes a queue and gives another.

/** What the player shows of a song; what the music endpoints call a Child has all of it. */
export interface Song {
  readonly id: string
  readonly title: string
  readonly artist?: string | undefined
  readonly artistId?: string | undefined
  readonly album?: string | undefined
  readonly albumId?: string | undefined
  readonly coverArt?: string | undefined
  readonly duration?: number | undefined
  readonly suffix?: string | undefined
}

export interface Entry {
  /** Its own even where a song is there twice. */
  readonly key: number
  readonly id: string
  /** Unknown for a while after a queue was restored. */
  readonly song?: Song | undefined
  /** Its place before the queue was shuffled. */
  readonly place: number
}

export type Repeat = 'off' | 'all' | 'one'

export interface Queue {
  readonly entries: readonly Entry[]
  /** Of the current entry; -1 in an empty queue. */
  readonly index: number
  readonly repeat: Repeat
  readonly shuffled: boolean
}

export const EMPTY: Queue = { entries: [], index: -1, repeat: 'off', shuffled: false }

let lastKey = 0

export function currentOf(queue: Queue): Entry | undefined {
  return queue.entries[queue.index]
}

/** These instead of what was there. A shuffled queue plays the chosen one first. */
export function replaced(queue: Queue, songs: readonly Song[], index: number): Queue {
  const entries = songs.map((song, place) => entryOf(song, place))
  if (entries.length === 0) return { ...queue, entries: [], index: -1 }
  const fresh = { ...queue, entries, index: Math.min(Math.max(index, 0), entries.length - 1) }
  return queue.shuffled ? mixed(fresh) : fresh
}

export function restored(queue: Queue, ids: readonly string[], index: number): Queue {
  const entries = ids.map((id, place) => {
    lastKey += 1
    return { key: lastKey, id, place }
  })
  return { ...queue, entries, index: entries[index] ? index : entries.length - 1 }
}

export function withNext(queue: Queue, songs: readonly Song[]): Queue {
  return inserted(queue, songs, queue.index + 1)
}

export function withAdded(queue: Queue, songs: readonly Song[]): Queue {
  return inserted(queue, songs, queue.entries.length)
}

function inserted(queue: Queue, songs: readonly Song[], at: number): Queue {
  const fresh = songs.map((song) => entryOf(song, 0))
  const entries = queue.entries.toSpliced(at, 0, ...fresh)
  // Their place is where they stand now, shuffled or not: whoever added them saw them there.
  return {
    ...queue,
    entries: entries.map((entry, place) => ({ ...entry, place })),
    index: Math.max(queue.index, 0),
  }
}

/** Without the current one the next takes its place; the player has to look whether the current one is another now. */
export function without(queue: Queue, key: number): Queue {
  const at = queue.entries.findIndex((entry) => entry.key === key)
  if (at === -1) return queue
  const entries = queue.entries.toSpliced(at, 1)
  const index = at < queue.index ? queue.index - 1 : Math.min(queue.index, entries.length - 1)
  return { ...queue, entries, index }
}

export function moved(queue: Queue, key: number, to: number): Queue {
  const at = queue.entries.findIndex((entry) => entry.key === key)
  const entry = queue.entries[at]
  if (!entry || to < 0 || to >= queue.entries.length || to === at) return queue
  const current = currentOf(queue)
  const entries = queue.entries
    .toSpliced(at, 1)
    .toSpliced(to, 0, entry)
    .map((each, place) => ({ ...each, place }))
  return { ...queue, entries, index: entries.findIndex((each) => each.key === current?.key) }
}

export function shuffled(queue: Queue, on: boolean): Queue {
  if (on) return mixed({ ...queue, shuffled: true })
  const current = currentOf(queue)
  const entries = queue.entries.toSorted((one, other) => one.place - other.place)
  return { ...queue, shuffled: false, entries, index: entries.findIndex(({ key }) => key === current?.key) }
}

/** The current one first, the others by chance behind it. */
function mixed(queue: Queue): Queue {
  const current = currentOf(queue)
  if (!current) return queue
  const others = queue.entries.filter((entry) => entry !== current)
  for (let last = others.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(Math.random() * (last + 1))
    const held = others[last]!
    others[last] = others[chosen]!
    others[chosen] = held
  }
  return { ...queue, entries: [current, ...others], index: 0 }
}

/**
 * Where it goes on; undefined at the end.
 * @param asked somebody wants another song, so that one song repeated is left too
 */
export function nextIndex(queue: Queue, asked: boolean): number | undefined {
  if (queue.entries.length === 0) return undefined
  if (queue.repeat === 'one' && !asked) return queue.index
  if (queue.index + 1 < queue.entries.length) return queue.index + 1
  return queue.repeat === 'off' ? undefined : 0
}

export function previousIndex(queue: Queue): number | undefined {
  if (queue.index > 0) return queue.index - 1
  return queue.repeat === 'all' && queue.entries.length > 0 ? queue.entries.length - 1 : undefined
}

export function withSong(queue: Queue, song: Song): Queue {
  if (!queue.entries.some((entry) => entry.id === song.id && !entry.song)) return queue
  const entries = queue.entries.map((entry) => (entry.id === song.id ? { ...entry, song } : entry))
  return { ...queue, entries }
}

function entryOf(song: Song, place: number): Entry {
  lastKey += 1
  return { key: lastKey, id: song.id, song, place }
}
