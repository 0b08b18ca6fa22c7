import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectGolden } from '../../support/golden.ts'
import { LISTENER, OWNER, openMusicDoor, type TestDoor } from '../../support/music-door.ts'
import { problemsOf } from '../../support/schema.ts'
import { xmlDifferences } from '../../support/xml.ts'

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor()
})
afterAll(() => door.close())

describe.each([
  ['ping', 'empty'],
  ['getLicense', 'full'],
  ['getOpenSubsonicExtensions', 'full'],
  ['tokenInfo', 'full'],
])('%s', (endpoint, name) => {
  test('answers as documented and as before, in JSON and XML', async () => {
    const json = await door.client.call(endpoint)
    expect(json.envelope.status).toBe('ok')
    expect(problemsOf(endpoint, JSON.parse(json.text))).toEqual([])
    expectGolden(`${endpoint}.${name}`, 'json', json.text)
    const xml = await door.client.call(endpoint, {}, { format: 'xml' })
    expect(xmlDifferences(xml.text, json.envelope)).toEqual([])
    expectGolden(`${endpoint}.${name}`, 'xml', xml.text)
  })
})

test('ping › fails in XML as expected by players', async () => {
  const failed = await door.as('none').call('ping', {}, { format: 'xml' })
  expectGolden('ping.failed', 'xml', failed.text)
})

test('getLicense › is valid for everybody, with the email of the caller where there is one', async () => {
  expect((await door.as(LISTENER).json('getLicense'))['license']).toEqual({ valid: true })
  await door.users.update(door.users.getByName(LISTENER.user).id, { email: 'ann@example.org' })
  expect((await door.as(LISTENER).json('getLicense'))['license']).toEqual({
    valid: true,
    email: 'ann@example.org',
  })
  await door.users.update(door.users.getByName(LISTENER.user).id, { email: '' })
})

test('getOpenSubsonicExtensions › lists only what works', async () => {
  const { openSubsonicExtensions } = await door.as('none').json('getOpenSubsonicExtensions')
  const names = openSubsonicExtensions.map(({ name }: { name: string }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['apiKeyAuthentication', 'formPost', 'indexBasedQueue', 'songLyrics']),
  )
  for (const absent of ['template', 'transcoding', 'transcodeOffset', 'playbackReport', 'sonicSimilarity']) {
    expect(names).not.toContain(absent)
  }
})

describe('tokenInfo', () => {
  test('names the user of an API key and of a password', async () => {
    for (const login of [{ apiKey: door.apiKeyOf(OWNER.user) }, OWNER]) {
      expect((await door.as(login).json('tokenInfo'))['tokenInfo']).toEqual({ username: 'Søren' })
    }
  })

  test('fails with 44 for an unknown key', async () => {
    expect(await door.as({ apiKey: 'unknown' }).code('tokenInfo')).toBe(44)
  })
})
