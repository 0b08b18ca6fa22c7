// The one place that interprets: from the values a reader collected to SongTags. What is decided here, and why, stands
// in the README beside it.

import { CONTRIBUTOR_ROLES } from '../../library/roles.ts'
import type { ItemDate, SongTags, TagContributor, TagLyrics } from '../../library/song-tags.ts'
import { cleanList, cleanText, firstText, MAX_LYRICS, MAX_VALUES } from './clean-text.ts'
import {
  isTrue,
  parseBpm,
  parseCount,
  parseDate,
  parseGain,
  parseMusicBrainzIds,
  parsePeak,
  parseR128Gain,
  parseTotal,
  parseYearAndDay,
  round,
} from './parse-values.ts'
import type { Field, RawLyrics, RawTags, TimedText } from './raw-tags.ts'

export function toSongTags(raw: RawTags): SongTags {
  const first = (field: Field) => firstText(raw.fields.get(field))
  const list = (field: Field) => cleanList(raw.fields.get(field))
  const ids = (field: Field) => parseMusicBrainzIds(raw.fields.get(field))

  const artistIds = ids('artistId')
  const albumArtistIds = ids('albumArtistId')
  const artist = list('artist')
  const albumArtist = list('albumArtist')
  const disc = first('disc')
  return {
    title: first('title'),
    titleSort: first('titleSort'),
    album: first('album'),
    albumSort: first('albumSort'),
    albumVersion: first('albumVersion'),
    artist: artist.length === 1 ? artist[0] : undefined,
    artistSort: first('artistSort'),
    artists: singleArtists(raw, list('artists'), artist, artistIds.length),
    albumArtist: albumArtist.length === 1 ? albumArtist[0] : undefined,
    albumArtistSort: first('albumArtistSort'),
    albumArtists: singleArtists(raw, list('albumArtists'), albumArtist, albumArtistIds.length),
    contributors: contributors(raw),
    composerSort: first('composerSort'),
    track: parseCount(first('track')),
    disc: parseCount(disc),
    discTotal: parseCount(first('discTotal')) ?? parseTotal(disc),
    discSubtitle: first('discSubtitle'),
    date: date(raw),
    releaseDate: parseDate(first('releaseDate')),
    originalDate: parseDate(first('originalDate')) ?? parseDate(first('originalYear')),
    genres: list('genre'),
    compilation: isTrue(first('compilation')),
    releaseTypes: slashList(raw, 'releaseType'),
    labels: list('label'),
    moods: list('mood'),
    groupings: list(raw.fields.has('appGrouping') ? 'appGrouping' : 'grouping'),
    isrc: slashList(raw, 'isrc'),
    bpm: parseBpm(first('bpm')),
    comment: first('comment') ?? first('description'),
    explicit: explicit(first('advisory')),
    works: works(raw),
    movements: movements(raw),
    replayGain: replayGain(raw),
    musicBrainz: {
      recordingId: ids('recordingId')[0],
      albumId: ids('albumId')[0],
      releaseGroupId: ids('releaseGroupId')[0],
      artistIds,
      albumArtistIds,
    },
    lyrics: lyrics(raw),
  }
}

/**
 * A list tag of its own wins over repeated values of the printed one. Names are never taken apart, with one exception:
 * before ID3v2.4 the list tag is one string `a/b`, and is split when the MusicBrainz ids say that there are so many.
 */
function singleArtists(raw: RawTags, names: string[], printed: string[], idCount: number): string[] {
  if (names.length === 0) return printed
  if (!raw.slashLists || names.length > 1 || idCount < 2) return names
  const parts = cleanList(names[0]!.split('/'))
  return parts.length === idCount ? parts : names
}

/** `album/live` of ID3v2.3, but not the type that has a slash in its name. */
function slashList(raw: RawTags, field: Field): string[] {
  const values = cleanList(raw.fields.get(field))
  if (!raw.slashLists || !values.some((value) => value.includes('/'))) return values
  return cleanList(values.flatMap((value) => (/^mixtape\/street$/i.test(value) ? [value] : value.split('/'))))
}

function date(raw: RawTags): ItemDate | undefined {
  const { fields } = raw
  const exact = parseDate(firstText(fields.get('date')))
  return exact ?? parseYearAndDay(firstText(fields.get('year')), firstText(fields.get('dayMonth')))
}

function contributors(raw: RawTags): TagContributor[] {
  const found: TagContributor[] = []
  for (const role of CONTRIBUTOR_ROLES) {
    const values = raw.fields.get(role)
    if (role === 'performer') addPerformers(raw, found)
    if (!values || found.length >= MAX_VALUES) continue
    const names = cleanList(values)
    const ids = parseMusicBrainzIds(raw.fields.get(`${role}Id`))
    for (const [index, name] of names.entries()) {
      const musicBrainzId = ids.length === names.length ? ids[index] : undefined
      const person = role === 'performer' ? performer(name) : { role, name }
      addContributor(found, musicBrainzId ? { ...person, musicBrainzId } : person)
    }
  }
  return found
}

