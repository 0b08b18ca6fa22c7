import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import {
  hasForm,
  MOST_ARRIVING_BYTES,
  MOST_OF_SOURCE_BYTES,
  readForm,
  TooManyForms,
} from '../../server/http/form-body.ts'
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
        await readForm(arriving(chunks), read, 'here')
        const expected: ParameterMap = new Map()
        parsePairs(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).toString('latin1'), expected)
        expect(read).toEqual(expected)
      }),
    )
  })
})

describe('forms that never end', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  /** 40,000 pairs of short names: some 250 kB that take 3 MB. */
  const manyNames = Buffer.from(
    Array.from({ length: 40_000 }, (_, at) => `${letters[at % 26]}${at}&`).join(''),
  )
  const endless: Readable[] = []
  afterEach(() => {
    for (const form of endless.splice(0)) form.destroy()
  })

  /** Whether it is still being read when all of it is there. */
  async function begin(bytes: Buffer, source: string): Promise<boolean> {
    const form = new Readable({ read() {} })
    endless.push(form)
    form.push(bytes)
    const reading = readForm(form as unknown as IncomingMessage, new Map(), source)
    const refused = reading.then(
      () => false,
      (error: unknown) => error instanceof TooManyForms,
    )
    const read = new Promise<false>((resolve) => setImmediate(resolve, false))
    return !(await Promise.race([refused, read]))
  }

  test('count for what their pairs take in memory', async () => {
    let taken = 0
    while (await begin(manyNames, 'stranger')) taken++
    expect((taken * 40_000 * 64) / MOST_OF_SOURCE_BYTES).toBeGreaterThan(0.7)
    expect(taken * 40_000 * 64).toBeLessThan(MOST_OF_SOURCE_BYTES)
  })

  test('of one source leave room for another’s, and for small ones of its own', async () => {
    while (await begin(manyNames, 'stranger'));
    expect(await begin(manyNames, 'friend')).toBe(true)
    expect(await begin(Buffer.from('u=lisa&p=x'), 'stranger')).toBe(true)
  })

  test('of all sources together are no more than fit', async () => {
    let taken = 0
    for (let source = 0; source < 5; source++) while (await begin(manyNames, `stranger ${source}`)) taken++
    expect(taken * 40_000 * 64).toBeLessThan(MOST_ARRIVING_BYTES)
    expect(await begin(manyNames, 'friend')).toBe(false)
  })

  test('give back what they took', async () => {
    while (await begin(manyNames, 'stranger'));
    for (const form of endless.splice(0)) form.destroy()
    await new Promise((resolve) => setImmediate(resolve))
    expect(await begin(manyNames, 'stranger')).toBe(true)
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
