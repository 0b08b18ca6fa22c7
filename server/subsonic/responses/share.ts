import type { Share } from '../../library/shares.ts'
import type { RawJson } from '../../raw-json.ts'

interface Around {
  /** Opened. */
  readonly token: string
  /** As the app addressed us. */
  readonly baseUrl: string
  readonly entry: RawJson | undefined
}

/** The type Share. */
export function shareResponse(share: Share, { token, baseUrl, entry }: Around) {
  return {
    id: token,
    url: `${baseUrl}/share/${token}`,
    description: share.description || undefined,
    username: share.ownerName,
    created: new Date(share.createdAt).toISOString(),
    expires: share.endsAt === null ? undefined : new Date(share.endsAt).toISOString(),
    lastVisited: share.lastVisitedAt === null ? undefined : new Date(share.lastVisitedAt).toISOString(),
    visitCount: share.visits,
    entry,
  }
}
