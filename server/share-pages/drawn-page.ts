// The page of a link as it was drawn last: one with a thousand songs takes some 12 ms and half a megabyte, and whoever has the
// link can ask for it as often as they like.
import type { ReadDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import { contentTypeOf } from '../library/content-types.ts'
import { findKept, keep } from '../library/kept-answers.ts'
import { listSharedSongs } from '../library/shares.ts'
import type { LiveShare } from './live-share.ts'
import { renderSharedPage } from './page.ts'

interface Where {
  readonly plainToken: string
  readonly origin: string
}

/** Whether the link still answers is for the caller to ask, each time. */
export function drawnPage(
  { db, versions }: { readonly db: ReadDb; readonly versions: Versions },
  share: LiveShare,
  { plainToken, origin }: Where,
): Buffer {
  const { id, name, description, endsAt, scope } = share
  const key = `share page ${id} ${origin}`
  const stamp = JSON.stringify([versions.current('library'), scope.all, scope.key, name, description, endsAt])
  const kept = findKept<Buffer>(db, key, stamp)
  if (kept) return kept

  const songs = listSharedSongs(db, id, scope).map(({ suffix, hasCover, ...song }) => ({
    ...song,
    hasCover: hasCover === 1,
    contentType: contentTypeOf(suffix),
  }))
  const page = {
    name,
    songs,
    ...(description !== '' && { description }),
    ...(endsAt !== null && { endsAt }),
  }
  const drawn = Buffer.from(renderSharedPage(page, `/share/${plainToken}`, origin))
  keep(db, key, stamp, drawn, drawn.length)
  return drawn
}
