import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type Listener, listen } from '../../server/http/listen.ts'
import { MOST_WAITING } from '../../server/http/one-at-a-time.ts'
import { exchange, getRequest, openSocket } from '../support/raw-http.ts'

let listener: Listener
afterEach(() => listener.close())

const request = (at: number) => `GET /${at} HTTP/1.1\r\nHost: here\r\n\r\n`
const requests = (count: number) => Array.from({ length: count }, (_, at) => request(at)).join('')

describe('requests that come before the last is answered', () => {
  test('are answered in their order, each in a turn of its own', async () => {
    let turn = 0
    let isSameTurn = false
    const turns: number[] = []
    listener = await listen(
      (req, res) => {
        if (!isSameTurn) turn++
        isSameTurn = true
        setImmediate(() => {
          isSameTurn = false
        })
        turns.push(turn)
        res.end(`<${req.url}>`)
      },
      { address: '127.0.0.1', port: 0 },
    )
    const last = getRequest(listener.port, `/${MOST_WAITING}`)
    const answers = await exchange(listener.port, requests(MOST_WAITING) + last)
    const all = Array.from({ length: MOST_WAITING + 1 }, (_, at) => at)
    expect(answers.match(/(?<=<\/)\d+(?=>)/g)?.map(Number)).toEqual(all)
    expect(turns).toEqual(all.map((at) => at + 1))
  })

  test('are hung up on when there are more than any app sends, and no more of them is handed on', async () => {
    const handedOn: ServerResponse[] = []
    listener = await listen((_req, res) => void handedOn.push(res), { address: '127.0.0.1', port: 0 })
    const flood = await openSocket(listener.port)
    flood.on('error', () => {})
    flood.write(requests(1000))
    await once(flood, 'close')
    expect(handedOn).toHaveLength(1)
  })

  test('of a connection that ended meanwhile are forgotten', async () => {
    const handedOn: ServerResponse[] = []
    listener = await listen((_req, res) => void handedOn.push(res), { address: '127.0.0.1', port: 0 })
    const socket = await openSocket(listener.port)
    socket.write(requests(3))
    while (handedOn.length === 0) await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
    await once(handedOn[0]!, 'close')
    await new Promise((resolve) => setImmediate(resolve))
    expect(handedOn).toHaveLength(1)
  })
})
