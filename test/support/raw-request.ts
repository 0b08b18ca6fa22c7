// For tests of what happens when a client stops reading or goes away.
import fs from 'node:fs'
import net from 'node:net'

/** A connection that has sent a GET, and reads nothing until it is told to. */
export async function requestRaw(url: string): Promise<net.Socket> {
  const { hostname, port, pathname, search } = new URL(url)
  const socket = net.connect(Number(port), hostname)
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`)
  return socket
}

export async function readAll(socket: net.Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Files below a folder that this process, which is the server too, has open. Only Linux can tell. */
export function openFilesBelow(folder: string): string[] {
  if (process.platform !== 'linux') return []
  return fs.readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = fs.readlinkSync(`/proc/self/fd/${fd}`)
      return target.startsWith(folder) ? [target] : []
    } catch {
      return [] // Closed since the listing.
    }
  })
}

/** Turns of the event loop until something is so; the test's own time limit is the limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
