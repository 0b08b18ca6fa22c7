import { describe, expect, test } from 'vitest'
import { oggCrc } from '../../../build/audio/crc.ts'
import { oggPages, readOggPackets } from '../../../build/audio/ogg-pages.ts'
import { songBytes } from '../../../build/audio/write-song.ts'

interface Page {
  readonly flags: number
  readonly granule: number
  readonly sequence: number
  readonly lacing: readonly number[]
  readonly crcIsRight: boolean
}

function readPages(file: Buffer): Page[] {
  const pages: Page[] = []
  for (let at = 0; at < file.length; ) {
    expect(file.toString('latin1', at, at + 4)).toBe('OggS')
    const lacing = [...file.subarray(at + 27, at + 27 + file[at + 26]!)]
    const size = 27 + lacing.length + lacing.reduce((a, b) => a + b, 0)
    const page = Buffer.from(file.subarray(at, at + size))
    const crc = page.readUInt32LE(22)
    page.writeUInt32LE(0, 22)
    pages.push({
      flags: page[5]!,
      granule: Number(page.readBigInt64LE(6)),
      sequence: page.readUInt32LE(18),
      lacing,
      crcIsRight: oggCrc(page) === crc,
    })
    at += size
  }
  return pages
}

const packet = (size: number, granule = 0) => ({ data: Buffer.alloc(size, size % 256), granule })

describe('oggCrc', () => {
  test('gives the published value of the check string', () => {
    // CRC-32 with polynomial 04C11DB7, nothing reflected, start and end zero.
    expect(oggCrc(Buffer.from('123456789')).toString(16)).toBe('89a1897f')
  })
})

describe('oggPages', () => {
  test('ends a packet of 255 bytes or a multiple with an empty segment', () => {
    const [page] = readPages(oggPages(1, [[packet(255), packet(510), packet(0), packet(7)]]))
    expect(page!.lacing).toEqual([255, 0, 255, 255, 0, 0, 7])
  })

  test.each([65_024, 65_025, 65_026, 65_280, 200_000])('a packet of %d bytes comes back', (size) => {
    const groups = [[packet(10)], [packet(size), packet(20)], [packet(30, 99)]]
    const file = oggPages(7, groups)
    expect(readOggPackets(file).map((one) => one.data.length)).toEqual([10, size, 20, 30])
    const pages = readPages(file)
    expect(pages.every((page) => page.crcIsRight)).toBe(true)
    expect(pages.map((page) => page.sequence)).toEqual(pages.map((_, i) => i))
  })

  test('marks the first, the last and every continued page', () => {
    const pages = readPages(oggPages(7, [[packet(10)], [packet(140_000)], [packet(5, 1000)]]))
    expect(pages.map((page) => page.flags)).toEqual([2, 0, 1, 1, 4])
    // No packet ends on the two middle pages of the long one.
    expect(pages.map((page) => page.granule)).toEqual([0, -1, -1, 0, 1000])
  })
})

describe.each(['ogg', 'opus'] as const)('%s with a large picture', (format) => {
  const data = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31) % 253))
  const file = songBytes({ format, seconds: 90, tags: { title: 'x' }, picture: { mime: 'image/jpeg', data } })
  const pages = readPages(file)

  test('has comments that span pages, each with its check sum', () => {
    expect(pages.filter((page) => page.flags & 1).length).toBeGreaterThanOrEqual(6)
    expect(pages.every((page) => page.crcIsRight)).toBe(true)
  })

  test('keeps the first header alone on its page and starts the audio on a new one', () => {
    expect(pages[0]!.lacing.length).toBe(1)
    const firstAudio = pages.findIndex((page) => page.granule > 0)
    expect(pages[firstAudio]!.flags & 1).toBe(0)
    expect(pages.slice(0, firstAudio).every((page) => page.granule <= 0)).toBe(true)
  })

  test('counts up to the end of the last packet', () => {
    const granules = pages.map((page) => page.granule).filter((granule) => granule > 0)
    expect(granules).toEqual(granules.toSorted((a, b) => a - b))
    expect(pages.at(-1)!.granule).toBe(format === 'ogg' ? 90 * 44100 : 90 * 48000 + 312)
  })
})
