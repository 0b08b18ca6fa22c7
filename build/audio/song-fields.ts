// What can be written into a song's tags, named as in server/library/song-tags.ts. The differences: dates and numbers
// may be given as text and are then written as they stand, so that tests can make tags that are wrong.

export interface SongContributor {
  readonly role: string
  /** The instrument of a performer. */
  readonly subRole?: string
  readonly name: string
}

export interface SongLyrics {
  /** ISO 639-2, three letters; formats without a place for it drop it. */
  readonly lang?: string
  /** Plain text or LRC: the text itself says which. */
  readonly body: string
  /** ID3 only: a SYLT frame instead, [milliseconds, words] a line; body is then not written. */
  readonly synced?: readonly (readonly [number, string])[]
}

export interface SongFields {
  readonly title?: string
  readonly titleSort?: string
  readonly album?: string
  readonly albumSort?: string
  readonly albumVersion?: string
  /** As printed. With `artists` too, those go into a tag of their own; without it, several values of the artist tag. */
  readonly artist?: string
  readonly artistSort?: string
  readonly artists?: readonly string[]
  readonly albumArtist?: string
  readonly albumArtistSort?: string
  readonly albumArtists?: readonly string[]
  readonly contributors?: readonly SongContributor[]
  readonly composerSort?: string
  readonly track?: number | string
  readonly trackTotal?: number
  readonly disc?: number | string
  readonly discTotal?: number
  readonly discSubtitle?: string
  /** `2011`, `2011-04`, `2011-04-30`, or anything. */
  readonly date?: string
  readonly releaseDate?: string
  readonly originalDate?: string
  readonly genres?: readonly string[]
  readonly compilation?: boolean
  readonly releaseTypes?: readonly string[]
  readonly labels?: readonly string[]
  readonly moods?: readonly string[]
  readonly groupings?: readonly string[]
  readonly isrc?: readonly string[]
  readonly bpm?: number | string
  readonly comment?: string
  readonly explicit?: 'explicit' | 'clean'
  readonly work?: string
  readonly movement?: { readonly name: string; readonly number?: number; readonly count?: number }
  /** dB and linear peaks. */
  readonly replayGain?: {
    readonly trackGain?: number
    readonly albumGain?: number
    readonly trackPeak?: number
    readonly albumPeak?: number
    /** dB; Opus only: the output gain in its header. */
    readonly baseGain?: number
  }
  readonly musicBrainz?: {
    readonly recordingId?: string
    readonly albumId?: string
    readonly releaseGroupId?: string
    readonly artistIds?: readonly string[]
    readonly albumArtistIds?: readonly string[]
  }
  readonly lyrics?: string | readonly SongLyrics[]
  /** Anything else by its name: a TXXX frame, a Vorbis comment, a freeform MP4 atom. */
  readonly custom?: Readonly<Record<string, string | readonly string[]>>
}

export interface Picture {
  readonly mime: string
  readonly data: Buffer
  /** 3 front cover (default), 4 back cover, 8 artist ... as in ID3 and FLAC. */
  readonly type?: number
}

export function lyricsOf(fields: SongFields): readonly SongLyrics[] {
  const { lyrics } = fields
  if (lyrics === undefined) return []
  return typeof lyrics === 'string' ? [{ body: lyrics }] : lyrics
}

/** `3/12`, `3`, `/12` or undefined. */
export function numberOfTotal(value?: number | string, total?: number): string | undefined {
  if (value === undefined && total === undefined) return undefined
  return total === undefined ? `${value}` : `${value ?? ''}/${total}`
}

/** `-6.20 dB`. */
export function gainText(gain: number): string {
  return `${gain.toFixed(2)} dB`
}
