import { MissingInput } from '../../errors.ts'
import { listAlbums } from '../../library/album-lists.ts'
import { type AlbumShape, albumsByIds } from '../../library/albums.ts'
import { artistsByIds, listArtistsByName } from '../../library/artists.ts'
import { artistJson, folderArtistJson } from '../../library/fragments/artist-json.ts'
import { searchAlbums, searchArtists, searchFields, searchSongs } from '../../library/search.ts'
import { type FindingQuery, parseQuery } from '../../library/search-text.ts'
import {
  approachSongsByTitle,
  type Listener,
  listSongsByTitle,
  type Page,
  songsByIds,
} from '../../library/songs.ts'
import { itemsInPortions, jsonInPortions } from '../responses/in-portions.ts'
import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

/** The oldest search: songs by field. A text without letters or digits counts as not given. */
export function search({ optional, user }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const fields: Record<string, FindingQuery> = {}
  for (const name of ['artist', 'album', 'title', 'any']) {
    const query = parseQuery(optional.text(name) ?? '')
    if (query.kind !== 'everything') fields[name] = query
  }
  if (Object.keys(fields).length === 0) throw new MissingInput('any')

  const page = {
    count: Math.min(MOST_RESULTS, optional.int('count', 20, { min: 0 })),
    offset: optional.int('offset', 0, { min: 0 }),
  }
  const isUuid = Object.values(fields).some(({ kind }) => kind === 'musicBrainzId')
  const { ids, totalHits } = isUuid
    ? { ids: [], totalHits: 0 }
    : searchFields(db, { ...fields, ...page, newerThan: optional.maybeInt('newerThan'), scope: user.scope })
  const match = songsByIds(db, { userId: user.id, scope: user.scope }, ids)
  return { searchResult: { offset: page.offset, totalHits, match } }
}

export async function search2(request: SubsonicRequest, deps: SubsonicDeps): Promise<Payload> {
  const { artists, album, song } = await results(request, deps, 'child')
  return { searchResult2: { artist: artists.map(folderArtistJson), album, song } }
}

export async function search3(request: SubsonicRequest, deps: SubsonicDeps): Promise<Payload> {
  const { artists, album, song } = await results(request, deps, 'album')
  return { searchResult3: { artist: artists.map(artistJson), album, song } }
}

/** CONTRACT.md PAR-6: clients ask for everything at once; this is where "everything" ends. */
const MOST_RESULTS = 100_000

async function results(request: SubsonicRequest, { db, versions }: SubsonicDeps, shape: AlbumShape) {
  const { need, user, scope } = request
  const query = parseQuery(need.textOrEmpty('query'))
  const listener: Listener = { userId: user.id, scope }
  const version = versions.current('library')
  const wanted = {
    artist: pageOf(request, 'artist'),
    album: pageOf(request, 'album'),
    song: pageOf(request, 'song'),
  }

  if (query.kind === 'everything') {
    if (wanted.song.count > 0) await approachSongsByTitle(db, listener, version, wanted.song.offset)
    return {
      artists: await itemsInPortions(wanted.artist, (page) => listArtistsByName(db, listener, version, page)),
      album: await jsonInPortions(wanted.album, (page) =>
        listAlbums(db, listener, { type: 'alphabeticalByName' }, page, shape),
      ),
      song: await jsonInPortions(wanted.song, (page) => listSongsByTitle(db, listener, version, page)),
    }
  }
  const find = { query, scope, userId: user.id }
  const artistIds = searchArtists(db, { ...find, ...wanted.artist })
  const albumIds = searchAlbums(db, { ...find, ...wanted.album })
  const songIds = searchSongs(db, { ...find, ...wanted.song })
  return {
    artists: await itemsInPortions(all(artistIds), (page) =>
      artistsByIds(db, listener, slice(artistIds, page)),
    ),
    album: await jsonInPortions(all(albumIds), (page) =>
      albumsByIds(db, listener, slice(albumIds, page), shape),
    ),
    song: await jsonInPortions(all(songIds), (page) => songsByIds(db, listener, slice(songIds, page))),
  }
}

function pageOf({ optional }: SubsonicRequest, kind: string): Page {
  return {
    count: Math.min(MOST_RESULTS, optional.int(`${kind}Count`, 20, { min: 0 })),
    offset: optional.int(`${kind}Offset`, 0, { min: 0 }),
  }
}

const all = (ids: readonly number[]): Page => ({ offset: 0, count: ids.length })
const slice = (ids: readonly number[], { offset, count }: Page) => ids.slice(offset, offset + count)
