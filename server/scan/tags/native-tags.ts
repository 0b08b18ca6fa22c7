// What music-metadata found, as RawTags. Its native tags are used, not its `common` ones: those know fewer fields and join
// what we keep apart.
import { isUtf8 } from 'node:buffer'
import type { IAudioMetadata, ITag } from 'music-metadata'
import { apeField } from './apev2.ts'
import { parseId3Genre } from './genres.ts'
import { asWindows1252 } from './id3-text.ts'
import { addComment, addPerson, userTextField } from './id3v2-frames.ts'
import { type Field, RawTags } from './raw-tags.ts'
import {
  ASF_NAMES,
  CHUNK_NAMES,
  ID3_TEXT_FRAMES,
  MATROSKA_NAMES,
  MP4_NUMBER_ATOMS,
  MP4_TEXT_ATOMS,
  NAMED_FIELDS,
} from './tag-names.ts'
import { timedLyrics } from './timed-lyrics.ts'

/** In a file with several kinds of tags, what counts first. */
const PRIORITY = [
  'matroska',
  'vorbis',
  'ID3v2.4',
  'ID3v2.3',
  'ID3v2.2',
  'APEv2',
  'asf',
  'iTunes',
  'exif',
  'AIFF',
  'ID3v1',
]

export function rawFromNative({ native, quality }: IAudioMetadata): RawTags {
  const raw = new RawTags()
  const warnings = quality.warnings.map((warning) => warning.message)
  for (const kind of PRIORITY) {
    const tags = native[kind]
    if (tags) raw.addMissing(rawOfKind(kind, tags, warnings))
    raw.slashLists ||= tags !== undefined && (kind === 'ID3v2.3' || kind === 'ID3v2.2')
  }
  return raw
}

function rawOfKind(kind: string, tags: readonly ITag[], warnings: readonly string[]): RawTags {
  const raw = new RawTags()
  if (kind.startsWith('ID3v2')) {
    const version = Number(kind.at(-1))
    const frames = version < 4 ? joinSplitText(tags, warnings) : tags
    for (const { id, value } of frames) addId3Frame(raw, id, value)
    return raw
  }
  for (const { id, value } of tags) {
    const field = fieldOf(kind, id)
    if (field && field !== 'picture') addValue(raw, field, mendText(kind, value))
  }
  return raw
}

/** RIFF never said which encoding; music-metadata takes Latin-1, most programs write UTF-8. */
function mendText(kind: string, value: unknown): unknown {
  if (typeof value !== 'string' || !/[\x80-\xff]/.test(value)) return value
  if (kind === 'ID3v1') return asWindows1252(value)
  const bytes = kind === 'exif' ? Buffer.from(value, 'latin1') : undefined
  return bytes && isUtf8(bytes) ? bytes.toString('utf8') : value
}

