// What a server answers: the app's `webRequest.onHeadersReceived` is asked. Only cookies are carried over: Chromium has taken those of
// the answer by now, and takes the changed ones in their place. (While it is paused an answer does not show its cookies.)
import type { CDPSession } from 'playwright-core'
import { fromStandIn, type Session } from './session.ts'

export async function followAnswers(cdp: CDPSession, session: Session): Promise<void> {
  const urls = new Map<string, string>()
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url))
  cdp.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode, headers }) => {
    const url = urls.get(requestId)
    if (url !== undefined) void takeChanged(cdp, session, { url, statusCode, headers }).catch(() => {})
  })
  await cdp.send('Network.enable')
}

interface Answer {
  readonly url: string
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
}

async function takeChanged(cdp: CDPSession, session: Session, { url, statusCode, headers }: Answer) {
  const handler = session.headersReceived
  if (!handler) return
  // Several of one name come as one, a line each.
  const responseHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.split('\n')]),
  )
  const answer = await new Promise<any>((resolve) =>
    handler({ id: 1, url: fromStandIn(url), statusCode, responseHeaders }, resolve),
  )
  const cookies = Object.entries<string | string[]>(answer.responseHeaders ?? {})
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .flatMap(([, values]) => values)
  for (const cookie of cookies) await cdp.send('Network.setCookie', { url, ...parseCookie(cookie) })
}

function parseCookie(line: string) {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
  const attributes = new Map(rest.map((part) => [part.split('=')[0]!.toLowerCase(), part.split('=')[1]]))
  const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
  const maxAgeSec = attributes.get('max-age')
  return {
    name,
    value,
    path: attributes.get('path') ?? '/',
    httpOnly: attributes.has('httponly'),
    secure: attributes.has('secure'),
    ...(attributes.has('samesite') && { sameSite: attributes.get('samesite') as 'Strict' }),
    ...(maxAgeSec !== undefined && { expires: Math.max(1, Date.now() / 1000 + Number(maxAgeSec)) }),
  }
}
