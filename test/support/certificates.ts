// Certificates as owners bring them, and TLS clients that look at what they are shown.
import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'

const DAY_MS = 86_400_000

export interface MadeCertificate {
  readonly chain: string
  readonly key: string
}

/** Valid from `fromDay` to `toDay`, counted from now. */
export async function makeCertificate(
  name = 'music.example',
  { fromDay = -1, toDay = 90, now = Date.now() } = {},
): Promise<MadeCertificate> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now + fromDay * DAY_MS),
    notAfterDate: new Date(now + toDay * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  })
  return { chain: made.cert, key: made.private }
}

/** The same key, locked with a passphrase. */
export function lockedKey(key: string): string {
  return createPrivateKey(key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'open sesame',
  }) as string
}

/** Writes `cert.pem` and `key.pem`. */
export function writeCertificate(folder: string, { chain, key }: MadeCertificate) {
  const files = { tlsCertificate: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') }
  writeFileSync(files.tlsCertificate, chain)
  writeFileSync(files.tlsKey, key, { mode: 0o600 })
  return files
}

/** Connected; trusts whatever certificate there is. */
export async function connectTls(url: string, options: object = {}): Promise<TLSSocket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false, ...options })
  await once(socket, 'secureConnect')
  return socket
}

export async function fingerprintOf(url: string): Promise<string> {
  const socket = await connectTls(url)
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

/** One request on an open connection, which stays open. */
export async function askOn(socket: TLSSocket, path = '/healthz'): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${socket.remotePort}\r\n\r\n`)
  let answer = ''
  do {
    const [part] = (await once(socket, 'data')) as [Buffer]
    answer += part.toString()
  } while (!/\r\n\r\n[\s\S]+$/.test(answer))
  return answer
}
