import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { createCommandLine } from '../support/command-line.ts'
import { openSocket } from '../support/raw-http.ts'

const lockgroove = createCommandLine()
afterAll(() => lockgroove.close())

const isClosed = (port: number) =>
  openSocket(port).then(
    (socket) => {
      socket.destroy()
      return false
    },
    () => true,
  )

test('serve ends in order although npm passes on the signal that it was sent already', async () => {
  const { child, match } = await lockgroove.start(['serve'], /Music apps +http:\/\/127\.0\.0\.1:(\d+)/)
  const port = Number(match[1])
  const request = await openSocket(port)
  request.write(
    `POST /rest/ping HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n`,
  )
  await once(request, 'data')
  const ended = once(child, 'close')
  child.kill('SIGINT')
  while (!(await isClosed(port)));
  child.kill('SIGINT')
  request.write('u=a')
  const [answer] = (await once(request, 'data')) as [Buffer]
  expect(answer.toString()).toContain('HTTP/1.1 503')
  expect(await ended).toEqual([0, null])
})
