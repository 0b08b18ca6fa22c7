// Grows when a user's stars, ratings or plays change, so that answers kept for that user (getArtists, getIndexes, the
// totals of album lists) are made anew. In memory: such answers do not outlive the process either.
import type { UserId } from '../ids.ts'

const VERSIONS = new Map<UserId, number>()

export function annotationVersion(userId: UserId): number {
  return VERSIONS.get(userId) ?? 0
}

/** Call after each change of a user's annotations, once it is committed. */
export function bumpAnnotationVersion(userId: UserId): void {
  VERSIONS.set(userId, annotationVersion(userId) + 1)
}
