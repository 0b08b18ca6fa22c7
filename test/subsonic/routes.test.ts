import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ABSENT_ENDPOINTS, ADVERTISED } from '../../server/subsonic/extensions.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../support/music-door.ts'
import { ENDPOINTS, problemsOf } from '../support/schema.ts'
import { xmlDifferences } from '../support/xml.ts'

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor()
})
afterAll(() => door.close())

describe('the table of routes', () => {
  test('knows the 87 names of the API, and no other', () => {
    const known = [...ROUTES.keys(), ...ABSENT_ENDPOINTS].sort()
    const documented = ENDPOINTS.map((name) => (name === 'hls' ? 'hls.m3u8' : name)).sort()
    expect(known).toEqual(documented)
    expect(known).toHaveLength(87)
  })

  test('has one public endpoint', () => {
    expect([...ROUTES].filter(([, route]) => route.public).map(([name]) => name)).toEqual([
      'getOpenSubsonicExtensions',
    ])
  })

  test('has no route of its own for endpoints of absent extensions', () => {
    for (const name of ABSENT_ENDPOINTS) expect(ROUTES.has(name)).toBe(false)
    for (const { endpoints = [] } of ADVERTISED)
      for (const name of endpoints) expect(ROUTES.has(name)).toBe(true)
  })
})

// Without parameters every answer is either an empty list or a failed envelope: both have to be right in all formats.
describe.each([...ROUTES.keys()])('%s without parameters', (endpoint) => {
  test('answers an envelope of documented shape, the same by GET, form, .view and in all formats', async () => {
    const client = door.as(LISTENER)
    const get = await client.call(endpoint)
    expect(get.status).toBe(200)
    expect(get.type).toBe('application/json; charset=utf-8')
    const { envelope } = get
    expect(problemsOf(envelope.status === 'ok' ? endpoint : 'ping', JSON.parse(get.text))).toEqual([])
    expect(envelope.error?.message ?? '').not.toMatch(/incident|Unknown method/)

    expect(stable((await client.call(endpoint, {}, { form: true })).text)).toBe(stable(get.text))
    expect(stable((await client.call(endpoint, {}, { view: true })).text)).toBe(stable(get.text))
    const jsonp = await client.call(endpoint, { callback: 'cb' }, { format: 'jsonp' })
    expect(stable(jsonp.text)).toBe(stable(`cb(${get.text});`))
    const xml = await client.call(endpoint, {}, { format: 'xml' })
    expect(xml.type).toBe('text/xml; charset=utf-8')
    expect(xmlDifferences(stable(xml.text), JSON.parse(stable(get.text))['subsonic-response'])).toEqual([])
  })
})

/** Times move between two calls. */
function stable(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'DATE')
}

/** Parameters the documentation calls required, apart from those only needed with others. */
const REQUIRED: Record<string, readonly string[]> = Object.fromEntries(
  Object.entries(describedPaths()).map(([path, item]) => [
    path.replace('/rest/', ''),
    (item.get?.parameters ?? []).filter(({ required }) => required).map(({ name }) => name),
  ]),
)

test('every required parameter left out gives a failed envelope', async () => {
  for (const [endpoint, names] of Object.entries(REQUIRED)) {
    if (names.length === 0 || ABSENT_ENDPOINTS.has(endpoint)) continue
    for (const left of names) {
      const others = Object.fromEntries(names.filter((name) => name !== left).map((name) => [name, 'so-1']))
      const envelope = await door.client.json(endpoint, others)
      expect(envelope.status, `${endpoint} without ${left}`).toBe('failed')
      expect([0, 10, 50, 70], `${endpoint} without ${left}`).toContain(envelope.error?.code)
    }
  }
})

function describedPaths() {
  interface Operation {
    parameters?: { name: string; required?: boolean }[]
  }
  const file = new URL('../fixtures/opensubsonic/openapi.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).paths as Record<string, { get?: Operation }>
}
