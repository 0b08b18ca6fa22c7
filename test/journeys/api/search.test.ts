// Searching as people type (CONTRACT.md 8.3), on names with accents, articles, slashes and three Asian scripts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters } from '../../support/subsonic-client.ts'

let server: TestServer
let known: KnownIds
beforeAll(async () => {
  server = await startTestServer()
  known = await readKnownIds(server.owner)
})
afterAll(() => server.close())

interface Found {
  readonly artist: string[]
  readonly album: string[]
  readonly song: string[]
}

async function search(query: string, more: CallParameters = {}, endpoint = 'search3'): Promise<Found> {
  const counts = { artistCount: 100, albumCount: 100, songCount: 100 }
  const answer = await server.owner.json(endpoint, { query, ...counts, ...more })
  expect([query, answer.status]).toEqual([query, 'ok'])
  const { artist, album, song } = answer['searchResult3'] ?? answer['searchResult2']
  return {
    artist: artist.map(({ name }: { name: string }) => name),
    album: album.map(({ name }: { name: string }) => name),
    song: song.map(({ title }: { title: string }) => title),
  }
}

const sorted = ({ artist, album, song }: Found): Found => ({
  artist: artist.toSorted(),
  album: album.toSorted(),
  song: song.toSorted(),
})

/** What each query finds, in any order. */
const FINDS: readonly [string, Partial<Found>][] = [
  // Case and accents (SEARCH-5)
  [
    'bjork',
    {
      artist: ['Björk'],
      album: ['Début', 'Greatest Hits'],
      song: ['100% Sure #1', 'Encore', 'Isobel’s Walk', 'Náttúra', 'Opening'],
    },
  ],
  ['MOTORHEAD', { artist: ['Motörhead'], album: ['Overnight'], song: ['Headlights', 'Schwärmer', 'Übung'] }],
  ['ubung', { song: ['Übung'] }],
  ['electro', { artist: [], album: [], song: [] }],
  // Punctuation
  ['ac/dc', { artist: ['AC/DC'], album: ['Rock or Rest'], song: ['Half Asleep', 'Volt-Ampère'] }],
  ['AC DC', { artist: ['AC/DC'], album: ['Rock or Rest'], song: ['Half Asleep', 'Volt-Ampère'] }],
  ['dont', { album: ["Don't Wait"], song: ["Don't Wait", 'The End?'] }],
  ["don't", { album: ["Don't Wait"], song: ["Don't Wait", 'The End?'] }],
  ['don’t wait', { album: ["Don't Wait"], song: ["Don't Wait", 'The End?'] }],
  ['isobels', { song: ['Isobel’s Walk'] }],
  ["isobel's", { song: ['Isobel’s Walk'] }],
  ['volt ampere', { song: ['Volt-Ampère'] }],
  ['100% sure #1', { song: ['100% Sure #1'] }],
  // Width, and scripts without spaces
  ['Ｂｊｏｒｋ', { artist: ['Björk'] }],
  ['ｶﾀｶﾅ', { song: ['カタカナ'] }],
  ['タカ', { song: ['カタカナ'] }],
  ['夜', { album: ['夜航'], song: ['桜の夜', '远方的灯', '回家的路'] }],
  ['方的', { song: ['远方的灯'] }],
  ['灯', { song: ['远方的灯'] }],
  ['春の歌', { album: ['春の歌'], song: ['桜の夜', 'カタカナ'] }],
  ['空', { artist: ['青空'], album: ['春の歌'] }],
  ['노래', { song: ['바람의 노래'] }],
  ['람', { album: ['바람'], song: ['바람의 노래'] }],
  ['ЛИС', { artist: ['Анна Лис'], song: ['Last Stop'] }],
  // Sort names, other fields, all words in any order (SEARCH-4)
  ['zhou xia', { artist: ['周夏'] }],
  ['あおぞら', { artist: ['青空'] }],
  ['debut opening BJORK', { song: ['Opening'] }],
  ['bjork boathouse', { artist: [], album: [], song: [] }],
  ['debut 1993', { album: ['Début'] }],
  ['various last', { song: ['Last Stop'] }],
  // Beginnings of words, and inside them from three letters on
  ['lant', { album: ['Lantern'], song: ['Lantern'] }],
  ['oathou', { song: ['Boathouse'] }],
  ['unday', { artist: ['The Sundays Club'] }],
  ['ch', { artist: [], album: [], song: [] }],
  // Phrases, stars, quotes (SEARCH-3)
  ['"the long night"', { album: ['The Long Night'] }],
  ['"night long"', { artist: [], album: [], song: [] }],
  ['night long', { album: ['The Long Night'] }],
  ['bjor* nattu*', { song: ['Náttúra'] }],
  ['"nattura', { song: ['Náttúra'] }],
  // MusicBrainz ids (SEARCH-8)
  ['11111111-1111-4111-8111-111111111111', { artist: [], album: ['Début'] }],
  ['33333333-3333-4333-8333-333333333333', { artist: ['Björk'], album: [] }],
]

