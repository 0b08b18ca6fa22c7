// `/share/*` on the music door: what somebody gets who has a link, and nothing else. No cookie, no sign-in, no id of the
// library, no name of a user. Whatever does not answer (never made, ended, taken back, mistyped) is the same page.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type Koa from 'koa'
import type { Context } from 'koa'
import type { LoginLimiter } from '../auth/limiter.ts'
import type { WriteDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import { Busy, NotFound } from '../errors.ts'
import type { Events } from '../events.ts'
import { clientOf } from '../http/client-address.ts'
import { pathOf } from '../http/query.ts'
import { sourceOf } from '../http/source-key.ts'
import { noteVisit } from '../library/shares.ts'
import type { Log } from '../log.ts'
import { atMost } from '../media/at-most.ts'
import type { LiveSettings } from '../settings/live.ts'
import { drawnPage } from './drawn-page.ts'
import { setHeaders } from './headers.ts'
import { findLiveShare, type LiveShare, type LiveShareDeps } from './live-share.ts'
import { createShareMedia, type ShareMediaDeps } from './media.ts'
import { renderNoShare } from './page.ts'
import { ASSETS, type AssetName, isSharePath, parseSharePath } from './paths.ts'

export interface SharePagesDeps extends LiveShareDeps, ShareMediaDeps {
  readonly db: WriteDb
  readonly versions: Versions
  readonly live: Pick<LiveSettings, 'get'>
  readonly events: Events
  readonly log: Log
  /** That of failed logins: a token that leads nowhere is one. */
  readonly limiter: LoginLimiter
  /** Folder of the page's script and styles. */
  readonly assetsDir: string
  /** True from the moment the server begins to stop. */
  readonly isClosing?: (() => boolean) | undefined
}

const MOST_PAGES_WAITING = 1000

export function sharePages(deps: SharePagesDeps): Koa.Middleware {
  const media = createShareMedia(deps)
  const oneByOne = atMost(1, MOST_PAGES_WAITING)

  async function answer(ctx: Context): Promise<void> {
    const asked = parseSharePath(pathOf(ctx.req.url ?? ''))
    if (!asked) return answerNothing(ctx)
    if (asked.kind === 'asset') return sendAsset(ctx, deps.assetsDir, asked.name)
    const share = findLiveShare(deps, asked.plainToken)
    if (!share) return refuse(ctx, asked.plainToken, deps)
    switch (asked.kind) {
      case 'page':
        return oneByOne(() => sendPage(ctx, asked.plainToken, deps))
      case 'song':
        return media.sendSong(ctx, share, asked.position)
      case 'cover':
        return media.sendCover(ctx, share, asked.position)
      default:
        return asked satisfies never
    }
  }

  return async function share(ctx, next) {
    if (!isSharePath(pathOf(ctx.req.url ?? ''))) return next()
    setHeaders(ctx)
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('Allow', 'GET, HEAD')
      return answerPlainly(ctx, 405, 'Method not allowed')
    }
    if (deps.isClosing?.()) {
      ctx.set('Retry-After', '5')
      return answerPlainly(ctx, 503, 'The server is shutting down')
    }
    try {
      await answer(ctx)
    } catch (error) {
      if (ctx.headerSent) throw error
      if (error instanceof Busy) return answerBusy(ctx)
      // A song that is gone, a picture that cannot be read.
      if (!(error instanceof NotFound)) throw error
      answerNothing(ctx)
    }
  }
}

/** The answer to one request too many from one address. */
export function refuseTooManyOfPages(ctx: Context): void {
  setHeaders(ctx)
  answerPlainly(ctx, 429, 'Too many requests')
}

/** In a turn of its own: hundreds who open a link at once come in one. */
async function sendPage(ctx: Context, plainToken: string, deps: SharePagesDeps): Promise<void> {
  await nextTurn()
  if (ctx.res.destroyed) return
  const share = findLiveShare(deps, plainToken)
  if (!share) return answerNothing(ctx)
  answerPage(ctx, 200, drawnPage(deps, share, { plainToken, origin: clientOf(ctx).origin }))
  if (ctx.method === 'GET') countVisit(share, deps)
}

/** Never a reason to fail a request. */
function countVisit({ id, ownerId }: LiveShare, { db, clock, live, events, log }: SharePagesDeps): void {
  if (live.get('readOnly')) return
  try {
    noteVisit(db, id, clock.now())
    events.emit('shares.changed', { userId: ownerId })
  } catch (error) {
    log.debug({ err: error }, 'a visit was not counted')
  }
}

/**
 * One that never was, has ended or may not answer now. It counts against its source as a failed login does, the same one
 * once; a link that is good was answered before, whatever its source has tried.
 */
function refuse(ctx: Context, plainToken: string, { limiter, log }: SharePagesDeps): void {
  const address = sourceOf(ctx)
  const retryAfterSec = limiter.waitSec(address)
  if (retryAfterSec > 0) {
    ctx.set('Retry-After', String(retryAfterSec))
    answerPage(ctx, 429, renderNoShare())
    return
  }
  if (limiter.failed({ address, credential: `share ${plainToken}` })) {
    log.info({ address: clientOf(ctx).address }, 'a link that leads nowhere was opened')
  }
  answerNothing(ctx)
}

function answerNothing(ctx: Context): void {
  answerPage(ctx, 404, renderNoShare())
}

function answerPage(ctx: Context, status: number, html: string | Buffer): void {
  ctx.status = status
  ctx.type = 'text/html; charset=utf-8'
  ctx.set('Cache-Control', 'private, no-store')
  ctx.body = html
}

function answerBusy(ctx: Context): void {
  ctx.set('Retry-After', '5')
  answerPlainly(ctx, 503, 'Too many are opening links at the moment')
}

function answerPlainly(ctx: Context, status: number, words: string): void {
  ctx.status = status
  ctx.type = 'text/plain; charset=utf-8'
  ctx.set('Cache-Control', 'no-store')
  ctx.body = `${words}\n`
}

/** Read whole, as the window's files are (console/http.ts). Their names stay when they change. */
async function sendAsset(ctx: Context, dir: string, name: AssetName): Promise<void> {
  const bytes = await readFile(join(dir, name)).catch(() => undefined)
  if (!bytes) return answerNothing(ctx)
  ctx.status = 200
  ctx.set('Content-Type', ASSETS[name])
  ctx.set('Cache-Control', 'public, max-age=300')
  ctx.body = bytes
}
