// The body of a backup opens as a whole or not at all.
import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BackupHead, toHead } from '../../server/backup/header.ts'
import { openChunks, sealChunks } from '../../server/backup/sealed-chunks.ts'

const CHUNK = 64 * 1024
const SEALED_CHUNK = CHUNK + 16
const KEY = createSecretKey(randomBytes(32))
const HEAD = headWith('AAAAAAAAAA')

function headWith(nonce: string, madeAt = 1): BackupHead {
  const key = { masterKeyId: 'id', byMaster: 'wrapped' }
  return toHead({ program: 'test', schema: 1, madeAt, counts: {}, nonce, key })
}

async function* inParts(bytes: Buffer, size = 10_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const list: Buffer[] = []
  for await (const part of parts) list.push(part)
  return Buffer.concat(list)
}

const seal = (plain: Buffer, head = HEAD) => all(sealChunks(inParts(plain), KEY, head))
const open = (sealed: Buffer, head = HEAD, key = KEY) => all(openChunks(inParts(sealed, 70_001), key, head))

describe('sealed chunks', () => {
  test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])(
    '%i bytes come back',
    async (size) => {
      const plain = randomBytes(size)
      const sealed = await seal(plain)
      expect((await open(sealed)).equals(plain)).toBe(true)
      expect(sealed.length).toBe(size + 16 * Math.max(1, Math.ceil(size / CHUNK)))
    },
  )

  test('hold nothing of what is in them', async () => {
    const plain = Buffer.from('every word of this can be looked for '.repeat(5000))
    expect((await seal(plain)).includes('looked for')).toBe(false)
  })

  test('any size in any parts comes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 * CHUNK }),
        fc.integer({ min: 1, max: 200_000 }),
        async (size, part) => {
          const plain = randomBytes(size)
          const sealed = await all(sealChunks(inParts(plain, part), KEY, HEAD))
          return (await all(openChunks(inParts(sealed, part), KEY, HEAD))).equals(plain)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('one changed bit anywhere opens nothing', async () => {
    const sealed = await seal(randomBytes(2 * CHUNK + 100))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: sealed.length * 8 - 1 }), async (bit) => {
        const changed = Buffer.from(sealed)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        await expect(open(changed)).rejects.toMatchObject({ trouble: 'damaged' })
      }),
      { numRuns: 60 },
    )
  })

  test('a file that ends early opens nothing, wherever it ends', async () => {
    const sealed = await seal(randomBytes(2 * CHUNK + 100))
    for (const end of [0, 5, 16, SEALED_CHUNK, 2 * SEALED_CHUNK, sealed.length - 1]) {
      await expect(open(sealed.subarray(0, end))).rejects.toMatchObject({ trouble: 'damaged' })
    }
  })

  test('a file that goes on opens nothing', async () => {
    const sealed = await seal(randomBytes(CHUNK + 100))
    for (const more of [Buffer.from('x'), sealed.subarray(0, SEALED_CHUNK), sealed.subarray(SEALED_CHUNK)]) {
      await expect(open(Buffer.concat([sealed, more]))).rejects.toMatchObject({ trouble: 'damaged' })
    }
  })

  test('chunks that were exchanged, doubled or left out open nothing', async () => {
    const sealed = await seal(randomBytes(3 * CHUNK))
    const [one, two, three] = [0, 1, 2].map((at) =>
      sealed.subarray(at * SEALED_CHUNK, (at + 1) * SEALED_CHUNK),
    )
    for (const order of [
      [two, one, three],
      [one, one, two, three],
      [one, three],
      [two, three],
    ]) {
      await expect(open(Buffer.concat(order as Buffer[]))).rejects.toMatchObject({ trouble: 'damaged' })
    }
  })

  test('another head or key opens nothing', async () => {
    const sealed = await seal(randomBytes(100))
    await expect(open(sealed, headWith('AAAAAAAAAA', 2))).rejects.toMatchObject({ trouble: 'damaged' })
    await expect(open(sealed, headWith('BAAAAAAAAA'))).rejects.toMatchObject({ trouble: 'damaged' })
    await expect(open(sealed, HEAD, createSecretKey(randomBytes(32)))).rejects.toMatchObject({
      trouble: 'damaged',
    })
  })
})
