// The alphabet of getArtists and getIndexes. Made once per caller and scope and kept as bytes, because clients ask for it
// at every start (SPEED.md T8).
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ReadDb } from '../../db/open.ts'
import type { Versions } from '../../db/versions.ts'
import { type IndexPlace, listIndexedArtists } from '../../library/artists.ts'
import { type DirectoryRow, listRoots, listSubdirectories } from '../../library/directories.ts'
import { artistJson } from '../../library/fragments/artist-json.ts'
import { findKept, keep, stampFor } from '../../library/kept-answers.ts'
import type { Listener } from '../../library/songs.ts'
import { indexName } from '../../library/sort-key.ts'
import { RawJson } from '../../raw-json.ts'
import { directoryArtist } from './directory.ts'

/** Artists or directories read in one go; a few milliseconds. */
const PORTION = 500

interface Heading {
  readonly name: string
  /** JSON of each. */
  readonly artists: string[]
}

/** `index` of ArtistsID3: album artists by heading. */
export function artistIndex(db: ReadDb, versions: Versions, listener: Listener): Promise<RawJson> | RawJson {
  return keptIndex(db, versions, listener, 'artists', () => headingsOfArtists(db, listener))
}

/** `index` of Indexes: the first level of real directories of all music folders. */
export function directoryIndex(
  db: ReadDb,
  versions: Versions,
  listener: Listener,
): Promise<RawJson> | RawJson {
  return keptIndex(db, versions, listener, 'directories', () => headingsOfDirectories(db, listener))
}

function keptIndex(
  db: ReadDb,
  versions: Versions,
  { userId, scope }: Listener,
  kind: string,
  make: () => Promise<Heading[]>,
): Promise<RawJson> | RawJson {
  const key = `index of ${kind} ${userId} ${scope.key}`
  const stamp = stampFor(versions, userId)
  const known = findKept<RawJson | Promise<RawJson>>(db, key, stamp)
  if (known) return known
  // Whoever asks while it is being made gets the same one.
  const making = make().then((headings) => {
    const index = encode(headings)
    keep(db, key, stamp, index, index.length)
    return index
  })
  keep(db, key, stamp, making, 0)
  making.catch(() => keep(db, key, '', undefined, 0))
  return making
}

async function headingsOfArtists(db: ReadDb, listener: Listener): Promise<Heading[]> {
  const headings: Heading[] = []
  let place: IndexPlace | undefined
  for (;;) {
    const artists = listIndexedArtists(db, listener, place, PORTION)
    for (const artist of artists) underHeading(headings, artist.indexName, JSON.stringify(artistJson(artist)))
    place = artists.at(-1)
    if (artists.length < PORTION) return headings
    await nextTurn()
  }
}

async function headingsOfDirectories(db: ReadDb, listener: Listener): Promise<Heading[]> {
  const rows: DirectoryRow[] = []
  for (const root of listRoots(db, listener.scope))
    rows.push(...(await allSubdirectories(db, listener, root.id)))
  const named = rows.map((row) => ({ row, name: indexName(row.sortName) }))
  named.sort(
    (a, b) => compare(a.name, b.name) || compare(a.row.sortName, b.row.sortName) || a.row.id - b.row.id,
  )

  const headings: Heading[] = []
  for (const [place, { row, name }] of named.entries()) {
    underHeading(headings, name, JSON.stringify(directoryArtist(row)))
    if (place % PORTION === PORTION - 1) await nextTurn()
  }
  return headings
}

/** By name, read in portions: a folder may hold thousands. */
export async function allSubdirectories(
  db: ReadDb,
  listener: Listener,
  parentId: number,
): Promise<DirectoryRow[]> {
  const rows: DirectoryRow[] = []
  for (;;) {
    const portion = listSubdirectories(db, listener, parentId, rows.at(-1), PORTION)
    rows.push(...portion)
    if (portion.length < PORTION) return rows
    await nextTurn()
  }
}

function underHeading(headings: Heading[], name: string, artist: string): void {
  const last = headings.at(-1)
  if (last?.name === name) last.artists.push(artist)
  else headings.push({ name, artists: [artist] })
}

function encode(headings: readonly Heading[]): RawJson {
  const index = headings.map(
    ({ name, artists }) => `{"name":${JSON.stringify(name)},"artist":[${artists.join(',')}]}`,
  )
  return new RawJson(Buffer.from(`[${index.join(',')}]`))
}

/** As SQLite compares: by code point. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
