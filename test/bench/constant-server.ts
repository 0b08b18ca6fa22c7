// The yardstick: a bare node:http server that answers GET /<bytes> with a constant body of that many bytes. No Node server
// can answer faster; every figure of the bench is a ratio to it, taken in the same run.
import { createServer } from 'node:http'

const bodies = new Map<string, Buffer>()

const server = createServer((request, response) => {
  const size = request.url!.slice(1)
  let body = bodies.get(size)
  if (!body) {
    body = Buffer.alloc(Number(size), 'x')
    bodies.set(size, body)
  }
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
  })
  response.end(body)
})

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port })
})
