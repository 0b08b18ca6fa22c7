import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasForm, readForm } from '../../server/http/form-body.ts'
import { type ParameterMap, parsePairs } from '../../server/http/query.ts'

const arriving = (chunks: readonly Uint8Array[]) =>
  Readable.from(
    chunks.map((chunk) => Buffer.from(chunk)),
    { objectMode: false },
  ) as unknown as IncomingMessage

describe('readForm', () => {
  test('reads the same as from a query, wherever the network cuts it', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .array(fc.constantFrom('a=', '&', '%c3%a9', '%', '+', '=', 'é'))
        .map((pieces) => Buffer.from(pieces.join(''))),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(bytes), async (chunks) => {
        const read: ParameterMap = new Map()
        await readForm(arriving(chunks), read)
        const expected: ParameterMap = new Map()
        parsePairs(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).toString('latin1'), expected)
        expect(read).toEqual(expected)
      }),
    )
  })
})

describe('hasForm', () => {
  test('only for a POST of that type, whatever follows it', () => {
    const type = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `application/x-www-form-urlencoded${rest}`),
    )
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'PUT'), type, (method, header) => {
        const is = hasForm({ method, headers: { 'content-type': header } } as unknown as IncomingMessage)
        const isType = /^application\/x-www-form-urlencoded(?!\w)/i.test(header)
        expect(is).toBe(method === 'POST' && isType)
      }),
    )
  })
})
