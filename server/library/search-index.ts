// Writes the word and trigram tables that search.ts reads. They hold no text of their own (contentless): a row is
// deleted and written anew, never updated. Every row carries the music folders it may be found in, so that the search
// of somebody who may use a small folder does not wade through the matches of a large one.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { fieldWords, searchText, squeezedWords, wholeWord } from './search-text.ts'

export type Searchable = 'song' | 'album' | 'artist'

/** A word of private-use letters: no text of a user or a tag contains it. */
export const folderWord = (folderId: number) => `\ue001${folderId}`

/** The same for the trigram tables: exactly three letters. */
export const folderTrigram = (folderId: number) =>
  `\ue001\ue001${String.fromCodePoint(0xf0000 + (folderId & 0xffff))}`

export interface SearchRow {
  /** Values of the columns of `<kind>_words` behind rowid. */
  readonly words: readonly string[]
  /** The searched fields, normalised, each different one once, each on a line behind a space. */
  readonly text: string
  readonly folderIds: readonly number[]
}

export interface SearchIndex {
  /** From now on the thing is found by this row and by nothing it was found by before. */
  put(kind: Searchable, id: number, row: SearchRow): void
  remove(kind: Searchable, id: number): void
  /** Call last thing before COMMIT. */
  flush(): void
}

const INSERT_WORDS = {
  song: 'INSERT INTO song_words (rowid, title, artist, album) VALUES (?, ?, ?, ?)',
  album: 'INSERT INTO album_words (rowid, title, other) VALUES (?, ?, ?)',
  artist: 'INSERT INTO artist_words (rowid, title, other) VALUES (?, ?, ?)',
}

/**
 * Collects the changes of a transaction and writes them at its end, sorted. FTS5 gathers what is written in memory and
 * builds a segment of it when a smaller rowid comes, and also at every statement of the transaction that may have to be
 * undone by itself; a segment for every song costs five times the rest of a scan.
 */
export function createSearchIndex(db: WriteDb): SearchIndex {
  const changes = { song: new Map(), album: new Map(), artist: new Map() } as Record<
    Searchable,
    Map<number, SearchRow | undefined>
  >

  function flushKind(kind: Searchable) {
    const rows = [...changes[kind]].sort(([a], [b]) => a - b)
    changes[kind].clear()
    const removeText = prepare(db, 'DELETE FROM search_texts WHERE kind = ? AND id = ?')
    const indexed = rows.filter(([id]) => removeText.run(kind, id).changes > 0)
    for (const table of [`${kind}_words`, `${kind}_trigrams`]) {
      for (const [id] of indexed) prepare(db, `DELETE FROM ${table} WHERE rowid = ?`).run(id)
    }
    const insertText = prepare(db, 'INSERT INTO search_texts (kind, id, text) VALUES (?, ?, ?)')
    const insertWords = prepare(db, INSERT_WORDS[kind])
    const insertTrigrams = prepare(db, `INSERT INTO ${kind}_trigrams (rowid, body) VALUES (?, ?)`)
    for (const [id, row] of rows) if (row) insertText.run(kind, id, row.text)
    for (const [id, row] of rows) if (row) insertWords.run(id, ...row.words)
    for (const [id, row] of rows) {
      if (row) insertTrigrams.run(id, [row.text, ...row.folderIds.map(folderTrigram)].join('\n'))
    }
  }

  return {
    put: (kind, id, row) => changes[kind].set(id, row),
    remove: (kind, id) => changes[kind].set(id, undefined),
    flush() {
      flushKind('song')
      flushKind('album')
      flushKind('artist')
    },
  }
}

interface SearchFields {
  readonly title: string
  readonly artist?: string
  readonly album?: string
}

export function songSearchRow(folderId: number, fields: Required<SearchFields>): SearchRow {
  const { title, artist, album } = fields
  const rest = [fieldWords(album), extras(title, artist, album), whole(title), folderWord(folderId)]
  return {
    words: [fieldWords(title), fieldWords(artist), words(rest)],
    text: lines(title, artist, album),
    folderIds: [folderId],
  }
}

export function albumSearchRow(
  folderId: number,
  fields: Required<Omit<SearchFields, 'album'>>,
  year?: number,
): SearchRow {
  const { title, artist } = fields
  const rest = [
    fieldWords(artist),
    `${year ?? ''}`,
    extras(title, artist),
    whole(title),
    folderWord(folderId),
  ]
  return { words: [fieldWords(title), words(rest)], text: lines(title, artist), folderIds: [folderId] }
}

export function artistSearchRow(folderIds: readonly number[], name: string, sortName: string): SearchRow {
  const folders = folderIds.map(folderWord)
  const rest = [fieldWords(sortName), extras(name), whole(name), whole(sortName), ...folders]
  return { words: [fieldWords(name), words(rest)], text: lines(name, sortName), folderIds }
}

const whole = (field: string) => wholeWord(searchText(field))
const words = (parts: readonly string[]) => parts.filter(Boolean).join(' ')
const extras = (...fields: string[]) => words(fields.map(squeezedWords))

function lines(...fields: string[]): string {
  const texts = fields.map(searchText).filter(Boolean)
  return [...new Set(texts)].map((text) => ` ${text}`).join('\n')
}
