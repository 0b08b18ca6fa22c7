import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { platform } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import { createDoor, type Door, type DoorOptions, type PlannedEndpoint } from '../../server/http/door.ts'
import { openSocket } from '../support/raw-http.ts'

const HERE = { address: '127.0.0.1', port: 0 }
/** Linux answers on all of 127.0.0.0/8, so that a test has a second address without a network. */
const THERE = { address: '127.0.0.2', port: 0 }

const doors: Door[] = []
function create(handler: RequestListener, options: DoorOptions = {}): Door {
  const door = createDoor(handler, options)
  doors.push(door)
  return door
}
const open = (door: Door, ...endpoints: PlannedEndpoint[]) => door.apply({ endpoints })
const urlsOf = (door: Door) => door.listeners().map(({ url }) => url)
const hello: RequestListener = (_req, res) => res.end('hello')
const canReach = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

afterEach(async () => {
  for (const door of doors.splice(0)) await door.close()
})

describe.skipIf(platform() !== 'linux')('a door', () => {
  test('is open where the plan says, in its order, everywhere on the same port', async () => {
    const door = create(hello)
    expect(await open(door, THERE, HERE)).toEqual([])
    const [first, second] = urlsOf(door)
    expect(first).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/)
    expect(second).toBe(first!.replace('127.0.0.2', '127.0.0.1'))
    for (const url of urlsOf(door)) expect(await canReach(url)).toBe(true)
  })

  test('passes a stream byte for byte while other listeners come and go', async () => {
    const PIECE = Buffer.alloc(64 * 1024, 'lockgroove ')
    const PIECES = 60
    const asked: (() => void)[] = []
    const door = create((_req, res) => {
      let sent = 0
      res.writeHead(200, { 'Content-Length': PIECE.length * PIECES })
      const more = () => {
        if (sent++ < PIECES) res.write(PIECE)
        else res.end()
      }
      asked.push(more)
      more()
    })
    await open(door, HERE)
    const response = await fetch(urlsOf(door)[0]!)
    const received: Uint8Array[] = []
    const reading = (async () => {
      for await (const part of response.body!) received.push(part)
    })()

    for (let round = 0; round < PIECES; round++) {
      await open(door, ...(round % 2 === 0 ? [HERE, THERE] : [HERE]))
      asked[0]!()
    }
    await reading
    expect(Buffer.concat(received).equals(Buffer.concat(Array(PIECES).fill(PIECE)))).toBe(true)
  })

  test('lets an answer on a closed listener finish, and takes nobody new', async () => {
    let finish = () => {}
    const started = Promise.withResolvers<void>()
    const door = create((_req, res) => {
      res.write('first ')
      finish = () => res.end('last')
      started.resolve()
    })
    await open(door, HERE, THERE)
    const there = urlsOf(door)[1]!
    const answer = fetch(there).then((response) => response.text())
    await started.promise
    await open(door, HERE)
    expect(await canReach(there)).toBe(false)
    finish()
    expect(await answer).toBe('first last')
  })

  test('cuts what a closed listener still sends when it is told to', async () => {
    const started = Promise.withResolvers<void>()
    const door = create((_req, res) => {
      res.write('never ends')
      started.resolve()
    })
    await open(door, THERE)
    const answer = fetch(urlsOf(door)[0]!).then((response) => response.text())
    answer.catch(() => {})
    await started.promise
    await open(door)
    door.cutClosing()
    await expect(answer).rejects.toThrow()
  })

  test('tells what cannot be opened, opens the rest, and tries again with the next plan', async () => {
    const door = create(hello, { portSetting: '--port' })
    await open(door, HERE)
    const { port } = door.listeners()[0]!
    const other = createServer().listen(port, '127.0.0.2')
    await once(other, 'listening')

    const taken = { address: '127.0.0.2', port }
    const gone = { address: '192.0.2.99', port }
    const troubles = await open(door, HERE, taken, gone)
    expect(troubles.map(({ endpoint, problem }) => [endpoint, problem.message])).toEqual([
      [
        taken,
        `Port ${port} on 127.0.0.2 is taken. Stop the program that has it, or choose another port with --port.`,
      ],
      [gone, 'This computer has no address 192.0.2.99.'],
    ])
    expect(urlsOf(door)).toEqual([`http://127.0.0.1:${port}`])

    other.close()
    await once(other, 'close')
    expect(await open(door, HERE, taken)).toEqual([])
    expect(await canReach(`http://127.0.0.2:${port}`)).toBe(true)
  })

  test('moves from all addresses to one on the same port', async () => {
    const door = create(hello)
    await open(door, { address: '0.0.0.0', port: 0 })
    const { port } = door.listeners()[0]!
    expect(await open(door, { address: '127.0.0.1', port })).toEqual([])
    expect(await canReach(`http://127.0.0.1:${port}`)).toBe(true)
    expect(await canReach(`http://127.0.0.2:${port}`)).toBe(false)
  })

  test('carries out plans one after the other', async () => {
    const door = create(hello)
    const plans = [[HERE], [HERE, THERE], [THERE], [HERE, THERE], [HERE]]
    const results = await Promise.all(plans.map((plan) => open(door, ...plan)))
    expect(results.flat()).toEqual([])
    expect(urlsOf(door)).toHaveLength(1)
    expect(await canReach(urlsOf(door)[0]!)).toBe(true)
  })

  test('closes completely', async () => {
    const door = create(hello)
    await open(door, HERE, THERE)
    const urls = urlsOf(door)
    await door.close()
    for (const url of urls) expect(await canReach(url)).toBe(false)
    expect(door.listeners()).toEqual([])
  })
})