function addPerformers(raw: RawTags, found: TagContributor[]): void {
  for (const one of raw.performers) {
    const name = cleanText(one.name)
    const subRole = one.instrument && cleanText(one.instrument)
    if (name)
      addContributor(found, subRole ? { role: 'performer', subRole, name } : { role: 'performer', name })
  }
}

function addContributor(found: TagContributor[], one: TagContributor): void {
  const known = (other: TagContributor) =>
    other.role === one.role && other.name === one.name && other.subRole === one.subRole
  if (found.length < MAX_VALUES && !found.some(known)) found.push(one)
}

/** Vorbis comments write `Name (instrument)`. */
function performer(text: string): TagContributor {
  const parts = /^(.+?)\s*\(([^()]+)\)$/.exec(text)
  return parts
    ? { role: 'performer', subRole: parts[2]!.trim() || undefined, name: parts[1]! }
    : { role: 'performer', name: text }
}

/** iTunes and its followers: 1 explicit, 2 cleaned, 4 explicit in old files, 0 nothing said. */
function explicit(advisory: string | undefined): SongTags['explicit'] {
  if (advisory === '1' || advisory === '4') return 'explicit'
  return advisory === '2' ? 'clean' : undefined
}

function works(raw: RawTags): SongTags['works'] {
  // A file with iTunes' own grouping frame uses the old one for the name of the work.
  const field = !raw.fields.has('work') && raw.fields.has('appGrouping') ? 'grouping' : 'work'
  const names = cleanList(raw.fields.get(field))
  if (names.length === 0) return []
  const ids = parseMusicBrainzIds(raw.fields.get('workId'))
  return names.map((name, index) =>
    ids.length === names.length ? { name, musicBrainzId: ids[index]! } : { name },
  )
}

/** MVIN is `1/4`; Vorbis comments have MOVEMENT (the number, or in other hands the name) and MOVEMENTTOTAL. */
function movements(raw: RawTags): SongTags['movements'] {
  const place = firstText(raw.fields.get('movement'))
  const number = parseCount(place)
  const name = firstText(raw.fields.get('movementName')) ?? (number === undefined ? place : undefined)
  if (!name) return []
  const count = parseCount(firstText(raw.fields.get('movementTotal'))) ?? parseTotal(place)
  return [{ name, number, count }]
}

function replayGain(raw: RawTags): SongTags['replayGain'] {
  const { fields, outputGain } = raw
  const first = (field: Field) => firstText(fields.get(field))
  return {
    trackGain: parseR128Gain(first('r128TrackGain')) ?? parseGain(first('trackGain')),
    albumGain: parseR128Gain(first('r128AlbumGain')) ?? parseGain(first('albumGain')),
    trackPeak: parsePeak(first('trackPeak')),
    albumPeak: parsePeak(first('albumPeak')),
    // Every Opus file has the field; 0 is what it holds when nobody set it.
    baseGain: outputGain ? round(outputGain) : undefined,
  }
}

const NO_LYRICS: readonly TagLyrics[] = []
/** `[01:23.45]` or `[01:23]` at the start of a line. */
const TIME_STAMP = /^\s*\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]/m

function lyrics(raw: RawTags): readonly TagLyrics[] {
  const texts = raw.fields.get('lyrics')
  if (raw.lyrics.length === 0 && !texts) return NO_LYRICS
  const all: RawLyrics[] = [...raw.lyrics, ...(texts ?? []).map((body) => ({ body }))]
  const found: TagLyrics[] = []
  for (const one of all.slice(0, 16)) {
    const lyrics =
      typeof one.body === 'string' ? textLyrics(one.lang, one.body) : timedLyrics(one.lang, one.body)
    const known = (other: TagLyrics) => other.body === lyrics?.body && other.lang === lyrics.lang
    if (lyrics && !found.some(known)) found.push(lyrics)
  }
  return found
}

function textLyrics(lang: string | undefined, text: string): TagLyrics | undefined {
  const body = cleanText(text, MAX_LYRICS)
  return body ? { lang: language(lang), format: TIME_STAMP.test(body) ? 'lrc' : 'text', body } : undefined
}

/** Cut at whole entries, so that the JSON stays JSON. */
function timedLyrics(lang: string | undefined, entries: readonly TimedText[]): TagLyrics | undefined {
  const lines: TimedText[] = []
  let length = 2
  for (const entry of entries) {
    const line = { start: entry.start, value: cleanText(entry.value) }
    length += JSON.stringify(line).length + 1
    if (length > MAX_LYRICS) break
    lines.push(line)
  }
  if (!lines.some((line) => line.value)) return undefined
  lines.sort((a, b) => a.start - b.start)
  return { lang: language(lang), format: 'synced', body: JSON.stringify(lines) }
}

function language(code: string | undefined): string {
  const lower = code?.toLowerCase() ?? ''
  return /^[a-z]{2,3}$/.test(lower) && lower !== 'xxx' ? lower : 'und'
}
