// Answers to what is no readable request: written to the socket as they are, because there is no request to answer.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const REFUSAL_LINGER_MS = 2000

export interface Refusal {
  readonly headers: Record<string, string>
  readonly body: string
}

/** `head` is what could be read of the request. */
export type Refuse = (status: number, head: string) => Refusal

/** Node would answer 431 without a body; clients that then switch to POST look for 414 (CONTRACT.md NODE-1). */
export function answerBrokenRequests(server: Server, refuse: Refuse): void {
  const answered = new WeakSet<Socket>()
  // Who does not finish the handshake (or speaks plain HTTP) cannot read an answer. Before Node's own listener, which
  // would hand the socket to the one below.
  server.prependListener('tlsClientError', (_error: Error, socket: Socket) => {
    answered.add(socket)
    socket.destroy()
  })
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, duplex) => {
    const socket = duplex as Socket
    if (answered.has(socket)) return
    answered.add(socket)
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const status = STATUS_OF[error.code ?? ''] ?? 400
    const { headers, body } = refuse(status, error.rawPacket?.toString('latin1') ?? '')
    const lines = Object.entries({
      ...headers,
      'Content-Length': String(Buffer.byteLength(body)),
      Connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${REASON[status]}\r\n${lines.join('')}\r\n${body}`)
    // Hanging up on a client that still sends makes its system throw our answer away unread: listen on for a moment.
    socket.resume()
    setTimeout(() => socket.destroy(), REFUSAL_LINGER_MS).unref()
  })
}

const STATUS_OF: Record<string, number> = { HPE_HEADER_OVERFLOW: 414, ERR_HTTP_REQUEST_TIMEOUT: 408 }
const REASON: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
}

export function plainRefusal(status: number): Refusal {
  return { headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${REASON[status]}\n` }
}
