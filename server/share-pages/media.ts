// The bytes of what is shared. The road from an address to a file leads through the link's own list: a position, and never
// an id.
import type { Context } from 'koa'
import type { ReadDb } from '../db/open.ts'
import { NotFound } from '../errors.ts'
import { clientOf } from '../http/client-address.ts'
import { createPlaces, createQueues, releaseAfter, TooManyWaiting } from '../http/places.ts'
import { queryOf } from '../http/query.ts'
import { sourceKeyOf } from '../http/source-key.ts'
import type { SongId } from '../ids.ts'
import { contentTypeOf } from '../library/content-types.ts'
import { findSharedSong } from '../library/shares.ts'
import type { Covers } from '../media/cover-art.ts'
import { findCover } from '../media/cover-source.ts'
import { openKept } from '../media/kept-file.ts'
import { sendFile } from '../media/send-file.ts'
import { findSongFile } from '../media/song-file.ts'
import type { LiveSettings } from '../settings/live.ts'
import type { LiveShare } from './live-share.ts'

export interface ShareMediaDeps {
  readonly db: ReadDb
  readonly live: Pick<LiveSettings, 'get'>
  readonly media: { readonly covers: Covers }
}

export interface ShareMedia {
  /** The original bytes. @throws NotFound */
  sendSong(ctx: Context, share: LiveShare, position: number): Promise<void>
  /** Always made anew in one of the usual sizes: an original may hold more than the picture. @throws NotFound */
  sendCover(ctx: Context, share: LiveShare, position: number): Promise<void>
}

const USUAL_SIZE = 600
const MOST_WAITING = { perKey: 1000, together: 5000 }

export function createShareMedia({ db, live, media }: ShareMediaDeps): ShareMedia {
  // By link and not by its owner: however many listen to it, the owner goes on hearing.
  const songs = createPlaces(() => live.get('streamLimit'))
  const covers = createQueues(() => live.get('coverLimit'), MOST_WAITING)

  return {
    async sendSong(ctx, share, position) {
      const song = findSongFile(db, share.scope, songAt(share, position))
      if (!song) throw new NotFound('song')
      const release = songs.take(String(share.id))
      if (!release) return tryLater(ctx, 429, 'Too many songs of this link are being sent')
      releaseAfter(ctx.res, release)
      const file = await openKept(song, 'song')
      try {
        await sendFile(ctx, file, { contentType: contentTypeOf(song.suffix) })
      } finally {
        file.release()
      }
    },

    async sendCover(ctx, share, position) {
      const viewer = { id: share.ownerId, scope: share.scope }
      const source = findCover(db, viewer, { kind: 'song', id: songAt(share, position) })
      if (!source) throw new NotFound('cover')
      const key = `${share.id} ${sourceKeyOf(clientOf(ctx).address)}`
      try {
        releaseAfter(ctx.res, await covers.take(key, ctx.res))
      } catch (error) {
        if (!(error instanceof TooManyWaiting)) throw error
        return tryLater(ctx, 503, 'Too many covers are waiting')
      }
      await media.covers.send(ctx, source, askedSize(ctx))
    },
  }

  function songAt({ id }: LiveShare, position: number): SongId {
    const songId = findSharedSong(db, id, position)
    if (songId === undefined) throw new NotFound('song')
    return songId
  }
}

function askedSize(ctx: Context): number {
  const size = /(?:^|&)size=(\d{1,5})(?:&|$)/.exec(queryOf(ctx.req.url ?? ''))?.[1]
  return Number(size) > 0 ? Number(size) : USUAL_SIZE
}

function tryLater(ctx: Context, status: 429 | 503, words: string): void {
  ctx.status = status
  ctx.set('Retry-After', '5')
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = `${words}\n`
}
