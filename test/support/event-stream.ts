// `/api/events` as a window hears it, event by event.
import type { ServerEvent, ServerEventType } from '../../server/contract/events.ts'
import { EVENTS_PATH } from '../../server/contract/wire.ts'

export interface HeardEvents {
  readonly status: number
  readonly headers: Headers
  /** Everything that came, comments too. */
  text(): string
  all(): ServerEvent[]
  /** The next one of this type, which may have come already but was not given before. */
  next<Type extends ServerEventType>(type: Type): Promise<Extract<ServerEvent, { type: Type }>>
  /** Resolves when the server has ended the stream. */
  readonly over: Promise<void>
  close(): Promise<void>
}

export async function hearEvents(consoleUrl: string, cookie: string | undefined): Promise<HeardEvents> {
  const abort = new AbortController()
  const response = await fetch(consoleUrl + EVENTS_PATH, {
    headers: cookie === undefined ? {} : { Cookie: cookie },
    signal: abort.signal,
  })
  const parts: string[] = []
  const events: ServerEvent[] = []
  let rest = ''
  let given = 0
  let wake = () => {}
  let isOver = false

  function take(part: string) {
    parts.push(part)
    const blocks = (rest + part).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) {
      if (block.startsWith('data: ')) events.push(JSON.parse(block.slice('data: '.length)) as ServerEvent)
    }
    wake()
  }

  async function read() {
    const decoder = new TextDecoder()
    try {
      for await (const part of response.body!) {
        take(decoder.decode(part, { stream: true }))
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error
    } finally {
      isOver = true
      wake()
    }
  }
  const over = read()
  over.catch(() => {})

  return {
    status: response.status,
    headers: response.headers,
    text: () => parts.join(''),
    all: () => [...events],
    async next(type) {
      for (;;) {
        const at = events.findIndex((event, place) => place >= given && event.type === type)
        if (at !== -1) {
          given = at + 1
          return events[at] as never
        }
        if (isOver) throw new Error(`the stream ended without ${type}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    over,
    async close() {
      abort.abort()
      await over.catch(() => {})
    },
  }
}