describe('search3', () => {
  test.each(FINDS)('%s', async (query, expected) => {
    const found = sorted(await search(query))
    for (const [kind, names] of Object.entries(expected)) {
      expect({ [kind]: found[kind as keyof Found] }).toEqual({ [kind]: names.toSorted() })
    }
  })

  test('finds the same in the folder view', async () => {
    for (const [query] of FINDS) expect(await search(query, {}, 'search2')).toEqual(await search(query))
  })

  test('needs a query, which may be empty and then is everything (SEARCH-1)', async () => {
    for (const endpoint of ['search2', 'search3']) {
      expect(await server.owner.code(endpoint)).toBe(10)
      const { artist, album, song } = await search('', {}, endpoint)
      expect([artist.length, album.length, song.length]).toEqual([24, 22, 54])
    }
  })

  test('takes everything for what has no letter or digit (SEARCH-2)', async () => {
    const everything = await search('')
    for (const query of ['""', '*', ' ', '"', '%', '???', '" "', "'", '-', '()', '. . .', '😀']) {
      expect([query, await search(query)]).toEqual([query, everything])
    }
  })

  test('pages everything without repeating or skipping, however deep (SEARCH-9)', async () => {
    const everything = await search('')
    for (const [kind, size] of [
      ['artist', 7],
      ['album', 5],
      ['song', 11],
    ] as const) {
      const paged: string[] = []
      for (;;) {
        const none = { artistCount: 0, albumCount: 0, songCount: 0 }
        const page = await search('""', { ...none, [`${kind}Count`]: size, [`${kind}Offset`]: paged.length })
        // A count of 0 leaves a kind out (SEARCH-7).
        expect(page.artist.length + page.album.length + page.song.length).toBe(page[kind].length)
        if (page[kind].length === 0) break
        paged.push(...page[kind])
      }
      expect(paged).toEqual(everything[kind])
    }
  })

  test('pages what was found without repeating or skipping', async () => {
    const whole = (await search('e')).song
    expect(whole.length).toBeGreaterThan(5)
    const paged: string[] = []
    for (let offset = 0; offset < whole.length + 4; offset += 2) {
      paged.push(...(await search('e', { songCount: 2, songOffset: offset })).song)
    }
    expect(paged).toEqual(whole)
  })

  test('puts whole names first, then beginnings, words, and what is inside words (SEARCH-6)', async () => {
    expect((await search('night')).album).toEqual(['Night Bus', 'The Long Night', 'Overnight'])
    expect((await search('wait')).song[0]).toBe("Don't Wait")
    expect((await search('light')).song).toEqual(['First Light', 'Headlights'])
  })

  test('puts what the caller plays first among equals (SEARCH-6)', async () => {
    const artists = async () => {
      const { searchResult3 } = await server.listener.json('search3', { query: 'greatest hits' })
      return searchResult3.album.map(({ artist }: { artist: string }) => artist)
    }
    const before = await artists()
    expect(before).toHaveLength(2)
    const other =
      before[1] === 'Björk' ? 'Björk/Greatest Hits/01 Encore.mp3' : 'Echo Park/Greatest Hits/02 Sunset.mp3'
    await server.listener.json('scrobble', { id: known.song(other) })
    expect(await artists()).toEqual(before.toReversed())
  })

  test('takes the syntax of the search engine for text (SEARCH-10)', async () => {
    const odd = [
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      'NEAR("a" "b")',
      'title:x',
      '^night',
      'night -bus',
      'a OR b',
      '"*"',
    ]
    const quotes = [
      '"',
      '""',
      '"""',
      'a"b',
      "a'b",
      "'; DROP TABLE songs; --",
      '{x}',
      '[x]',
      '\\',
      'a\u0000b',
      '\ud800',
    ]
    const numbers = [
      '%',
      '_',
      '1e999',
      '0x1',
      'night)',
      '(night',
      'night*bus',
      '*night',
      '+',
      '|',
      'ﬁ',
      '\u0301',
      'İ',
    ]
    for (const query of [...odd, ...quotes, ...numbers, 'x'.repeat(5000), 'night '.repeat(500)]) {
      for (const endpoint of ['search2', 'search3']) await search(query, {}, endpoint)
      const answer = await server.owner.json('search', { any: query })
      expect([query, answer.error?.code ?? 'ok']).toEqual([query, expect.toBeOneOf(['ok', 10])])
    }
    expect((await search('NOT night')).album).toEqual([])
    expect((await search('overnig_t')).album).toEqual([])
    expect((await search('overn%t')).album).toEqual([])
  })
})

test('search finds by field, counts all hits and pages', async () => {
  const { owner } = server
  const titles = async (parameters: CallParameters) => {
    const { searchResult } = await owner.json('search', parameters)
    expect(searchResult.offset).toBe(Number(parameters['offset'] ?? 0))
    return [searchResult.totalHits, searchResult.match.map(({ title }: { title: string }) => title)]
  }
  expect(await titles({ artist: 'echo', album: 'greatest' })).toEqual([2, ['Boathouse', 'Sunset']])
  expect(await titles({ artist: 'echo', album: 'greatest', count: 1, offset: 1 })).toEqual([2, ['Sunset']])
  expect(await titles({ any: 'waldstück largo' })).toEqual([1, ['Waldstück: II. Largo']])
  expect(await titles({ title: 'night fare', newerThan: Date.now() + 1000 })).toEqual([0, []])
  expect(await owner.code('search')).toBe(10)
})
