import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'

/** More requests behind an unanswered one are a flood: no app sends the next before it has read the last. */
export const MOST_WAITING = 32

/**
 * Hands on the requests of one connection one after the other, each in a turn of its own. Node hands on at once all that
 * are in one packet (pipelining), and a thousand of them hold up everybody else. Whoever sends too many is hung up on.
 */
export function oneAtATime(handler: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, (() => void)[]>()

  return function takeTurn(req, res) {
    const { socket } = req
    if (socket.destroyed) return
    const queue = waiting.get(socket)
    if (!queue) {
      waiting.set(socket, [])
      answer()
    } else if (queue.length < MOST_WAITING) queue.push(answer)
    else socket.destroy()

    function answer() {
      res.once('close', goOn)
      handler(req, res)
    }

    function goOn() {
      const next = waiting.get(socket)?.shift()
      if (next && !socket.destroyed) setImmediate(next)
      else waiting.delete(socket)
    }
  }
}
