// Writes the word and trigram tables that search.ts reads. They hold no text of their own (contentless): a row is
// deleted and written anew, never updated. Every row carries the music folders it may be found in, so that the search
// of somebody who may use a small folder does not wade through the matches of a large one.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { fieldWords, searchText, squeezedWords } from './search-text.ts'

export type Searchable = 'song' | 'album' | 'artist'

/** A private-use letter: no text of a user or a tag contains it. */
export const folderWord = (folderId: number) => `\ue001${folderId}`

export interface SearchFields {
  readonly title: string
  readonly artist?: string
  readonly album?: string
}

export function indexSong(db: WriteDb, id: number, folderId: number, fields: Required<SearchFields>): void {
  prepare(db, 'INSERT INTO song_words (rowid, title, artist, album) VALUES (?, ?, ?, ?)').run(
    id,
    fieldWords(fields.title),
    fieldWords(fields.artist),
    `${fieldWords(fields.album)} ${extras(fields)} ${folderWord(folderId)}`,
  )
  prepare(db, 'INSERT INTO song_trigrams (rowid, body) VALUES (?, ?)').run(id, trigramBody(fields))
}

export function indexAlbum(
  db: WriteDb,
  id: number,
  folderId: number,
  fields: SearchFields,
  year?: number,
): void {
  prepare(db, 'INSERT INTO album_words (rowid, title, other) VALUES (?, ?, ?)').run(
    id,
    fieldWords(fields.title),
    `${fieldWords(fields.artist ?? '')} ${year ?? ''} ${extras(fields)} ${folderWord(folderId)}`,
  )
  prepare(db, 'INSERT INTO album_trigrams (rowid, body) VALUES (?, ?)').run(id, trigramBody(fields))
}

export function indexArtist(
  db: WriteDb,
  id: number,
  folderIds: readonly number[],
  name: string,
  sortName: string,
): void {
  prepare(db, 'INSERT INTO artist_words (rowid, title, other) VALUES (?, ?, ?)').run(
    id,
    fieldWords(name),
    `${fieldWords(sortName)} ${extras({ title: name })} ${folderIds.map(folderWord).join(' ')}`,
  )
  prepare(db, 'INSERT INTO artist_trigrams (rowid, body) VALUES (?, ?)').run(
    id,
    trigramBody({ title: name, artist: sortName }),
  )
}

/** Harmless for an id that is not there. */
export function unindex(db: WriteDb, kind: Searchable, id: number): void {
  prepare(db, `DELETE FROM ${kind}_words WHERE rowid = ?`).run(id)
  prepare(db, `DELETE FROM ${kind}_trigrams WHERE rowid = ?`).run(id)
}

function extras({ title, artist = '', album = '' }: SearchFields): string {
  return [title, artist, album].map(squeezedWords).filter(Boolean).join(' ')
}

/** Each different field once, each on a line: what search.ts checks a candidate against. */
export function trigramBody({ title, artist = '', album = '' }: SearchFields): string {
  const lines = [title, artist, album].map(searchText).filter(Boolean)
  return [...new Set(lines)].join('\n')
}
