import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RawJson } from '../../server/raw-json.ts'
import { cleanText } from '../../server/subsonic/clean-text.ts'
import { encodeXml, type XmlOptions } from '../../server/subsonic/encode-xml.ts'
import { parseXml, xmlDifferences } from '../support/xml.ts'

async function inner(payload: object, options?: XmlOptions): Promise<string> {
  const xml = (await encodeXml({ status: 'ok', ...payload }, options)).toString()
  parseXml(xml)
  return xml
    .replace(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<subsonic-response xmlns="http:\/\/subsonic.org\/restapi" status="ok"/,
      '',
    )
    .replace(/^>|\/>$|<\/subsonic-response>$/g, '')
}

describe('encodeXml', () => {
  test('writes scalars as attributes, objects and lists as elements (FMT-13)', async () => {
    expect(
      await inner({
        albumList2: {
          album: [
            { id: 'al-1', songCount: 2, isCompilation: false },
            { id: 'al-2', year: 1999 },
          ],
        },
      }),
    ).toBe(
      '<albumList2><album id="al-1" songCount="2" isCompilation="false"/><album id="al-2" year="1999"/></albumList2>',
    )
  })

  test('writes attributes before elements, whatever the order of members', async () => {
    expect(await inner({ album: { song: [{ id: 'so-1' }], id: 'al-1' } })).toBe(
      '<album id="al-1"><song id="so-1"/></album>',
    )
  })

  test('leaves out what is undefined, null or not a number', async () => {
    expect(await inner({ song: { id: 'so-1', year: undefined, starred: null, gain: Number.NaN } })).toBe(
      '<song id="so-1"/>',
    )
  })

  test('keeps an empty payload, drops empty containers inside (FMT-4, FMT-15)', async () => {
    expect(await inner({ albumInfo: {} })).toBe('<albumInfo/>')
    expect(await inner({ bookmarks: { bookmark: [] } })).toBe('<bookmarks/>')
    expect(await inner({ song: { id: 'so-1', replayGain: {}, genres: [], moods: [] } })).toBe(
      '<song id="so-1"/>',
    )
  })

  test('writes `value` as text where the schema has text (FMT-5)', async () => {
    expect(await inner({ genres: { genre: [{ value: 'Rock', songCount: 1 }] } })).toBe(
      '<genres><genre songCount="1">Rock</genre></genres>',
    )
    expect(await inner({ lyrics: { artist: 'A', value: '' } })).toBe('<lyrics artist="A"/>')
    expect(
      await inner({
        lyricsList: {
          structuredLyrics: [
            {
              line: [{ start: 5, value: 'one' }],
              agents: [{ id: 'v1' }],
              cueLine: [{ index: 0, value: 'one', cue: [{ start: 5, value: 'on' }] }],
            },
          ],
        },
      }),
    ).toBe(
      '<lyricsList><structuredLyrics><line start="5">one</line><agent id="v1"/><cueLine index="0" value="one"><cue start="5">on</cue></cueLine></structuredLyrics></lyricsList>',
    )
  })

  test('writes lists of scalars as repeated elements with text (FMT-13, FMT-14)', async () => {
    expect(await inner({ user: { username: 'a', folder: [1, 2] } })).toBe(
      '<user username="a"><folder>1</folder><folder>2</folder></user>',
    )
    expect(await inner({ openSubsonicExtensions: [{ name: 'songLyrics', versions: [1, 2] }] })).toBe(
      '<openSubsonicExtensions name="songLyrics"><versions>1</versions><versions>2</versions></openSubsonicExtensions>',
    )
  })

  test('writes the infos and matches with elements for scalars, in the order of the schema (FMT-13)', async () => {
    expect(
      await inner({
        artistInfo2: { similarArtist: [{ id: 'ar-2', name: 'B' }], lastFmUrl: 'u', biography: 'b' },
      }),
    ).toBe(
      '<artistInfo2><biography>b</biography><lastFmUrl>u</lastFmUrl><similarArtist id="ar-2" name="B"/></artistInfo2>',
    )
    expect(await inner({ sonicMatch: [{ entry: { id: 'so-1' }, similarity: 0.5 }] })).toBe(
      '<sonicMatch><entry id="so-1"/><similarity>0.5</similarity></sonicMatch>',
    )
  })

  test('puts children into the order of the schema, others behind them', async () => {
    expect(
      await inner({ starred2: { song: [{ id: 's' }], artist: [{ id: 'a' }], album: [{ id: 'l' }] } }),
    ).toBe('<starred2><artist id="a"/><album id="l"/><song id="s"/></starred2>')
    expect(await inner({ playlist: { more: { x: 1 }, entry: [{ id: 's' }], allowedUser: ['u'] } })).toBe(
      '<playlist><allowedUser>u</allowedUser><entry id="s"/><more x="1"/></playlist>',
    )
    expect(
      await inner({ indexes: { child: [{ id: 'c' }], index: [{ name: 'A' }], shortcut: [{ id: 's' }] } }),
    ).toBe('<indexes><shortcut id="s"/><index name="A"/><child id="c"/></indexes>')
  })

  test('writes members of OpenSubsonic as Navidrome does (FMT-14)', async () => {
    expect(
      await inner({
        song: {
          id: 'so-1',
          genres: [{ name: 'Rock' }],
          contributors: [{ role: 'composer', artist: { id: 'ar-1', name: 'C' } }],
          moods: ['Calm'],
          replayGain: { trackGain: 0 },
        },
      }),
    ).toBe(
      '<song id="so-1"><genres name="Rock"/><contributors role="composer"><artist id="ar-1" name="C"/></contributors><moods>Calm</moods><replayGain trackGain="0"/></song>',
    )
  })

  test('writes only classic elements for old clients (FMT-15)', async () => {
    const album = {
      id: 'al-1',
      genres: [{ name: 'Rock' }],
      artists: [{ id: 'ar-1' }],
      originalReleaseDate: { year: 1999 },
      song: [{ id: 'so-1', genres: [{ name: 'Rock' }], artists: [{ id: 'ar-1' }], sortName: 'one' }],
    }
    expect(await inner({ album }, { classic: true })).toBe(
      '<album id="al-1"><song id="so-1" sortName="one"/></album>',
    )
  })

  test('parses RawJson, alone, in lists and inside objects', async () => {
    const song = new RawJson('{"id":"so-1","genres":[{"name":"Rock"}]}')
    expect(await inner({ song })).toBe('<song id="so-1"><genres name="Rock"/></song>')
    expect(
      await inner({ album: { id: 'al-1', song: RawJson.array(Buffer.from('{"id":"so-1"},{"id":"so-2"}')) } }),
    ).toBe('<album id="al-1"><song id="so-1"/><song id="so-2"/></album>')
    expect(await inner({ bookmarks: { bookmark: [{ position: 1, entry: song }] } })).toContain(
      '<entry id="so-1">',
    )
  })

  test('gives long lists in slices, with the same result', async () => {
    const songs = Array.from({ length: 3000 }, (_, n) => ({
      id: `so-${n}`,
      title: `a "quoted" \\ [{title}], ${n} é`,
      artists: Array.from({ length: 3 }, (_, artist) => ({ id: `ar-${artist}`, name: '},{' })),
    }))
    const json = { searchResult3: { artist: [], song: songs } }
    const raw = { searchResult3: { artist: [], song: new RawJson(Buffer.from(JSON.stringify(songs))) } }
    const text = { searchResult3: { artist: [], song: new RawJson(JSON.stringify(songs)) } }
    for (const payload of [json, raw, text]) {
      const document = await encodeXml({ status: 'ok', ...payload })
      const xml = Array.isArray(document) ? Buffer.concat(document).toString() : document.toString()
      expect(xmlDifferences(xml, { status: 'ok', ...json })).toEqual([])
    }
  })

  test('lets others in while it writes a very long list', async () => {
    const songs = Array.from({ length: 20_000 }, (_, n) => `{"id":"so-${n}","title":"${'x'.repeat(300)}"}`)
    const encoded = encodeXml({ searchResult3: { song: RawJson.array(Buffer.from(songs.join())) } })
    let turns = 0
    const counter = setInterval(() => turns++, 0)
    const pieces = (await encoded) as readonly Buffer[]
    expect(Buffer.concat(pieces).toString()).toMatch(/"\/><\/searchResult3><\/subsonic-response>$/)
    clearInterval(counter)
    expect(turns).toBeGreaterThan(3)
  })

  test('keeps any text through writing and reading, cleaned as FMT-10 says', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'<>&"\'\t\n\r \0\u2028\ud800é]') }),
    )
    fc.assert(
      fc.property(text, text, (attribute, content) => {
        const root = parseXml(encodeXml({ lyrics: { artist: attribute, value: content } }) as string)
        expect(root.children[0]!.attributes['artist']).toBe(cleanText(attribute))
        expect(root.children[0]!.text).toBe(cleanText(content))
      }),
    )
  })

  test('says the same as JSON for any tree of documented shape', async () => {
    const scalars = fc.dictionary(
      fc.constantFrom('id', 'name', 'title', 'year'),
      fc.oneof(fc.string(), fc.integer(), fc.boolean()),
    )
    const withChildren = (child: fc.Arbitrary<object>) =>
      fc
        .tuple(
          scalars,
          fc.dictionary(
            fc.constantFrom('song', 'genres', 'artists', 'contributors'),
            fc.array(child, { maxLength: 3 }),
          ),
          fc.dictionary(fc.constantFrom('replayGain', 'artist'), child),
        )
        .map(([own, lists, objects]) => ({ ...own, ...lists, ...objects }))
    const tree = withChildren(withChildren(scalars))
    await fc.assert(
      fc.asyncProperty(tree, async (payload) => {
        const root = { status: 'ok', album: payload }
        const cleaned = JSON.parse(JSON.stringify(root), (_, value) =>
          typeof value === 'string' ? cleanText(value) : value,
        )
        expect(xmlDifferences((await encodeXml(root)).toString(), cleaned)).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})
