import { Writable } from 'node:stream'
import Koa from 'koa'
import { afterEach, describe, expect, test } from 'vitest'
import { errorBoundary, logKoaErrors } from '../../server/http/error-boundary.ts'
import { type Listener, listen } from '../../server/http/listen.ts'
import { requestLog } from '../../server/http/request-log.ts'
import { createLog } from '../../server/log.ts'

let listener: Listener
afterEach(() => listener.close())

async function start(last: Koa.Middleware, verbosity = 'info') {
  const lines: Record<string, unknown>[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const log = createLog({ verbosity, destination })
  const app = new Koa()
  logKoaErrors(app, log)
  app.use(requestLog(log)).use(errorBoundary(log)).use(last)
  listener = await listen(app.callback(), { address: '127.0.0.1', port: 0 })
  return lines
}

describe('errorBoundary', () => {
  test('turns a bug into 500 in plain text with a number that the log has too', async () => {
    const lines = await start((ctx) => {
      ctx.set('ETag', '"x"')
      ctx.type = 'html'
      throw new Error('a broken disk')
    })
    const response = await fetch(`${listener.url}/page?secret`)
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('etag')).toBeNull()
    expect(text).not.toContain('a broken disk')
    const incident = lines.find((line) => line['incident'])!
    expect(text).toContain(incident['incident'])
    expect(incident).toMatchObject({ where: '/page', err: { message: 'a broken disk' } })
  })

  test('cuts the connection when the answer has begun', async () => {
    const lines = await start((ctx) => {
      ctx.respond = false
      ctx.res.writeHead(200, { 'Content-Length': '100' })
      ctx.res.write('half')
      throw new Error('a broken disk')
    })
    await expect(fetch(listener.url).then((response) => response.text())).rejects.toThrow()
    expect(lines.filter((line) => line['incident'])).toHaveLength(1)
  })

  test('says nothing about clients that went away', async () => {
    const lines = await start(() => {
      throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
    })
    await expect(fetch(listener.url)).rejects.toThrow()
    expect(lines.filter((line) => line['incident'])).toEqual([])
  })
})

describe('requestLog', () => {
  test('names method, path, status, time and client, and no query (AUTH-13)', async () => {
    const lines = await start((ctx) => {
      ctx.state['client'] = 'player'
      ctx.body = 'ok'
    })
    await (await fetch(`${listener.url}/rest/ping?p=secret`)).text()
    await expect.poll(() => lines.length).toBe(1)
    expect(lines[0]).toMatchObject({ method: 'GET', path: '/rest/ping', status: 200, client: 'player' })
    expect(lines[0]!['ms']).toEqual(expect.any(Number))
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  test('is silent when nobody wants to read it', async () => {
    const lines = await start((ctx) => {
      ctx.body = 'ok'
    }, 'warn')
    await (await fetch(listener.url)).text()
    await listener.close()
    expect(lines).toEqual([])
  })
})
