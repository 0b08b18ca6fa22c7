// CONTRACT.md 1.2 (common parameters) and section 2 (envelope, formats) through the door.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RawJson } from '../../server/raw-json.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import type { Route } from '../../server/subsonic/types.ts'
import { VERSION } from '../../server/version.ts'
import { openMusicDoor, type TestDoor } from '../support/music-door.ts'
import { problemsOf } from '../support/schema.ts'
import { parseXml, xmlDifferences } from '../support/xml.ts'

const SONG = {
  id: 'so-1',
  isDir: false,
  title: 'One\u0007\ud800',
  duration: 1,
  genres: [{ name: 'Rock' }],
  artists: [{ id: 'ar-1', name: 'A' }],
  moods: [],
  replayGain: {},
  path: 'a/b.mp3',
}

const song: Route = {
  answer: () => ({ song: { ...SONG, album: undefined, year: null } }),
}
const songs: Route = {
  answer: () => ({
    randomSongs: { song: [new RawJson('{"id":"so-2","isDir":false,"title":"Two","comment":""}')] },
  }),
}

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor({ routes: new Map([...ROUTES, ['getSong', song], ['getRandomSongs', songs]]) })
})
afterAll(() => door.close())

describe('the envelope', () => {
  test('says who answers, also when the call failed (ENV-1)', async () => {
    const about = { version: '1.16.1', type: 'lockgroove', serverVersion: VERSION, openSubsonic: true }
    expect(await door.client.json('ping')).toEqual({ status: 'ok', ...about })
    for (const failed of [
      await door.as('none').json('ping'),
      await door.as({ user: 'dummy', password: 'dummy' }).json('ping'),
      await door.client.json('noSuchThing'),
    ]) {
      expect(failed).toMatchObject({ status: 'failed', ...about })
      expect(problemsOf('ping', { 'subsonic-response': failed })).toEqual([])
    }
  })

  test('of a failure has an error and no payload (ENV-2)', async () => {
    const failed = await door.client.json('getUser', { username: 'nobody' })
    expect(Object.keys(failed).sort()).toEqual([
      'error',
      'openSubsonic',
      'serverVersion',
      'status',
      'type',
      'version',
    ])
  })
})

describe('JSON', () => {
  test('has its content type, one member and no byte order mark (FMT-1)', async () => {
    const answer = await door.client.call('ping')
    expect(answer.type).toBe('application/json; charset=utf-8')
    expect(Object.keys(JSON.parse(answer.text))).toEqual(['subsonic-response'])
    expect(answer.bytes[0]).toBe('{'.charCodeAt(0))
    expect(Number(answer.headers.get('content-length'))).toBe(answer.bytes.length)
  })

  test('keeps empty lists and objects, leaves out what is absent, cleans text (FMT-3, FMT-6, FMT-10)', async () => {
    expect((await door.client.json('getSong'))['song']).toEqual({ ...SONG, title: 'One\ufffd' })
    expect((await door.client.json('getRandomSongs'))['randomSongs']).toEqual({
      song: [{ id: 'so-2', isDir: false, title: 'Two', comment: '' }],
    })
  })
})

