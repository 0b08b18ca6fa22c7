// One window that listens: server-sent events on one response, which stays open until somebody ends it.
import type { Context } from 'koa'
import type { ServerEvent } from '../contract/events.ts'

export interface EventStream {
  send(event: ServerEvent): void
  /** Keeps proxies from hanging up, and finds out who is gone. */
  beat(): void
  end(): void
}

/** When the browser comes again after the stream broke, ms. */
const RETRY_MS = 2000
/** What may wait for somebody who does not read; he has long missed what it says. */
const MOST_WAITING_BYTES = 64 * 1024

const END_MS = 1000

/** @param onClose called once, whoever ended it */
export function openEventStream(ctx: Context, onClose: () => void): EventStream {
  const { res } = ctx
  let wasStuck = false
  ctx.status = 200
  ctx.respond = false
  ctx.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // nginx would otherwise keep events until it has some kilobytes of them.
    'X-Accel-Buffering': 'no',
  })
  res.once('close', onClose)
  // Whoever hung up is noticed by 'close'.
  res.on('error', () => {})
  write(`retry: ${RETRY_MS}\n\n`)

  function write(text: string) {
    if (res.destroyed || res.writableEnded) return
    if (res.writableLength > MOST_WAITING_BYTES) res.destroy()
    else res.write(text)
  }

  return {
    send(event) {
      write(`data: ${JSON.stringify(event)}\n\n`)
    },
    beat() {
      if (res.writableNeedDrain && wasStuck) {
        res.destroy()
        return
      }
      wasStuck = res.writableNeedDrain
      write(':\n\n')
    },
    end() {
      res.end()
      // Whoever does not read does not see the end either.
      setTimeout(() => res.destroy(), END_MS).unref()
    },
  }
}
