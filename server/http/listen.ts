// One listening socket: opening it with an error the owner can act on, what Node must be told about sizes and times,
// and closing it without cutting anybody off in the middle of an answer.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, isIPv6, type Socket } from 'node:net'
import { StartProblem } from '../errors.ts'

/** Clients put whole queues into a GET: 1 MiB of query must pass (CONTRACT.md TRN-7), and the headers beside it. */
export const LARGEST_HEAD_BYTES = 2 * 1024 * 1024
/** All headers together. They are taken apart on the HTTP thread, and a megabyte of commas holds up everybody. */
export const LARGEST_FIELDS_BYTES = 64 * 1024
const CLOSE_WITHIN_MS = 3000
const REFUSAL_LINGER_MS = 2000

/** An answer to what is no readable request: written to the socket as it is. */
export interface Refusal {
  readonly headers: Record<string, string>
  readonly body: string
}

export interface ListenOptions {
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
  /** What the owner may change when the port is taken, for the error's sentence: `--port`. */
  readonly portSetting?: string
  /** The door's way of refusing; plain text otherwise. `head` is what could be read of the request. */
  readonly refuse?: (status: number, head: string) => Refusal
  readonly keepAliveMs?: number
}

export interface Listener {
  readonly address: string
  readonly port: number
  /** `http://address:port`, brackets around IPv6. */
  readonly url: string
  /** Lets answers under way finish, for at most three seconds. */
  close(): Promise<void>
}

/** @throws StartProblem for a taken port or an address this computer does not have */
export async function listen(handler: RequestListener, options: ListenOptions): Promise<Listener> {
  const refuse = options.refuse ?? plainRefusal
  const server = createServer(
    {
      maxHeaderSize: LARGEST_HEAD_BYTES,
      // A missing Host is the host check's to refuse.
      requireHostHeader: false,
      // Time to send the head; and head and body together. Neither limits an answer (CONTRACT.md NODE-6).
      headersTimeout: 20_000,
      requestTimeout: 300_000,
      keepAliveTimeout: options.keepAliveMs ?? 75_000,
      noDelay: true,
    },
    (req, res) => {
      if (fieldsBytes(req) <= LARGEST_FIELDS_BYTES) return handler(req, res)
      const { headers, body } = refuse(431, `${req.method} ${req.url}`)
      res
        .writeHead(431, { ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' })
        .end(body)
    },
  )
  server.timeout = 0
  answerBrokenRequests(server, refuse)
  await open(server, options)

  const { address, port } = server.address() as AddressInfo
  return {
    address,
    port,
    url: `http://${isIPv6(address) ? `[${address}]` : address}:${port}`,
    close: () => close(server),
  }
}

function open(server: Server, { address, port, portSetting }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new StartProblem(whyNot(error.code, address, port, portSetting), { cause: error })),
    )
    server.listen({ host: address.replace(/^\[|\]$/g, ''), port }, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function whyNot(code: string | undefined, address: string, port: number, setting?: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${address} is taken. Stop the program that has it${setting ? `, or choose another port with ${setting}` : ' or choose another port'}.`
    case 'EADDRNOTAVAIL':
      return `This computer has no address ${address}.`
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose a port above 1023.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `${address} is no address and no known name of this computer.`
    default:
      return `Listening on ${address}, port ${port}, failed (${code}).`
  }
}

function fieldsBytes({ rawHeaders }: IncomingMessage): number {
  let bytes = 0
  for (const part of rawHeaders) bytes += part.length
  return bytes
}

/** Node would answer 431 without a body; clients that then switch to POST look for 414 (CONTRACT.md NODE-1). */
function answerBrokenRequests(server: Server, refuse: NonNullable<ListenOptions['refuse']>): void {
  const answered = new WeakSet<Socket>()
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

function plainRefusal(status: number): Refusal {
  return { headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${REASON[status]}\n` }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
