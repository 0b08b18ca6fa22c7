// Lists of albums and songs (CONTRACT.md 8.2), paged as music apps page them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters, SubsonicClient } from '../../support/subsonic-client.ts'
import { livePeople } from './reading-calls.ts'

let server: TestServer
let known: KnownIds
beforeAll(async () => {
  server = await startTestServer()
  known = await readKnownIds(server.owner)
  await livePeople(server, known)
})
afterAll(() => server.close())

interface Album {
  readonly id: string
  readonly name: string
  readonly year?: number
}

async function albums(client: SubsonicClient, parameters: CallParameters, endpoint = 'getAlbumList2') {
  const answer = await client.json(endpoint, { size: 500, ...parameters })
  return (answer['albumList2'] ?? answer['albumList']).album as Album[]
}

const names = (list: readonly Album[]) => list.map(({ name }) => name)
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)

const LISTS: readonly CallParameters[] = [
  ...['newest', 'highest', 'frequent', 'recent', 'starred', 'alphabeticalByName', 'alphabeticalByArtist'].map(
    (type) => ({ type }),
  ),
  { type: 'byYear', fromYear: 1900, toYear: 2100 },
  { type: 'byYear', fromYear: 2100, toYear: 1900 },
  { type: 'byGenre', genre: 'Folk' },
]

describe.each(['getAlbumList', 'getAlbumList2'])('%s', (endpoint) => {
  test.each(LISTS)('pages without repeating or skipping, to an empty page: %j (LIST-3)', async (list) => {
    for (const client of [server.owner, server.mainOnly]) {
      const whole = ids(await albums(client, list, endpoint))
      const paged: string[] = []
      for (;;) {
        const page = await albums(client, { ...list, size: 3, offset: paged.length }, endpoint)
        if (page.length === 0) break
        paged.push(...ids(page))
      }
      expect(paged).toEqual(whole)
      expect(new Set(paged).size).toBe(paged.length)
    }
  })

  test('continues one shuffle while paging, and shuffles anew at the start (LIST-4)', async () => {
    const shuffle = async (client: SubsonicClient) => {
      const all: string[] = []
      for (;;) {
        const page = await albums(client, { type: 'random', size: 5, offset: all.length }, endpoint)
        // Somebody else pages through his own shuffle meanwhile.
        await albums(server.listener, { type: 'random', size: 5, offset: all.length }, endpoint)
        if (page.length === 0) return all
        all.push(...ids(page))
      }
    }
    const first = await shuffle(server.owner)
    expect([...first].sort()).toEqual([...known.albums.values()].sort())
    // 22 albums: the same order twice does not happen.
    expect(await shuffle(server.owner)).not.toEqual(first)
  })
})

test('a size is clamped, and 10 when it is nonsense (PAR-4, PAR-6)', async () => {
  const count = async (size: string | number | undefined) =>
    (await albums(server.owner, { type: 'newest', size })).length
  expect([await count(0), await count(100_000)]).toEqual([0, 22])
  for (const nonsense of [-1, 'many', '', '1e3', undefined]) expect(await count(nonsense)).toBe(10)
})

test('X-Total-Count is the number of albums without paging, where scripts of web players may read it (LIST-9)', async () => {
  for (const list of [...LISTS, { type: 'random' }]) {
    const total = (await albums(server.owner, list)).length
    const { headers } = await server.owner.call('getAlbumList2', { ...list, size: 1, offset: 1 })
    expect([list, headers.get('x-total-count')]).toEqual([list, String(total)])
    expect(headers.get('access-control-expose-headers')).toContain('X-Total-Count')
  }
})

test('what people did is their own (LIST-1, LIST-2)', async () => {
  const mine = { highest: ['The Long Night', 'Début'], frequent: ['Début', 'Words', 'The Long Night'] }
  expect(names(await albums(server.owner, { type: 'highest' }))).toEqual(mine.highest)
  expect(names(await albums(server.owner, { type: 'frequent' })).sort()).toEqual(mine.frequent.sort())
  expect(names(await albums(server.owner, { type: 'recent' }))).toEqual(['The Long Night', 'Début', 'Words'])
  expect(names(await albums(server.owner, { type: 'starred' }))).toEqual(['春の歌', 'The Long Night'])
  // His own rating of Début is 2, that of the other album 3; the owner's would be 4.
  expect(names(await albums(server.listener, { type: 'highest' }))).toEqual(['The Long Night', 'Début'])
  for (const type of ['frequent', 'recent', 'starred']) {
    expect([type, await albums(server.listener, { type })]).toEqual([type, []])
  }
})

