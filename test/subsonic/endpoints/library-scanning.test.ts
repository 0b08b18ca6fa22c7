import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectGolden } from '../../support/golden.ts'
import { LISTENER, openMusicDoor, type TestDoor } from '../../support/music-door.ts'
import { problemsOf } from '../../support/schema.ts'
import { xmlDifferences } from '../../support/xml.ts'

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor()
})
beforeEach(() => {
  door.scanner.started.length = 0
})
afterAll(() => door.close())

describe('getScanStatus', () => {
  test('says whether a scan runs and how many songs there are', async () => {
    const json = await door.as(LISTENER).call('getScanStatus')
    expect(json.envelope['scanStatus']).toEqual({
      scanning: false,
      count: 12,
      folderCount: 2,
      lastScan: '2023-11-14T22:13:20.000Z',
    })
    expect(problemsOf('getScanStatus', JSON.parse(json.text))).toEqual([])
    expectGolden('getScanStatus.idle', 'json', json.text)
    const xml = await door.as(LISTENER).call('getScanStatus', {}, { format: 'xml' })
    expect(xmlDifferences(xml.text, json.envelope)).toEqual([])
    expectGolden('getScanStatus.idle', 'xml', xml.text)
  })

  test('starts nothing', async () => {
    await door.client.json('getScanStatus')
    expect(door.scanner.started).toEqual([])
  })
})

describe('startScan', () => {
  test('starts a scan and says that it runs', async () => {
    const json = await door.client.call('startScan')
    expect(json.envelope['scanStatus']).toMatchObject({ scanning: true })
    expect(problemsOf('startScan', JSON.parse(json.text))).toEqual([])
    expect(door.scanner.started).toEqual([{ full: false }])
  })

  test('reads every tag again with fullScan', async () => {
    for (const fullScan of ['true', '1', 'false', 'nonsense'])
      await door.client.json('startScan', { fullScan })
    expect(door.scanner.started).toEqual([{ full: true }, { full: true }, { full: false }, { full: false }])
  })

  test('is for administrators', async () => {
    expect(await door.as(LISTENER).code('startScan')).toBe(50)
    expect(door.scanner.started).toEqual([])
  })
})
