// CONTRACT.md section 4 through the door: which situation gives which code and status.
import { once } from 'node:events'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Busy, Conflict, InvalidInput, MissingInput, NotAllowed, NotFound } from '../../server/errors.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import type { BinaryHandler, Route } from '../../server/subsonic/types.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../support/music-door.ts'
import { parseXml } from '../support/xml.ts'

const throws = (error: unknown): Route => ({
  answer() {
    throw error
  },
})

const FILE_HEADERS = {
  'Content-Type': 'audio/mpeg',
  'Content-Length': '1000',
  'Content-Range': 'bytes 0-999/1000',
  ETag: '"x"',
  'Cache-Control': 'private',
  'Content-Disposition': 'attachment',
}

const failsEarly: BinaryHandler = async (_request, _deps, ctx) => {
  ctx.status = 206
  ctx.set(FILE_HEADERS)
  throw new NotFound('song')
}
const failsLate: BinaryHandler = async (_request, _deps, ctx) => {
  ctx.respond = false
  ctx.res.writeHead(200, { 'Content-Type': 'audio/mpeg' })
  ctx.res.write('the first bytes')
  throw new Error('the disk is gone')
}
const streamBreaks: BinaryHandler = async (_request, _deps, ctx) => {
  ctx.type = 'audio/mpeg'
  ctx.body = Readable.from(
    (async function* () {
      yield Buffer.from('the first bytes')
      throw new Error('the disk is gone')
    })(),
  )
}
const silent: BinaryHandler = async () => {}
const waits = Promise.withResolvers<void>()
const neverEnds: BinaryHandler = async (_request, _deps, ctx) => {
  ctx.respond = false
  ctx.res.writeHead(200, { 'Content-Type': 'audio/mpeg' })
  ctx.res.write('the first bytes')
  await once(ctx.res, 'close')
  waits.resolve()
  throw Object.assign(new Error('gone'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })
}

const TEST_ROUTES: Record<string, Route> = {
  notFound: throws(new NotFound('album')),
  notAllowed: throws(new NotAllowed('Not yours')),
  missing: throws(new MissingInput('id')),
  invalid: throws(new InvalidInput('size', '1 to 500')),
  conflict: throws(new Conflict('It exists')),
  busy: throws(new Busy('Too much at once', 3)),
  bug: throws(new Error('the secret cause in /home/ann/music')),
  oddBug: throws('a string'),
  later: { answer: () => Promise.reject(new NotFound('song')) },
  failsEarly: { binary: failsEarly },
  failsLate: { binary: failsLate },
  streamBreaks: { binary: streamBreaks },
  silent: { binary: silent },
  neverEnds: { binary: neverEnds },
}

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor({ routes: new Map([...ROUTES, ...Object.entries(TEST_ROUTES)]) })
})
afterAll(() => door.close())

describe('what a domain throws', () => {
  test('becomes a failed envelope with its code, HTTP 200 (ERR-1)', async () => {
    for (const [endpoint, code, message] of [
      ['notFound', 70, 'Album not found'],
      ['later', 70, 'Song not found'],
      ['notAllowed', 50, 'Not yours'],
      ['missing', 10, 'Missing parameter: id'],
      ['invalid', 10, 'Invalid parameter: size: expected 1 to 500'],
      ['conflict', 0, 'It exists'],
    ] as const) {
      const answer = await door.client.call(endpoint)
      expect(answer.status, endpoint).toBe(200)
      expect(answer.envelope.error, endpoint).toEqual({ code, message })
    }
  })

  test('when there is too much at once is 429 with Retry-After (ERR-2)', async () => {
    const answer = await door.client.call('busy')
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('3')
    expect(answer.envelope.error).toEqual({ code: 0, message: 'Too much at once' })
  })

  test('that nobody expected is code 0 with a number that stands in the log beside the cause (ERR-5)', async () => {
    for (const endpoint of ['bug', 'oddBug']) {
      const answer = await door.client.call(endpoint)
      expect(answer.status).toBe(200)
      expect(answer.envelope.error?.code).toBe(0)
      expect(answer.text).not.toMatch(/secret|home|Error|string/)
      const incident = /\(incident ([0-9a-f]{8})\)/.exec(answer.envelope.error!.message!)![1]!
      expect(door.logLines.filter((line) => line.includes(incident))).toHaveLength(1)
    }
    expect(door.logLines.join('')).toContain('the secret cause')
  })
})

