import type Koa from 'koa'
import { pathOf } from './query.ts'

/** A few fixed sentences by path, and "Not found" for everything else; never HTML, never a redirect. */
export function plainPages(pages: Readonly<Record<string, string>>): Koa.Middleware {
  const texts = new Map(Object.entries(pages))
  return function answerPlainly(ctx) {
    const text = texts.get(pathOf(ctx.req.url ?? ''))
    ctx.type = 'text/plain; charset=utf-8'
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.status = 405
      ctx.set('Allow', 'GET, HEAD, OPTIONS')
      ctx.body = 'Method not allowed\n'
    } else if (text === undefined) {
      ctx.status = 404
      ctx.body = 'Not found\n'
    } else {
      ctx.set('Cache-Control', 'no-store')
      ctx.body = text
    }
    return Promise.resolve()
  }
}