describe('byYear', () => {
  const years = async (fromYear: number, toYear: number) =>
    (await albums(server.owner, { type: 'byYear', fromYear, toYear })).map(({ year }) => year)

  test('takes both years, either way round (LIST-5)', async () => {
    expect(await years(2014, 2017)).toEqual([2014, 2016, 2017])
    expect(await years(2017, 2014)).toEqual([2017, 2016, 2014])
    expect(await years(2014, 2014)).toEqual([2014])
  })

  test('goes by the original release (LIST-6) and leaves out albums without a year', async () => {
    expect(names(await albums(server.owner, { type: 'byYear', fromYear: 1994, toYear: 1994 }))).toEqual([
      'The Long Night',
    ])
    expect(await albums(server.owner, { type: 'byYear', fromYear: 2015, toYear: 2015 })).toEqual([])
    const all = names(await albums(server.owner, { type: 'byYear', fromYear: -9999, toYear: 9999 }))
    expect(all).not.toContain('Tape 3')
    expect(all).toHaveLength(20)
  })

  test.each([{ fromYear: 1990 }, { toYear: 1990 }, { fromYear: 'x', toYear: 1990 }])(
    '%j is not enough',
    async (given) => {
      expect(await server.owner.code('getAlbumList', { type: 'byYear', ...given })).toBe(10)
    },
  )
})

test('names sort without articles, accents and case (LIST-7)', async () => {
  const byName = names(await albums(server.owner, { type: 'alphabeticalByName' }))
  expect(byName).toEqual([
    ...[
      'Control',
      'Début',
      "Don't Wait",
      'Greatest Hits',
      'Greatest Hits',
      'Home Recordings',
      'Lantern',
      'Letters',
    ],
    ...['The Long Night', 'Low Tide', 'Many Colours', 'Music', 'Night Bus', 'Overnight', 'Paper Boats'],
    ...['Rock or Rest', 'Tape 3', 'Waldstück', 'Words', '夜航', '春の歌', '바람'],
  ])
  const byArtist = names(await albums(server.owner, { type: 'alphabeticalByArtist' }))
  // Björk and Echo Park by year; Vera Lindqvist's album without year first or last; 周夏 sorts as Zhou Xia, 青空 as あおぞら.
  expect(byArtist.slice(0, 5)).toEqual([
    'Rock or Rest',
    'Début',
    'Greatest Hits',
    'Low Tide',
    'Greatest Hits',
  ])
  expect(byArtist.slice(-3)).toEqual(['夜航', '春の歌', '바람'])
})

test('a genre matches by its whole name in any case, whichever of the genres it is (LIST-8)', async () => {
  const songs = async (genre: string) =>
    (await server.owner.json('getSongsByGenre', { genre }))['songsByGenre'].song
  expect((await songs('AMBIENT')).map(({ title }: { title: string }) => title).sort()).toEqual([
    'Palette',
    'Varnish',
  ])
  expect(names(await albums(server.owner, { type: 'byGenre', genre: 'éLECTRO' }))).toEqual(['Many Colours'])
  for (const part of ['Amb', 'Folk Rock', 'nothing like it']) {
    expect([part, await songs(part), await albums(server.owner, { type: 'byGenre', genre: part })]).toEqual([
      part,
      [],
      [],
    ])
  }
})

test('songs of a genre page without repeating or skipping', async () => {
  const page = async (offset: number, count: number) =>
    ids((await server.owner.json('getSongsByGenre', { genre: 'Folk', offset, count }))['songsByGenre'].song)
  const whole = await page(0, 500)
  const paged: string[] = []
  for (let offset = 0; offset < 30; offset += 5) paged.push(...(await page(offset, 5)))
  expect(paged).toEqual(whole)
})

describe('getRandomSongs', () => {
  const draw = async (parameters: CallParameters) =>
    (await server.owner.json('getRandomSongs', parameters))['randomSongs'].song

  test('gives no song twice, and all of them when asked for more', async () => {
    expect(new Set(ids(await draw({ size: 10_000 }))).size).toBe(54)
    expect([(await draw({})).length, (await draw({ size: 0 })).length]).toEqual([10, 0])
  })

  test('keeps to genre and years, each by itself', async () => {
    for (const { year } of await draw({ fromYear: 2018, size: 100 }))
      expect(year).toBeGreaterThanOrEqual(2018)
    for (const { year } of await draw({ toYear: 1993, size: 100 })) expect(year).toBeLessThanOrEqual(1993)
    const ambient = await draw({ genre: 'ambient', size: 100 })
    expect(ambient.map(({ title }: { title: string }) => title).sort()).toEqual(['Palette', 'Varnish'])
    expect(await draw({ genre: 'ambient', toYear: 1990 })).toEqual([])
  })
})

test('musicFolderId narrows every list that has it; 0, -1 and nonsense mean all (PAR-8)', async () => {
  const { owner } = server
  const inFolder = async (musicFolderId: CallParameters[string]) =>
    names(await albums(owner, { type: 'alphabeticalByName', musicFolderId }))
  const all = await inFolder(undefined)
  expect(await inFolder(2)).toEqual(['Home Recordings', 'Letters'])
  expect(await inFolder([2, 1])).toEqual(all)
  for (const everything of [0, -1, '', 'all', [0, 2]]) expect(await inFolder(everything)).toEqual(all)
  expect(await owner.code('getAlbumList2', { type: 'newest', musicFolderId: 3 })).toBe(70)
  expect((await owner.json('getStarred2', { musicFolderId: 2 }))['starred2']).toEqual({
    artist: [],
    album: [],
    song: [],
  })
  expect((await owner.json('getIndexes', { musicFolderId: 2 }))['indexes'].child).toEqual([])
  expect(
    (await owner.json('getSongsByGenre', { genre: 'Folk', musicFolderId: 2 }))['songsByGenre'].song,
  ).toHaveLength(2)
})
