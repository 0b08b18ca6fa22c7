import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseEncoding, compress } from '../../server/http/compress.ts'

describe('chooseEncoding', () => {
  test('takes what the client prefers, the cheapest among equals', () => {
    expect(chooseEncoding('gzip, deflate, br, zstd')).toBe('br')
    expect(chooseEncoding('gzip')).toBe('gzip')
    expect(chooseEncoding('deflate')).toBe('deflate')
    expect(chooseEncoding('br;q=0.5, gzip;q=0.8')).toBe('gzip')
    expect(chooseEncoding('GZIP;Q=1.0')).toBe('gzip')
    expect(chooseEncoding('*')).toBe('gzip')
  })

  test('takes nothing that was not offered', () => {
    for (const accepted of [undefined, '', 'identity', 'zstd', 'gzip;q=0', '*;q=0', 'gzip;q=nonsense']) {
      expect(chooseEncoding(accepted), String(accepted)).toBeUndefined()
    }
  })
})

describe('compress', () => {
  const text = 'the same words again and again. '.repeat(100)

  test('gives back what went in, in every encoding', async () => {
    expect(gunzipSync(await compress(text, 'gzip')).toString()).toBe(text)
    expect(inflateSync(await compress(Buffer.from(text), 'deflate')).toString()).toBe(text)
    expect(brotliDecompressSync(await compress(text, 'br')).toString()).toBe(text)
  })

  test('keeps the result of a Buffer that is sent again, one for each encoding and surrounding', async () => {
    const kept = Buffer.from(text)
    const first = await compress(`a${text}`, 'gzip', kept, 'a')
    expect(await compress(`a${text}`, 'gzip', kept, 'a')).toBe(first)
    expect(await compress(`b${text}`, 'gzip', kept, 'b')).not.toBe(first)
    expect(brotliDecompressSync(await compress(`a${text}`, 'br', kept, 'a')).toString()).toBe(`a${text}`)
    expect(await compress(`a${text}`, 'gzip', Buffer.from(text), 'a')).not.toBe(first)
  })
})

describe('chooseEncoding of any header', () => {
  test('gives only what was accepted, and is done in one look', () => {
    const item = fc.tuple(
      fc.constantFrom('gzip', 'br', 'deflate', 'x', '*'),
      fc.constantFrom('', ';q=0', ';q=1', '; q=0.5'),
    )
    fc.assert(
      fc.property(fc.array(item.map((parts) => parts.join(''))), fc.string(), (items, noise) => {
        const chosen = chooseEncoding([...items, noise].join(', '))
        if (chosen === undefined) return
        const accepts = [...items, noise.trim().toLowerCase()].filter((text) => !/;\s*q=0$/.test(text))
        expect(
          accepts.some((text) => text.startsWith(chosen) || (chosen === 'gzip' && text.startsWith('*'))),
        ).toBe(true)
      }),
    )
    expect(chooseEncoding(`${',;'.repeat(500_000)},gzip`)).toBe('gzip')
  })
})
