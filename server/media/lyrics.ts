// Lyrics as the API gives them, from what the scan stored (CONTRACT.md section 8.6). All layers are main ones: neither
// tags nor LRC say what is a translation.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { SongId } from '../ids.ts'
import { foldLetters } from '../library/fold.ts'
import { sortKey } from '../library/sort-key.ts'
import { type Cue, type LyricsLine, type ParsedLyrics, parseLrc, splitLines } from './lrc.ts'

export interface StructuredLyrics {
  readonly lang: string
  readonly synced: boolean
  readonly displayArtist: string
  readonly displayTitle: string
  readonly offset: number
  readonly line: readonly { readonly start?: number; readonly value: string }[]
  readonly kind?: 'main'
  readonly cueLine?: readonly CueLine[]
}

interface CueLine {
  readonly index: number
  readonly start: number
  readonly end?: number
  readonly value: string
  readonly cue: readonly Cue[]
}

interface SongWords {
  readonly id: SongId
  readonly artist: string
  readonly title: string
}

/** As printed in the tag. */
const ARTIST = `coalesce(json_extract(t.tags, '$.artist'), json_extract(t.tags, '$.artists[0]'), '')`

interface LyricsRow {
  readonly format: 'text' | 'lrc' | 'synced'
  readonly lang: string
  readonly body: string
}

/**
 * Every source and language, in the order of the scan; undefined for a song the caller may not see.
 * @param enhanced adds what version 2 of the extension knows
 */
export function lyricsOfSong(
  db: ReadDb,
  scope: FolderScope,
  id: SongId,
  enhanced: boolean,
): StructuredLyrics[] | undefined {
  const song = prepare<[number, string], SongWords>(
    db,
    `SELECT s.id, s.title, ${ARTIST} AS artist FROM songs s LEFT JOIN song_tags t ON t.song_id = s.id
     WHERE s.id = ? AND s.missing_since IS NULL AND s.folder_id IN (SELECT value FROM json_each(?))`,
  ).get(id, scope.key)
  return song && rowsOf(db, id).map((row) => toStructured(song, row, enhanced))
}

export interface PlainLyrics {
  readonly artist: string
  readonly title: string
  readonly value: string
}

/** Songs of one title that are looked at for the artist: `Intro` has thousands. */
const MOST_CANDIDATES = 200

/** The best match by title and, if given, artist; of several the one whose artist is the very same (LYRICS-7). */
export function findLyrics(
  db: ReadDb,
  scope: FolderScope,
  asked: { readonly artist: string; readonly title: string },
  ignoredArticles: string,
): PlainLyrics | undefined {
  const wantedTitle = foldWords(asked.title)
  const wantedArtist = foldWords(asked.artist)
  if (wantedTitle === '') return undefined
  const candidates = prepare<{ title: string; folders: string; most: number }, SongWords>(
    db,
    `SELECT s.id, s.title, ${ARTIST} AS artist
     FROM json_each(:folders) f CROSS JOIN songs s INDEXED BY songs_by_title LEFT JOIN song_tags t ON t.song_id = s.id
     WHERE s.folder_id = f.value AND s.sort_title = :title AND s.missing_since IS NULL
       AND EXISTS (SELECT 1 FROM lyrics l WHERE l.song_id = s.id)
     LIMIT :most`,
  ).all({ title: sortKey(asked.title, ignoredArticles), folders: scope.key, most: MOST_CANDIDATES })

  let best: SongWords | undefined
  let bestScore = 0
  for (const candidate of candidates) {
    const score = likeness(
      foldWords(candidate.artist),
      wantedArtist,
      foldWords(candidate.title) === wantedTitle,
    )
    if (score > bestScore) [best, bestScore] = [candidate, score]
  }
  return best && { artist: best.artist, title: best.title, value: plainText(best, rowsOf(db, best.id)) }
}

/** 0: another artist. */
function likeness(artist: string, wantedArtist: string, sameTitle: boolean): number {
  const bonus = sameTitle ? 1 : 0
  if (wantedArtist === '' || artist === wantedArtist) return 4 + bonus
  if (artist !== '' && (artist.includes(wantedArtist) || wantedArtist.includes(artist))) return 2 + bonus
  return 0
}

const foldWords = (text: string) =>
  foldLetters(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

function plainText(song: SongWords, rows: readonly LyricsRow[]): string {
  const layers = rows.map((row) => toStructured(song, row, false))
  const layer = layers.find((one) => !one.synced) ?? layers[0]
  return layer ? layer.line.map((line) => line.value).join('\n') : ''
}

function rowsOf(db: ReadDb, id: SongId): LyricsRow[] {
  return prepare<[number], LyricsRow>(
    db,
    'SELECT format, lang, body FROM lyrics WHERE song_id = ? ORDER BY position',
  ).all(id)
}

function toStructured(song: SongWords, row: LyricsRow, enhanced: boolean): StructuredLyrics {
  const parsed = parseRow(row)
  const lang = row.lang === 'und' || row.lang === '' ? (parsed.lang ?? 'und') : row.lang
  const plain: StructuredLyrics = {
    lang,
    synced: parsed.synced,
    displayArtist: parsed.artist ?? song.artist,
    displayTitle: parsed.title ?? song.title,
    offset: parsed.offset ?? 0,
    line: parsed.lines.map(({ start, value }) => (start === undefined ? { value } : { start, value })),
  }
  if (!enhanced) return plain
  const cueLine = parsed.synced ? cueLines(parsed.lines) : []
  return cueLine.length > 0 ? { ...plain, kind: 'main', cueLine } : { ...plain, kind: 'main' }
}

function cueLines(lines: readonly LyricsLine[]): CueLine[] {
  return lines.flatMap(({ value, cues, start }, index) => {
    if (!cues || start === undefined) return []
    const end = cues[cues.length - 1]!.end
    return [{ index, start: cues[0]!.start, ...(end === undefined ? {} : { end }), value, cue: cues }]
  })
}

function parseRow({ format, body }: LyricsRow): ParsedLyrics {
  switch (format) {
    case 'lrc':
      return parseLrc(body)
    case 'synced':
      return parseSynced(body)
    case 'text':
      return { synced: false, lines: splitLines(body).map((value) => ({ value: value.trimEnd() })) }
    default:
      return format satisfies never
  }
}

/** Embedded synchronised lyrics as the tag readers store them: `[{"start":ms,"value":"…"}]`. */
function parseSynced(body: string): ParsedLyrics {
  const lines = (JSON.parse(body) as { start: number; value: string }[])
    .map(({ start, value }) => ({ start: Math.max(0, Math.round(start)), value: value.trim() }))
    .sort((a, b) => a.start - b.start)
  return { synced: true, lines }
}
