// The OpenSubsonic extensions: which this installation keeps the promise of, and whose endpoints are 404 because it
// does not (CONTRACT.md EXT-1, EXT-2). Moving a line from ABSENT to ADVERTISED is the last step of building one.

export interface Extension {
  readonly name: string
  readonly versions: readonly number[]
  /** Endpoints that exist only with it. */
  readonly endpoints?: readonly string[]
}

export const ADVERTISED: readonly Extension[] = [
  { name: 'apiKeyAuthentication', versions: [1], endpoints: ['tokenInfo'] },
  { name: 'formPost', versions: [1] },
  {
    name: 'indexBasedQueue',
    versions: [1],
    endpoints: ['getPlayQueueByIndex', 'savePlayQueueByIndex'],
  },
  { name: 'songLyrics', versions: [1, 2], endpoints: ['getLyricsBySongId'] },
  { name: 'topSongsByArtistId', versions: [1] },
]

const ABSENT: readonly Extension[] = [
  { name: 'getPodcastEpisode', versions: [1], endpoints: ['getPodcastEpisode'] },
  { name: 'playbackReport', versions: [1], endpoints: ['reportPlayback'] },
  { name: 'sonicSimilarity', versions: [1], endpoints: ['getSonicSimilarTracks', 'findSonicPath'] },
  { name: 'transcodeOffset', versions: [1] },
  { name: 'transcoding', versions: [1], endpoints: ['getTranscodeDecision', 'getTranscodeStream'] },
]

/** Endpoints that answer 404 here. */
export const ABSENT_ENDPOINTS: ReadonlySet<string> = new Set(
  ABSENT.flatMap(({ endpoints }) => endpoints ?? []),
)
