// One listening socket: opening it with an error the owner can act on, what Node must be told about sizes and times,
// and closing it without cutting anybody off in the middle of an answer.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, isIPv6, type Socket } from 'node:net'
import { PortTaken, StartProblem } from '../errors.ts'
import { type Certificate, secureContextOf } from './certificate.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createPlaces } from './places.ts'
import { answerBrokenRequests, plainRefusal, type Refuse } from './refusals.ts'
import { sourceKeyOf } from './source-key.ts'
import { createPeerCheck } from './subnets.ts'
import { listenOnUnixSocket } from './unix-socket.ts'

/** Clients put whole queues into a GET: 1 MiB of query must pass (CONTRACT.md TRN-7), and the headers beside it. */
export const LARGEST_HEAD_BYTES = 2 * 1024 * 1024
/** All headers together. They are taken apart on the HTTP thread, and a megabyte of commas holds up everybody. */
export const LARGEST_FIELDS_BYTES = 64 * 1024
const CLOSE_WITHIN_MS = 3000
/** Of one source. A browser has six, an app some dozens; for a proxy they are its listeners. */
const MOST_CONNECTIONS = 1000

export type Endpoint = NetworkEndpoint | UnixEndpoint

export interface NetworkEndpoint {
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
  /** Peers outside of these networks (`192.168.1.0/24`) are hung up on. */
  readonly onlyFrom?: readonly string[]
}

export interface UnixEndpoint {
  readonly socketPath: string
  /** Its permissions: who may connect. */
  readonly mode: number
}

export interface ListenOptions {
  /** Speaks HTTPS with it, and only that. */
  readonly certificate?: Certificate | undefined
  /** What the owner may change when the port is taken, for the error's sentence: `--port`. */
  readonly portSetting?: string | undefined
  /** The door's way of refusing; plain text otherwise. */
  readonly refuse?: Refuse | undefined
  readonly keepAliveMs?: number | undefined
  /** Of one source at once; whoever has more is hung up on. */
  readonly mostConnections?: number | undefined
  readonly onTurnedAway?: ((address: string) => void) | undefined
}

export interface Listener {
  /** As the system names it; the path of a unix socket. */
  readonly address: string
  /** 0 for a unix socket. */
  readonly port: number
  /** `http://address:port`, brackets around IPv6; `unix:/path`. */
  readonly url: string
  readonly isSecure: boolean
  /** For connections to come; those that are there keep the one they began with. */
  setCertificate(certificate: Certificate): void
  /** Hangs up on those who are outside of the new networks. */
  setOnlyFrom(subnets: readonly string[] | undefined): void
  /** Lets answers under way finish, for at most three seconds. */
  close(): Promise<void>
  /** Ends everything now, also what `close` still waits for. */
  cut(): void
}

/** @throws StartProblem for a taken port or an address this computer does not have */
export async function listen(
  handler: RequestListener,
  endpoint: Endpoint,
  options: ListenOptions = {},
): Promise<Listener> {
  const refuse = options.refuse ?? plainRefusal
  const { server, setCertificate } = createHttpServer(oneAtATime(withFewFields(handler, refuse)), options)
  server.timeout = 0
  answerBrokenRequests(server, refuse)

  const places = createPlaces(() => options.mostConnections ?? MOST_CONNECTIONS)
  const sockets = new Set<Socket>()
  let isAllowed = createPeerCheck('onlyFrom' in endpoint ? endpoint.onlyFrom : undefined)
  server.on('connection', (socket: Socket) => {
    if (!isAllowed(socket.remoteAddress)) {
      options.onTurnedAway?.(socket.remoteAddress ?? '')
      socket.destroy()
      return
    }
    const release = places.take(sourceKeyOf(socket.remoteAddress))
    if (!release) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    socket.once('close', () => {
      release()
      sockets.delete(socket)
    })
  })
  const { address, port, url, leave } = await open(server, endpoint, options)

  return {
    address,
    port,
    url,
    isSecure: options.certificate !== undefined,
    setCertificate,
    setOnlyFrom(subnets) {
      isAllowed = createPeerCheck(subnets)
      for (const socket of sockets) if (!isAllowed(socket.remoteAddress)) socket.destroy()
    },
    close() {
      leave()
      return close(server, sockets)
    },
    cut() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function createHttpServer(
  handler: RequestListener,
  { certificate, keepAliveMs }: ListenOptions,
): { readonly server: Server; readonly setCertificate: Listener['setCertificate'] } {
  const limits = {
    maxHeaderSize: LARGEST_HEAD_BYTES,
    // A missing Host is the host check's to refuse.
    requireHostHeader: false,
    // Time to send the head; and head and body together. Neither limits an answer (CONTRACT.md NODE-6).
    headersTimeout: 20_000,
    requestTimeout: 300_000,
    keepAliveTimeout: keepAliveMs ?? 75_000,
    noDelay: true,
    // A phone that fell asleep says no goodbye, and would keep its place among the songs sent to its user.
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  }
  if (!certificate) return { server: createServer(limits, handler), setCertificate() {} }
  const server = createTlsServer(
    { ...limits, ...secureContextOf(certificate), handshakeTimeout: 20_000 },
    handler,
  )
  return { server, setCertificate: (other) => server.setSecureContext(secureContextOf(other)) }
}

interface Opened {
  readonly address: string
  readonly port: number
  readonly url: string
  /** What is to be done at once when it closes. */
  leave(): void
}

async function open(
  server: Server,
  endpoint: Endpoint,
  { certificate, portSetting }: ListenOptions,
): Promise<Opened> {
  if ('socketPath' in endpoint) {
    const { socketPath, mode } = endpoint
    const leave = await listenOnUnixSocket(server, socketPath, mode)
    return { address: socketPath, port: 0, url: `unix:${socketPath}`, leave }
  }
  await bind(server, endpoint, portSetting)
  const { address, port } = server.address() as AddressInfo
  return { address, port, url: urlOf(address, port, certificate !== undefined), leave() {} }
}

export function urlOf(address: string, port: number, isSecure: boolean): string {
  return `${isSecure ? 'https' : 'http'}://${isIPv6(address) ? `[${address}]` : address}:${port}`
}

function bind(server: Server, { address, port }: NetworkEndpoint, portSetting?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence = whyNot(error.code, address, port, portSetting)
      const isTaken = error.code === 'EADDRINUSE'
      reject(
        isTaken ? new PortTaken(sentence, { address, port }) : new StartProblem(sentence, { cause: error }),
      )
    })
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

function withFewFields(handler: RequestListener, refuse: Refuse): RequestListener {
  return (req, res) => {
    if (fieldsBytes(req) <= LARGEST_FIELDS_BYTES) return handler(req, res)
    const { headers, body } = refuse(431, `${req.method} ${req.url}`)
    res
      .writeHead(431, { ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' })
      .end(body)
  }
}

function fieldsBytes({ rawHeaders }: IncomingMessage): number {
  let bytes = 0
  for (const part of rawHeaders) bytes += part.length
  return bytes
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    // By socket: one in the middle of a TLS handshake is none of HTTP's connections yet.
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, CLOSE_WITHIN_MS)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
