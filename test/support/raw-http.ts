// Bytes to a socket and back, for requests that no client library would send.
import { connect, type Socket } from 'node:net'

/** Sends the bytes and gives everything that came until the server closed the connection. */
export function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const answer: Buffer[] = []
    socket.on('data', (chunk) => answer.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(answer).toString()))
    socket.on('error', (error) => {
      if (answer.length === 0) reject(error)
    })
    socket.write(bytes)
  })
}

/** An open connection, for requests that stop half-way. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** A GET with `Connection: close`. */
export function getRequest(port: number, target: string, headers: Record<string, string> = {}): string {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`
}

export const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
export const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)
