import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LyricsLine, parseLrc } from '../../server/media/lrc.ts'

test('reads all forms of time stamps', () => {
  const { synced, lines } = parseLrc(
    '[00:01]a\n[00:02.5]b\n[00:03.25]c\n[00:04.125]d\n[01:00:05.50]e\n[120:00.00]f',
  )
  expect(synced).toBe(true)
  expect(lines).toEqual([
    { start: 1000, value: 'a' },
    { start: 2500, value: 'b' },
    { start: 3250, value: 'c' },
    { start: 4125, value: 'd' },
    { start: 3605500, value: 'e' },
    { start: 7200000, value: 'f' },
  ])
})

test('a line with several stamps is sung at each, and lines come sorted', () => {
  expect(parseLrc('[00:10.00][00:30.00]Chorus\n[00:20.00]Verse').lines).toEqual([
    { start: 10000, value: 'Chorus' },
    { start: 20000, value: 'Verse' },
    { start: 30000, value: 'Chorus' },
  ])
})

test('lines of the same time keep their order, and empty ones stay', () => {
  expect(parseLrc('[00:01.00]こんにちは\n[00:01.00]Hello\n[00:05.00]\n[00:06.00]x').lines).toEqual([
    { start: 1000, value: 'こんにちは' },
    { start: 1000, value: 'Hello' },
    { start: 5000, value: '' },
    { start: 6000, value: 'x' },
  ])
})

test('reads its tags and does not apply the offset', () => {
  const parsed = parseLrc(
    '\ufeff[ar:Somebody]\r\n[ti: A song ]\r\n[offset:-250]\r\n[la:de]\r\n[by:x]\r\n[00:01.00]a\r\n',
  )
  expect(parsed).toMatchObject({ artist: 'Somebody', title: 'A song', offset: -250, lang: 'de' })
  expect(parsed.lines).toEqual([{ start: 1000, value: 'a' }])
})

test('a bad offset counts as none', () => {
  expect(parseLrc('[offset:soon]\n[00:01]a').offset).toBeUndefined()
})

test('text without stamps is unsynced, blank lines between verses kept', () => {
  expect(parseLrc('\n[ar:X]\none\n\ntwo\n\n')).toMatchObject({
    synced: false,
    lines: [{ value: 'one' }, { value: '' }, { value: 'two' }],
  })
})

test('a line without a stamp belongs to the line before', () => {
  expect(parseLrc('from a site\n[00:01.00]one\nand more\n\n[00:02.00]two').lines).toEqual([
    { start: 1000, value: 'one' },
    { start: 1000, value: 'and more' },
    { start: 2000, value: 'two' },
  ])
})

test('brackets that are no stamp stay text', () => {
  expect(parseLrc('[00:01.00][Chorus] la').lines).toEqual([{ start: 1000, value: '[Chorus] la' }])
})

test('words of the enhanced form become cues with byte offsets, without ends', () => {
  const [line] = parseLrc('[00:12.00]<00:12.00>Grüße <00:12.50>an <00:13.10>东京').lines
  expect(line).toEqual({
    start: 12000,
    value: 'Grüße an 东京',
    cues: [
      { start: 12000, byteStart: 0, byteEnd: 6, value: 'Grüße' },
      { start: 12500, byteStart: 8, byteEnd: 9, value: 'an' },
      { start: 13100, byteStart: 11, byteEnd: 16, value: '东京' },
    ],
  })
  expectOffsetsRight(line!)
})

test('a stamp after the last word gives every cue an end', () => {
  const [line] = parseLrc('[00:10.00] <00:10.00>Hel<00:10.20>lo <00:10.60> <00:11.00>you<00:11.80>').lines
  expect(line).toEqual({
    start: 10000,
    value: 'Hello  you',
    cues: [
      { start: 10000, end: 10200, byteStart: 0, byteEnd: 2, value: 'Hel' },
      { start: 10200, end: 10600, byteStart: 3, byteEnd: 4, value: 'lo' },
      { start: 11000, end: 11800, byteStart: 7, byteEnd: 9, value: 'you' },
    ],
  })
  expectOffsetsRight(line!)
})

test('the first word may go without a stamp of its own', () => {
  const [line] = parseLrc('[00:10.00]Hello <00:10.50>world').lines
  expect(line?.cues?.map(({ start, value }) => [start, value])).toEqual([
    [10000, 'Hello'],
    [10500, 'world'],
  ])
  expectOffsetsRight(line!)
})

test('a line sung twice has no cues', () => {
  const { lines } = parseLrc('[00:10.00][00:20.00]<00:10.00>la <00:10.50>la')
  expect(lines).toEqual([
    { start: 10000, value: 'la la' },
    { start: 20000, value: 'la la' },
  ])
})

test('hostile text takes no time', () => {
  const began = performance.now()
  parseLrc('['.repeat(100_000))
  parseLrc('[1:'.repeat(50_000))
  parseLrc('<00:00.00>'.repeat(20_000))
  parseLrc(`[00:01.00]${' '.repeat(100_000)}x`)
  expect(performance.now() - began).toBeLessThan(5000)
})

test('a file of stamps before one line does not become gigabytes', () => {
  const { lines } = parseLrc(`${'[00:01]'.repeat(30_000)}${'la '.repeat(100_000)}`)
  expect(lines).toHaveLength(50)
})

test('a line of many words has the right offsets', () => {
  const [line] = parseLrc(`[00:01]${'<00:01>é <00:01> ü'.repeat(300)}`).lines
  expect(line!.cues).toHaveLength(600)
  expectOffsetsRight(line!)
})

function expectOffsetsRight({ value, cues = [] }: LyricsLine) {
  for (const cue of cues) {
    expect(
      Buffer.from(value)
        .subarray(cue.byteStart, cue.byteEnd + 1)
        .toString(),
    ).toBe(cue.value)
  }
}

test('reads any text without an error, in order, and every cue inside its line', () => {
  const piece = fc.constantFrom(
    '[00:01.5]',
    '[1:02:03]',
    '<00:02>',
    '[ar:x]',
    '\n',
    '\r\n',
    '[',
    ' ',
    'é',
    '歌',
    'words',
    '\ufeff',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((pieces) => pieces.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const { synced, lines } = parseLrc(text)
        const starts = lines.map(({ start }) => start ?? 0)
        expect(starts).toEqual(starts.toSorted((a, b) => a - b))
        if (!synced) expect(lines.every(({ start }) => start === undefined)).toBe(true)
        for (const { value, cues = [] } of lines) {
          const bytes = Buffer.from(value)
          for (const cue of cues)
            expect(bytes.toString('utf8', cue.byteStart, cue.byteEnd + 1)).toBe(cue.value.toWellFormed())
        }
      },
    ),
  )
})

test('a megabyte of blank lines, brackets or stamps takes one look', () => {
  // Each was seconds when every line moved all the others.
  for (const text of ['\n', '[', '[00:01]', '<00:01>', ' [a:']) {
    const startedAt = performance.now()
    parseLrc(`${text.repeat(1e6 / text.length)}x`)
    expect(performance.now() - startedAt, text).toBeLessThan(3000)
  }
})
