import { z } from 'zod'
import { method } from './method.ts'
import type { Contributor, GenreName, ItemDate, Movement, Named, ReplayGain, Work } from './music.ts'

/** Of the caller's folders. */
export interface LibrarySummary {
  readonly songs: number
  readonly albums: number
  readonly artists: number
  readonly genres: number
  /** Albums that came in the last 30 days. */
  readonly albumsAddedLately: number
  /** Files and folders that could not be used; administrators. */
  readonly problems?: number
}

export interface LibraryProblem {
  readonly folderId: number
  readonly folderName: string
  /** From the music folder; '' for the music folder itself. */
  readonly path: string
  readonly reason: string
  readonly foundAt: number
}

export interface MusicFolderInfo {
  readonly id: number
  readonly name: string
  readonly songs: number
  readonly albums: number
  /** `missing`: a drive that is not connected. What is known of its music is kept. */
  readonly state: 'there' | 'missing'
  /** Administrators. */
  readonly path?: string
  readonly addedAt?: number
}

/** Everything the tags of a song say. Members without a value are absent, or an empty list. */
export interface SongDetail {
  readonly id: string
  readonly title: string
  readonly titleSort?: string
  /** As printed. */
  readonly artist?: string
  readonly artists: readonly Named[]
  readonly album: Named & { readonly version?: string; readonly sort?: string }
  readonly albumArtists: readonly Named[]
  readonly track?: number
  readonly disc?: number
  readonly discTotal?: number
  readonly discSubtitle?: string
  readonly date?: ItemDate
  readonly releaseDate?: ItemDate
  readonly originalDate?: ItemDate
  readonly genres: readonly GenreName[]
  readonly compilation: boolean
  readonly releaseTypes: readonly string[]
  readonly labels: readonly string[]
  readonly moods: readonly string[]
  readonly groupings: readonly string[]
  readonly isrc: readonly string[]
  readonly bpm?: number
  readonly comment?: string
  readonly explicit?: 'explicit' | 'clean'
  readonly works: readonly Work[]
  readonly movements: readonly Movement[]
  /** By role, in the order of the tags. */
  readonly credits: readonly Contributor[]
  readonly replayGain: ReplayGain
  readonly musicBrainz: {
    readonly recordingId?: string
    readonly albumId?: string
    readonly releaseGroupId?: string
    readonly artistIds: readonly string[]
    readonly albumArtistIds: readonly string[]
  }
  readonly lyrics: readonly {
    readonly source: 'embedded' | 'file'
    readonly synced: boolean
    readonly lang: string
  }[]
  readonly file: {
    readonly codec: string
    readonly suffix: string
    readonly durationSec: number
    /** kbit/s. */
    readonly bitRate: number
    readonly sampleRate?: number
    readonly bitDepth?: number
    readonly channels?: number
    /** Bytes. */
    readonly size: number
    readonly modifiedAt: number
    readonly addedAt: number
    /** On the server's disk; administrators. */
    readonly path?: string
  }
}

/** Folders on the server's disk, to choose one from. */
export interface FolderListing {
  readonly path: string
  /** Absent at the top. */
  readonly parent?: string
  readonly folders: readonly { readonly name: string; readonly path: string }[]
  /** There are more than are listed. */
  readonly more: boolean
}

const path = z.string().min(1, 'Needed: a folder').max(4096)

export const libraryMethods = {
  'library.summary': method<LibrarySummary>()({ access: 'user', changes: false, input: z.strictObject({}) }),
  'library.problems': method<{ readonly total: number; readonly problems: readonly LibraryProblem[] }>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({
      offset: z.int().min(0).max(10_000_000).default(0),
      count: z.int().min(1).max(500).default(100),
    }),
  }),
  'library.songDetail': method<SongDetail>()({
    access: 'user',
    changes: false,
    input: z.strictObject({ id: z.string().min(1).max(32) }),
  }),
  /** The caller's, in the order they were added. */
  'library.folders': method<readonly MusicFolderInfo[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({}),
  }),
  /** A folder that was removed comes back with everything it had. Scans at once. */
  'library.addFolder': method<MusicFolderInfo>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({ path }),
  }),
  /** Another name for people to see, or where the folder lies now (another drive or mount point): what is in it keeps all it had. */
  'library.changeFolder': method<MusicFolderInfo>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({
      id: z.int().positive(),
      name: z.string().trim().min(1, 'Needed: a name').max(200).optional(),
      path: path.optional(),
    }),
  }),
  /** Its music leaves the library with the scan that begins; stars, plays and playlists are kept for when it comes back. */
  'library.removeFolder': method<null>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({ id: z.int().positive() }),
  }),
  /** Without a path: the home folder of whoever runs the server. */
  'library.browseDirs': method<FolderListing>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ path: path.optional() }),
  }),
} as const
