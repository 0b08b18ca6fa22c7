import { describe, expect, test } from 'vitest'
import {
  renderNoShare,
  renderSharedPage,
  type SharedPage,
  type SharedSong,
} from '../../server/share-pages/page.ts'

const BASE = '/share/x7Yk'
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></noscript><iframe src="//evil.example">',
  '<!-- ',
  ']]>',
  '&lt;b&gt;&amp;',
  'javascript:alert(1)',
]

const song = (position: number, more: Partial<SharedSong> = {}): SharedSong => ({
  position,
  title: `Song ${position}`,
  artist: 'Asha Rau',
  album: 'Tides',
  durationSec: 187,
  hasCover: true,
  contentType: 'audio/flac',
  ...more,
})
const page = (songs: readonly SharedSong[], more: Partial<SharedPage> = {}): SharedPage => ({
  name: 'Tides',
  songs,
  ...more,
})
const render = (shared: SharedPage, origin?: string) => renderSharedPage(shared, BASE, origin)

describe('the page of a link', () => {
  test('is a list of links to its songs, with everything it says in it', () => {
    const text = wordsOf(
      render(
        page([song(1), song(2, { durationSec: 3723 })], {
          description: 'For the journey',
          endsAt: Date.UTC(2026, 10, 28, 12),
        }),
      ),
    )
    for (const words of [
      'Tides',
      'Asha Rau',
      'For the journey',
      '2 songs',
      '1 h 5 min',
      '28 November 2026',
    ]) {
      expect(text).toContain(words)
    }
    expect(linksOf(render(page([song(1), song(7)])))).toEqual([`${BASE}/songs/1`, `${BASE}/songs/7`])
    for (const words of ['Song 1', '3:07', 'Song 2', '1:02:03']) expect(text).toContain(words)
  })

  test.each(HOSTILE)('shows %s as it is, wherever it stands', (bad) => {
    const shown = render(
      page([song(1, { title: bad, artist: bad, album: bad, contentType: bad }), song(2)], {
        name: bad,
        description: bad,
      }),
      'https://music.example.org',
    )
    expect(tagsOf(shown)).toEqual(
      tagsOf(
        render(
          page([song(1, { title: 'a', artist: 'b', album: 'c', contentType: 'd' }), song(2)], {
            name: 'e',
            description: 'f',
          }),
          'https://music.example.org',
        ),
      ),
    )
    expect(titlesOf(shown)[0]).toBe(bad.trim())
  })

  test('is a sound document whatever signs are in it', () => {
    const odd = 'a\0b\x1b[31m\ud800c\u202e\u2028\r\n\t'
    const shown = render(
      page([song(1, { title: odd, artist: odd, album: odd })], { name: odd, description: odd }),
    )
    expect(shown).not.toMatch(/[\0\x1b\ud800]/)
    expect(Buffer.from(shown, 'utf8').toString('utf8')).toBe(shown)
    expect(() => tagsOf(shown)).not.toThrow()
  })

  test('has nothing inline that its policy would refuse', () => {
    for (const shown of [render(page([song(1), song(2)])), renderNoShare()]) {
      expect(shown).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:|url\(/)
    }
  })

  test('asks for nothing but its songs, its covers and its three files', () => {
    const shown = render(page([song(1), song(2, { album: 'Ebb', hasCover: false })]))
    const asked = [...shown.matchAll(/(?:src|href|srcset)="([^"]+)"/g)].map(([, address]) => address!)
    for (const address of asked) {
      expect(address).toMatch(
        /^\/share\/(assets\/(player\.js|page\.css|icon\.svg)|x7Yk\/(songs\/\d+|covers\/\d+\?size=\d+.*))$/,
      )
    }
    expect(shown).not.toContain('download')
  })

  test('tells a messenger its name, words and picture, by its whole address', () => {
    const shown = render(page([song(1)], { description: 'Listen' }), 'https://music.example.org')
    expect(shown).toContain('<meta property="og:title" content="Tides">')
    expect(shown).toContain('<meta property="og:description" content="Listen">')
    expect(shown).toContain(`content="https://music.example.org${BASE}/covers/1?size=600"`)
    expect(render(page([song(1), song(2)]))).toContain('content="2 songs by Asha Rau"')
    expect(render(page([song(1, { hasCover: false })]))).not.toContain('og:image')
  })

  test('shows artist and album where they differ, and where they do not once', () => {
    expect(wordsOf(render(page([song(1), song(2)]))).match(/Asha Rau/g)).toHaveLength(1)
    const mixed = wordsOf(render(page([song(1), song(2, { artist: 'Bo', album: 'Ebb' })])))
    expect(mixed).toContain('Asha Rau · Tides')
    expect(mixed).toContain('Bo · Ebb')
  })

  test('lays four covers beside each other where there are four albums', () => {
    const songs = ['a', 'b', 'b', 'c', 'd', 'e'].map((album, at) => song(at + 1, { album }))
    const big = /<div class="cover[^>]*>.*?<\/div>/s
    const coversOf = (shown: string) =>
      [...big.exec(shown)![0].matchAll(/src="[^"]*covers\/(\d+)/g)].map(([, at]) => at)
    expect(coversOf(render(page(songs)))).toEqual(['1', '2', '4', '5'])
    expect(coversOf(render(page(songs.slice(0, 4))))).toEqual(['1'])
    expect(coversOf(render(page([song(1, { hasCover: false })])))).toEqual([])
  })

  test('names what has no name', () => {
    const text = wordsOf(
      render(page([song(1, { title: '', artist: '', album: '', durationSec: 0 })], { name: '' })),
    )
    expect(text).toContain('Shared music')
    expect(text).toContain('Untitled')
  })

  test('says it when none of its songs is there now', () => {
    const shown = render(page([]))
    expect(wordsOf(shown)).toContain('There is nothing to hear at the moment.')
    expect(shown).not.toContain('id="player"')
  })
})

test('the page of no link says the same whatever the reason, and has no script', () => {
  expect(wordsOf(renderNoShare())).toContain('Nothing is shared here')
  expect(renderNoShare()).not.toContain('<script')
})

interface Token {
  readonly tag: string
  readonly attributes: readonly string[]
}

/** The document as a strict reader sees it: the shape that no tag of a song may change. */
function tagsOf(shown: string): Token[] {
  const found = [...shown.matchAll(/<(\/?[a-z!][a-z0-9]*)((?:\s+[a-z:-]+(?:="[^"]*")?)*)\s*\/?>|<[^>]*>/gi)]
  return found.map(([all, tag, attributes]) => {
    if (tag === undefined) throw new Error(`not a tag: ${all}`)
    return {
      tag,
      attributes: [...(attributes ?? '').matchAll(/\s([a-z:-]+)(?:="[^"]*")?/gi)].map(([, name]) => name!),
    }
  })
}

const wordsOf = (shown: string) =>
  unescaped(shown.replace(/<title>.*?<\/title>/s, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
const linksOf = (shown: string) => [...shown.matchAll(/<a href="([^"]+)"/g)].map(([, address]) => address)
const titlesOf = (shown: string) =>
  [...shown.matchAll(/<span class="title" dir="auto">([^<]*)<\/span>/g)].map(([, title]) =>
    unescaped(title!).trim(),
  )
const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