describe('XML', () => {
  test('has its content type, declaration, namespace and attributes (FMT-11, FMT-12)', async () => {
    const answer = await door.client.call('ping', {}, { format: 'xml' })
    expect(answer.type).toBe('text/xml; charset=utf-8')
    expect(answer.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<subsonic-response xmlns="http://subsonic.org/restapi" status="ok" version="1.16.1" type="lockgroove" serverVersion="${VERSION}" openSubsonic="true"/>`,
    )
  })

  test('is what an unknown, empty or missing format means', async () => {
    for (const f of ['html', '', undefined, 'JSON']) {
      const answer = await door.client.call('ping', {}, { common: { f } })
      expect(answer.type, String(f)).toBe('text/xml; charset=utf-8')
    }
  })

  test('says what JSON says, errors included (FMT-16)', async () => {
    for (const [endpoint, parameters] of [
      ['getSong', {}],
      ['getRandomSongs', {}],
      ['getOpenSubsonicExtensions', {}],
      ['getUser', { username: 'Søren' }],
      ['getUser', { username: 'nobody' }],
      ['noSuchThing', {}],
    ] as const) {
      const json = await door.client.json(endpoint, parameters)
      const xml = await door.client.call(endpoint, parameters, { format: 'xml' })
      expect(xmlDifferences(xml.text, json), endpoint).toEqual([])
    }
    const wrongKey = door.as({ apiKey: 'wrong' })
    const error = parseXml((await wrongKey.call('ping', {}, { format: 'xml' })).text).children[0]
    expect(error).toMatchObject({ name: 'error', attributes: { code: '44', helpUrl: expect.any(String) } })
  })

  test('for DSub and Clementine has no element that only OpenSubsonic knows; its attributes stay (FMT-15, QUIRK-1)', async () => {
    for (const c of ['DSub', 'dsub', 'DSub_phone', 'Clementine']) {
      const answer = await door.client.call('getSong', {}, { format: 'xml', common: { c } })
      expect(parseXml(answer.text).children[0]).toMatchObject({
        name: 'song',
        children: [],
        attributes: { id: 'so-1' },
      })
    }
    for (const c of ['DSubs', 'x DSub', 'Feishin_DSub']) {
      const answer = await door.client.call('getSong', {}, { format: 'xml', common: { c } })
      expect(parseXml(answer.text).children[0]?.children.map(({ name }) => name)).toEqual([
        'genres',
        'artists',
      ])
    }
  })

  test('and JSON for SubMusic have the main members of a song only (QUIRK-1)', async () => {
    const minimal = { id: 'so-1', isDir: false, title: 'One\ufffd', duration: 1 }
    const options = { common: { c: 'SubMusic' } }
    expect((await door.client.json('getSong', {}, options))['song']).toEqual(minimal)
    const random = await door.client.json('getRandomSongs', {}, options)
    expect(random['randomSongs']).toEqual({ song: [{ id: 'so-2', isDir: false, title: 'Two' }] })
  })

  test('follows client lists from the settings', async () => {
    const own = await openMusicDoor({
      routes: new Map([['getSong', song]]),
      clientLists: { legacyXml: ['Old'], minimal: [] },
    })
    try {
      const childrenFor = async (c: string) =>
        parseXml((await own.client.call('getSong', {}, { format: 'xml', common: { c } })).text).children[0]!
          .children
      expect(await childrenFor('old')).toHaveLength(0)
      expect(await childrenFor('DSub')).toHaveLength(2)
    } finally {
      await own.close()
    }
  })
})

describe('JSONP', () => {
  test('calls the callback with the JSON document (FMT-17)', async () => {
    const answer = await door.client.call('ping', { callback: 'my.cb' }, { format: 'jsonp' })
    expect(answer.type).toBe('application/javascript; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const json = await door.client.call('ping')
    expect(answer.text).toBe(`my.cb(${json.text});`)
  })

  test('without a usable callback is a failed JSON envelope with 10 (FMT-18)', async () => {
    for (const callback of [undefined, '', 'alert(1)', 'a b', 'x'.repeat(129)]) {
      for (const endpoint of ['ping', 'getOpenSubsonicExtensions']) {
        const answer = await door.client.call(endpoint, { callback }, { format: 'jsonp' })
        expect(answer.type).toBe('application/json; charset=utf-8')
        expect(answer.envelope.error?.code, String(callback)).toBe(10)
      }
    }
    const stranger = await door.as('none').call('ping', { callback: 'a b' }, { format: 'jsonp' })
    expect(stranger.envelope.error?.message).not.toContain('callback')
  })

  test('wraps failures too', async () => {
    const answer = await door.as('none').call('ping', { callback: 'cb' }, { format: 'jsonp' })
    expect(answer.text).toMatch(/^cb\(\{"subsonic-response":\{"status":"failed".*\}\);$/)
  })
})

describe('common parameters', () => {
  const codeWith = (common: Record<string, string | undefined>) => door.client.code('ping', {}, { common })

  test('v and c are required, and named when missing (PAR-1)', async () => {
    for (const name of ['v', 'c']) {
      for (const value of [undefined, '']) {
        const envelope = await door.client.json('ping', {}, { common: { [name]: value } })
        expect(envelope.error).toEqual({ code: 10, message: `Missing parameter: ${name}` })
      }
    }
  })

  test('every version 1.x is welcome; 0.x is too old, 2.x too new, others are no version (PAR-2)', async () => {
    for (const v of ['1.0.0', '1.2.0', '1.13', '1.16.1', '1.99.0', '1'])
      expect(await codeWith({ v }), v).toBeUndefined()
    for (const v of ['0.9', '0.0.1']) expect(await codeWith({ v }), v).toBe(20)
    for (const v of ['2.0.0', '16.1']) expect(await codeWith({ v }), v).toBe(30)
    for (const v of ['one', '1.', '1.x', '-1', '.1', '1.16.1-beta']) expect(await codeWith({ v }), v).toBe(10)
  })

  test('c may be any text', async () => {
    for (const c of ['https://airsonic.example', 'feishin_abc', 'é 音', "'"])
      expect(await codeWith({ c })).toBeUndefined()
  })

  test('unknown parameters are ignored (PAR-9), and the first of two counts (PAR-11)', async () => {
    expect(await door.client.code('ping', { nonsense: '1', _: '2' })).toBeUndefined()
    const url = door.client.url('ping')
    const twice = await (await fetch(`${url}&v=99&f=xml`)).text()
    expect(JSON.parse(twice)['subsonic-response'].status).toBe('ok')
  })

  test('bad escapes are no reason for 400 or 500 (PAR-10)', async () => {
    const answer = await fetch(`${door.client.url('getUser')}&username=%zz%ff%`)
    expect(answer.status).toBe(200)
    expect((await answer.json())['subsonic-response'].error.code).toBe(70)
  })

  test('forms may hold UTF-8 without escapes', async () => {
    const query = new URL(door.client.url('getUser')).search
    const response = await fetch(`${door.url}/rest/getUser${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'username=Søren',
    })
    expect((await response.json())['subsonic-response'].user.username).toBe('Søren')
  })
})
