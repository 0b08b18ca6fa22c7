export interface NowPlaying {
  /** See endpoints/lists.ts and media-annotation.ts. */
  readonly size: number
}