function fieldOf(kind: string, id: string): Field | undefined {
  const name = id.toUpperCase()
  if (kind === 'vorbis') return NAMED_FIELDS.get(name)
  if (kind === 'APEv2') return apeField(id)
  if (kind === 'asf') return ASF_NAMES.get(name) ?? NAMED_FIELDS.get(name.replace(/^WM\//, ''))
  if (kind === 'exif' || kind === 'AIFF') return CHUNK_NAMES.get(name)
  if (kind === 'matroska') return MATROSKA_NAMES.get(name) ?? NAMED_FIELDS.get(name.replace(/^TRACK:/, ''))
  if (kind === 'iTunes') return mp4Field(id)
  return NAMED_FIELDS.get(name)
}

function mp4Field(id: string): Field | undefined {
  if (id === 'trkn') return 'track'
  if (id === 'disk') return 'disc'
  if (id === 'gnre') return 'genre'
  const freeform = /^----:[^:]*:(.*)$/s.exec(id)
  if (freeform) return NAMED_FIELDS.get(freeform[1]!.toUpperCase())
  return MP4_TEXT_ATOMS.get(id) ?? MP4_NUMBER_ATOMS.get(id)
}

function addValue(raw: RawTags, field: Field, value: unknown): void {
  if (typeof value === 'string') raw.addAll(field, value.split('\0'))
  if (typeof value === 'number' || typeof value === 'boolean') raw.add(field, `${value}`)
}

const id3Fields = new Map<string, Field>(
  ID3_TEXT_FRAMES.flatMap(([name, name22, field]): [string, Field][] => [
    [name, field],
    [name22, field],
  ]),
)

function addId3Frame(raw: RawTags, id: string, value: unknown): void {
  const [name, description] = id.split(/:(.*)/s)
  const field = name === 'TXXX' ? userTextField(description ?? '') : id3Fields.get(id)
  if (field && typeof value === 'string') {
    const values = asWindows1252(value).split('\0')
    raw.addAll(field, field === 'genre' ? values.flatMap(parseId3Genre) : values)
  }
  if (id === 'TXX' && typeof value === 'string') addUserText22(raw, value)
  if (isObject(value)) addId3Object(raw, id, value)
}

/** music-metadata does not take ID3v2.2's TXX apart. */
function addUserText22(raw: RawTags, value: string): void {
  const [description = '', ...values] = asWindows1252(value)
    .split('\0')
    .map((part) => part.replace('\ufeff', ''))
  const field = userTextField(description)
  if (field) raw.addAll(field, values)
}

function addId3Object(raw: RawTags, id: string, value: Record<string, unknown>): void {
  const text = (key: string) => (typeof value[key] === 'string' ? asWindows1252(value[key]) : '')
  if (id === 'COMM' || id === 'COM') addComment(raw, text('descriptor'), text('text'))
  if (id === 'USLT' || id === 'ULT') raw.lyrics.push({ lang: text('language'), body: text('text') })
  if (id === 'UFID' && value['owner_identifier'] === 'http://musicbrainz.org') {
    const { identifier } = value
    if (identifier instanceof Uint8Array) raw.add('recordingId', Buffer.from(identifier).toString('latin1'))
  }
  if (id === 'SYLT') addTimedLyrics(raw, value)
  if (id === 'TIPL' || id === 'TMCL' || id === 'IPLS') {
    for (const [involvement, names] of Object.entries(value)) {
      if (Array.isArray(names)) for (const name of names) addPerson(raw, involvement, `${name}`)
    }
  }
}

function addTimedLyrics(raw: RawTags, value: Record<string, unknown>): void {
  const { syncText, language, timeStampFormat, contentType } = value
  if (!Array.isArray(syncText)) return
  const entries = syncText.map((entry) => ({ start: Number(entry.timestamp), value: `${entry.text}` }))
  const lyrics = timedLyrics(entries, {
    lang: `${language}`,
    timeFormat: Number(timeStampFormat),
    content: Number(contentType),
  })
  if (lyrics) raw.lyrics.push(lyrics)
}

/** The frames that music-metadata splits at slashes before ID3v2.4. */
const SPLIT = /^(?:TPE[1-4]|TCOM|TEXT|TP1|TCM|TXT|TSRC|TXXX:.*)$/s

/** Puts together again what was split at slashes (AC/DC), unless it was zero bytes that separated. */
function joinSplitText(tags: readonly ITag[], warnings: readonly string[]): ITag[] {
  const joined: ITag[] = []
  const places = new Map<string, number>()
  for (const tag of tags) {
    const frame = tag.id.split(':')[0]!
    const place = places.get(tag.id)
    const before = place === undefined ? undefined : joined[place]
    const splits =
      SPLIT.test(tag.id) && !warnings.some((text) => text.includes(` ${frame} uses non standard`))
    if (before && splits && typeof before.value === 'string' && typeof tag.value === 'string') {
      joined[place!] = { id: tag.id, value: `${before.value}/${tag.value}` }
    } else {
      places.set(tag.id, joined.push(tag) - 1)
    }
  }
  return joined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
}
