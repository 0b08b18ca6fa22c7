// What holds for each of the 87 names, whatever it does: CONTRACT.md section 13, items 1 to 3.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readKnownIds } from '../../support/known-ids.ts'
import { ENDPOINTS, problemsOf, requiredParameters } from '../../support/schema.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import type { Answer, CallOptions, Envelope } from '../../support/subsonic-client.ts'
import { xmlDifferences } from '../../support/xml.ts'
import { CALLS_WITHOUT_IDS } from './reading-calls.ts'
import { ABSENT, type ValidCall, validCalls } from './valid-calls.ts'

let server: TestServer
let calls: ReadonlyMap<string, ValidCall>
beforeAll(async () => {
  server = await startTestServer()
  calls = validCalls(await readKnownIds(server.owner))
})
afterAll(() => server.close())

const WAYS: readonly CallOptions[] = [{}, { view: true }, { form: true }, { form: true, view: true }]
const inWords = ({ form, view }: CallOptions) => `${form ? 'POST' : 'GET'}${view ? ' .view' : ''}`

test('the table has all 87', () => {
  expect([...calls.keys()].sort()).toEqual([...ENDPOINTS].sort())
})

describe('every endpoint', () => {
  test('answers an envelope in JSON, XML and JSONP, by GET and POST, with and without .view', async () => {
    const problems: string[] = []
    for (const [endpoint, call] of calls) {
      if (call.binary) continue
      for (const way of WAYS) {
        for (const problem of await problemsOfAnswers(endpoint, call, way)) {
          problems.push(`${endpoint} by ${inWords(way)}: ${problem}`)
        }
      }
    }
    expect(problems).toEqual([])
  })

  test('is 404 when its extension is not advertised, and 200 otherwise, failed or not (ERR-1, EXT-2)', async () => {
    for (const [endpoint, { parameters }] of calls) {
      const { status } = await server.owner.call(endpoint, parameters)
      expect([endpoint, status]).toEqual([endpoint, ABSENT.includes(endpoint) ? 404 : 200])
    }
  })

  test('names the required parameter that was left out or is empty (PAR-3)', async () => {
    const problems: string[] = []
    for (const [endpoint, { parameters, required }] of calls) {
      for (const name of required) {
        const isText = ['query', 'email'].includes(name)
        for (const value of isText ? [undefined] : [undefined, '']) {
          const { error } = await server.owner.json(endpoint, { ...parameters, [name]: value })
          const message = `Missing parameter: ${name}`
          if (error?.code !== 10 || error.message !== message) {
            problems.push(`${endpoint} with ${name}=${value}: ${error?.code} ${error?.message}`)
          }
        }
      }
    }
    expect(problems).toEqual([])
  })

  test('is tested with the required parameters of the description', () => {
    for (const [endpoint, { required, code }] of calls) {
      if (code === 50 || ABSENT.includes(endpoint)) continue
      expect([endpoint, required]).toEqual([endpoint, expect.arrayContaining(requiredParameters(endpoint))])
    }
  })

  test('turns a stranger away before it looks at anything else (AUTH-14)', async () => {
    // The same wrong login over and over counts once for the limiter.
    const stranger = server.as({ user: PEOPLE.owner.user, password: 'a guess', form: 'clear' })
    for (const endpoint of [...calls.keys(), 'noSuchThing']) {
      const expected = endpoint === 'getOpenSubsonicExtensions' ? undefined : 40
      expect([endpoint, await stranger.code(endpoint)]).toEqual([endpoint, expected])
    }
  })

  test('answers JSONP and HEAD without a callback or a body that could do harm', async () => {
    for (const [endpoint, { parameters, binary }] of calls) {
      if (endpoint === 'getOpenSubsonicExtensions' || binary) continue
      const options = { format: 'jsonp', common: { callback: 'alert(1)//' } }
      const answer = await server.owner.call(endpoint, parameters, options)
      expect([endpoint, answer.type]).toEqual([endpoint, 'application/json; charset=utf-8'])
      expect([endpoint, answer.envelope.error?.code]).toEqual([endpoint, 10])
      const head = await server.owner.call(endpoint, parameters, { method: 'HEAD' })
      expect([endpoint, head.text]).toEqual([endpoint, ''])
    }
  })
})

describe('every binary endpoint', () => {
  test('gives the same bytes by GET and POST, with and without .view', async () => {
    for (const [endpoint, { parameters, binary }] of calls) {
      if (!binary) continue
      const answers = await Promise.all(WAYS.map((way) => server.owner.call(endpoint, parameters, way)))
      expect(answers[0]!.bytes.length).toBeGreaterThan(100)
      for (const answer of answers) {
        expect([endpoint, answer.status, answer.type]).toEqual([endpoint, 200, answers[0]!.type])
        expect(answer.bytes.equals(answers[0]!.bytes)).toBe(true)
      }
    }
  })

  test('fails with an envelope in the format asked for, XML by default (ERR-6, FMT-11)', async () => {
    const wrong = { id: 'so-99999', username: 'nobody' }
    for (const [endpoint, { binary }] of calls) {
      if (!binary) continue
      const json = await server.owner.call(endpoint, wrong)
      expect(problemsOf(endpoint, JSON.parse(json.text))).toEqual([])
      expect([endpoint, json.status, json.envelope.error?.code]).toEqual([endpoint, 200, 70])
      const xml = await server.owner.call(endpoint, wrong, { common: { f: undefined } })
      expect(xml.type).toBe('text/xml; charset=utf-8')
      expect(xmlDifferences(xml.text, json.envelope)).toEqual([])
    }
  })
})

test('every list that is drawn anew satisfies the description', async () => {
  for (const { endpoint, parameters, random } of CALLS_WITHOUT_IDS) {
    if (!random) continue
    const answer = await server.owner.call(endpoint, parameters)
    expect(problemsOf(endpoint, JSON.parse(answer.text))).toEqual([])
    expect(answer.text).toContain('"id"')
  }
})

async function problemsOfAnswers(endpoint: string, call: ValidCall, way: CallOptions): Promise<string[]> {
  const { parameters, code, varies } = call
  const ask = (format: string, callback?: string) =>
    server.owner.call(endpoint, parameters, { ...way, format, common: { callback } })
  const json = await ask('json')
  const xml = await ask('xml')
  const jsonp = await ask('jsonp', 'app.on$Answer')
  const problems = [
    ...contentTypeProblems(json, 'application/json; charset=utf-8'),
    ...contentTypeProblems(xml, 'text/xml; charset=utf-8'),
    ...contentTypeProblems(jsonp, 'application/javascript; charset=utf-8'),
  ]
  if (problems.length > 0) return problems
  const { envelope } = json
  problems.push(...problemsOf(endpoint, JSON.parse(json.text)))
  if (envelope.error?.code !== code) problems.push(`${JSON.stringify(envelope.error)}, not ${code}`)
  if (varies) return problems
  problems.push(...xmlDifferences(xml.text, envelope))
  const wrapped = /^app\.on\$Answer\((.*)\);\n?$/s.exec(jsonp.text)?.[1]
  if (!wrapped) return [...problems, `${jsonp.text} is no JSONP`]
  const same = JSON.stringify((JSON.parse(wrapped) as { 'subsonic-response': Envelope })['subsonic-response'])
  if (same !== JSON.stringify(envelope)) problems.push('JSONP says something else than JSON')
  return problems
}

function contentTypeProblems(answer: Answer, expected: string): string[] {
  return answer.type === expected ? [] : [`${answer.status} ${answer.type}, not ${expected}`]
}