describe('names', () => {
  test('that nobody knows are code 0, HTTP 200, after signing in (ERR-3)', async () => {
    for (const name of ['noSuchThing', 'PING', '__proto__', 'constructor', 'ping.view', 'a/b', '']) {
      const answer = await door.client.call(name, {}, name === 'ping.view' ? { view: true } : {})
      expect(answer.status).toBe(200)
      expect(answer.envelope.error, name).toEqual({ code: 0, message: 'Unknown method' })
    }
  })

  test('of extensions that are not advertised are 404 with an envelope (EXT-2)', async () => {
    for (const name of [
      'getPodcastEpisode',
      'reportPlayback',
      'getSonicSimilarTracks',
      'findSonicPath',
      'getTranscodeDecision',
      'getTranscodeStream',
    ]) {
      const answer = await door.client.call(name)
      expect(answer.status, name).toBe(404)
      expect(answer.envelope).toMatchObject({ status: 'failed', error: { code: 0 } })
    }
  })

  test('that need a role are 50 for those without it', async () => {
    const listener = door.as(LISTENER)
    for (const name of ['getUsers', 'createUser', 'updateUser', 'deleteUser', 'startScan', 'download']) {
      expect(await listener.code(name, { id: 'so-1', username: 'x' }), name).toBe(50)
    }
    const { id } = door.users.getByName(LISTENER.user)
    await door.users.update(id, { roles: { stream: false } })
    expect(await listener.code('stream', { id: 'so-1' })).toBe(50)
    await door.users.update(id, { roles: { stream: true } })
    expect(await listener.code('stream', { id: 'so-1' })).toBe(70)
  })
})

describe('features that are not there', () => {
  test('have empty lists (ERR-4)', async () => {
    for (const [endpoint, payload] of [
      ['getPodcasts', { podcasts: { channel: [] } }],
      ['getNewestPodcasts', { newestPodcasts: { episode: [] } }],
      ['getShares', { shares: { share: [] } }],
      ['getVideos', { videos: { video: [] } }],
      ['getInternetRadioStations', { internetRadioStations: { internetRadioStation: [] } }],
      ['getChatMessages', { chatMessages: { chatMessage: [] } }],
    ] as const) {
      for (const client of [door.client, door.as(LISTENER)]) {
        expect(await client.json(endpoint), endpoint).toMatchObject({ status: 'ok', ...payload })
      }
    }
    expect(await door.client.code('getPodcasts', { id: 'pd-1' })).toBe(70)
    expect(await door.client.code('getCaptions', { id: 'so-1' })).toBe(70)
    expect(await door.client.code('getCaptions')).toBe(10)
  })

  test('refuse changes with 50 (ERR-4)', async () => {
    for (const endpoint of [
      ...['refreshPodcasts', 'createPodcastChannel'],
      ...['deletePodcastChannel', 'deletePodcastEpisode', 'downloadPodcastEpisode', 'jukeboxControl'],
      ...['createInternetRadioStation', 'updateInternetRadioStation', 'deleteInternetRadioStation'],
      ...['addChatMessage', 'hls.m3u8', 'hls'],
    ]) {
      expect(await door.client.code(endpoint), endpoint).toBe(50)
    }
  })
})

describe('binary answers', () => {
  test('that fail before the first byte are an envelope, without a header of the file (ERR-6)', async () => {
    for (const format of ['json', 'xml', undefined]) {
      const answer = await door.client.call('failsEarly', {}, { common: { f: format } })
      expect(answer.status).toBe(200)
      expect(answer.type).toBe(
        format === 'json' ? 'application/json; charset=utf-8' : 'text/xml; charset=utf-8',
      )
      expect(answer.headers.get('cache-control')).toBe('no-store')
      for (const name of ['content-range', 'etag', 'content-disposition'])
        expect(answer.headers.get(name)).toBeNull()
      expect(Number(answer.headers.get('content-length'))).toBe(answer.bytes.length)
      if (format !== 'json') expect(parseXml(answer.text).children[0]?.attributes['code']).toBe('70')
    }
  })

  test('that fail after it are cut off, so that nobody keeps half a song (ERR-8)', async () => {
    for (const endpoint of ['failsLate', 'streamBreaks']) {
      const response = await fetch(door.client.url(endpoint))
      expect(response.status).toBe(200)
      await expect(response.arrayBuffer(), endpoint).rejects.toThrow()
    }
    await expect.poll(() => door.logLines.filter((line) => line.includes('the disk is gone')).length).toBe(2)
  })

  test('are never empty (ERR-7)', async () => {
    expect((await door.client.call('silent')).envelope.error?.code).toBe(0)
  })

  test('whose client goes away are no incident', async () => {
    const before = door.logLines.length
    const call = request(door.client.url('neverEnds'))
    call.on('error', () => {})
    call.end()
    const [response] = await once(call, 'response')
    await once(response, 'data')
    response.on('error', () => {})
    call.destroy()
    await waits.promise
    expect(await door.client.code('ping')).toBeUndefined()
    expect(door.logLines.slice(before).join('')).not.toContain('incident')
  })
})

test('code 60 is never sent, and every other code of 4.1 is by this server', async () => {
  const sources = await import('../../server/subsonic/protocol-errors.ts')
  expect(Object.values(sources.CODES).sort((a, b) => a - b)).toEqual([
    0, 10, 20, 30, 40, 41, 42, 43, 44, 50, 70,
  ])
})