describe.skipIf(platform() !== 'linux')('a listener for certain networks', () => {
  /** From 127.0.0.3, say. */
  async function isServed(port: number, localAddress: string): Promise<boolean> {
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    let answer = ''
    socket.on('data', (part) => {
      answer += part
    })
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await once(socket, 'close')
    return answer.includes('hello')
  }

  test('hangs up on everybody else before anything is read, and tells', async () => {
    const turnedAway: string[] = []
    let handled = 0
    const door = create(
      (_req, res) => {
        handled++
        res.end('hello')
      },
      { onTurnedAway: (address) => turnedAway.push(address) },
    )
    await open(door, { ...HERE, onlyFrom: ['127.0.0.0/30'] })
    const { port } = door.listeners()[0]!
    expect(await isServed(port, '127.0.0.3')).toBe(true)
    expect(await isServed(port, '127.0.0.4')).toBe(false)
    expect(await isServed(port, '127.0.5.1')).toBe(false)
    expect(turnedAway).toEqual(['127.0.0.4', '127.0.5.1'])
    expect(handled).toBe(1)
  })

  test('hangs up on those who are outside after the networks have changed, and on nobody else', async () => {
    const door = create(hello)
    await open(door, { ...HERE, onlyFrom: ['127.0.0.0/24'] })
    const [listener] = door.listeners()
    const { port } = listener!
    const inside = await openSocket(port)
    const outside = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.200' })
    outside.on('error', () => {})
    await once(outside, 'connect')
    // Both are known to the listener once they have been answered.
    for (const socket of [inside, outside]) {
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await once(socket, 'data')
    }
    await open(door, { ...HERE, onlyFrom: ['127.0.0.0/30'] })
    expect(door.listeners()[0]).toBe(listener)
    await once(outside, 'close')
    inside.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(String((await once(inside, 'data'))[0])).toContain('200 OK')
    inside.destroy()
    expect(await isServed(port, '127.0.0.200')).toBe(false)
  })
})

test('a taken port is not chosen for all', async () => {
  const door = create(hello)
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  expect(await open(door, { address: '127.0.0.1', port })).toHaveLength(1)
  expect(await open(door, HERE)).toEqual([])
  expect(door.listeners()[0]!.port).not.toBe(port)
  other.close()
})
