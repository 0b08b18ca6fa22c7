// What every tag reader gives, whatever the format. All text is clean: NFC, well-formed, no control characters except
// tab and newline, trimmed; empty values are left out, never ''. Lists keep the file's order without repetitions.

/** A date as far as the tag knows it. Never a JavaScript Date: tags hold `2011-00-00` and `0000` (CONTRACT.md NODE-11). */
export interface ItemDate {
  readonly year: number
  readonly month?: number
  readonly day?: number
}

export interface TagContributor {
  /** Lower case, OpenSubsonic's words: composer, lyricist, conductor, performer, arranger, producer, engineer, mixer, remixer, djmixer, director. */
  readonly role: string
  /** The instrument of a performer. */
  readonly subRole?: string
  readonly name: string
  readonly musicBrainzId?: string
}

export interface TagLyrics {
  /** ISO 639 if known, else `und`. */
  readonly lang: string
  /** `lrc`: text with LRC time stamps; `synced`: body is JSON `[{"start":ms,"value":"…"}]` (ID3 SYLT). */
  readonly format: 'text' | 'lrc' | 'synced'
  readonly body: string
}

export interface SongTags {
  readonly title?: string
  readonly titleSort?: string
  readonly album?: string
  readonly albumSort?: string
  /** Edition, such as `Deluxe`; OpenSubsonic's AlbumID3.version. */
  readonly albumVersion?: string
  /** As printed. Absent when only single artists are known. */
  readonly artist?: string
  readonly artistSort?: string
  /** Single artists: from a multi-valued tag (ARTISTS, repeated ARTIST, ID3v2.4 nulls), else [artist], else []. */
  readonly artists: readonly string[]
  readonly albumArtist?: string
  readonly albumArtistSort?: string
  readonly albumArtists: readonly string[]
  readonly contributors: readonly TagContributor[]
  readonly composerSort?: string
  readonly track?: number
  readonly disc?: number
  readonly discTotal?: number
  readonly discSubtitle?: string
  /** DATE / TDRC / ©day. */
  readonly date?: ItemDate
  /** RELEASEDATE / TDRL. */
  readonly releaseDate?: ItemDate
  /** ORIGINALDATE / TDOR / TORY. */
  readonly originalDate?: ItemDate
  readonly genres: readonly string[]
  readonly compilation: boolean
  readonly releaseTypes: readonly string[]
  readonly labels: readonly string[]
  readonly moods: readonly string[]
  readonly groupings: readonly string[]
  readonly isrc: readonly string[]
  readonly bpm?: number
  readonly comment?: string
  readonly explicit?: 'explicit' | 'clean'
  readonly works: readonly { readonly name: string; readonly musicBrainzId?: string }[]
  readonly movements: readonly { readonly name: string; readonly number?: number; readonly count?: number }[]
  readonly replayGain: {
    readonly trackGain?: number
    readonly albumGain?: number
    readonly trackPeak?: number
    readonly albumPeak?: number
    /** dB, from the Opus header's output gain. */
    readonly baseGain?: number
  }
  readonly musicBrainz: {
    readonly recordingId?: string
    readonly albumId?: string
    readonly releaseGroupId?: string
    readonly artistIds: readonly string[]
    readonly albumArtistIds: readonly string[]
  }
  readonly lyrics: readonly TagLyrics[]
}

export interface AudioProperties {
  /** mp3, flac, vorbis, opus, aac, alac, pcm, wma, ape, wavpack, musepack, dsd … */
  readonly codec: string
  readonly durationSec: number
  /** kbit/s, rounded; of the audio, not of file with pictures. */
  readonly bitRate: number
  readonly sampleRate?: number
  readonly bitDepth?: number
  readonly channels?: number
}

/** The first front cover (else the first picture) inside a file. */
export interface EmbeddedPicture {
  readonly mime: string
  /** Where the bytes are, when they lie in one piece in the file; absent when they must be decoded (base64 in Ogg). */
  readonly range?: { readonly offset: number; readonly length: number }
  /** Hex; of the length and a sample of the bytes. Equal for the same picture in different files. */
  readonly hash: string
}

export interface ReadSong {
  readonly tags: SongTags
  readonly audio: AudioProperties
  readonly picture?: EmbeddedPicture
  /** Hex; names the audio bytes without the tags around them: survives renaming, moving and retagging. */
  readonly identity: string
}

/** The file cannot be used as music; the sentence goes into the scan's report. */
export class UnreadableSong extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'UnreadableSong'
  }
}
