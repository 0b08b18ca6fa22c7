import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examineCertificate } from '../../server/doctor/certificate.ts'
import type { Settings } from '../../server/settings/definitions.ts'
import { loadSettings } from '../../server/settings/load.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1)

let folder: string
let files: Partial<Settings>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-doctor-'))
  const pems = await generate([{ name: 'commonName', value: 'music.example' }], {
    keyType: 'ec',
    notBeforeDate: new Date(START),
    notAfterDate: new Date(START + 90 * DAY_MS),
  })
  files = { tlsCertificate: join(folder, 'chain.pem'), tlsKey: join(folder, 'key.pem') }
  writeFileSync(files.tlsCertificate!, pems.cert)
  writeFileSync(files.tlsKey!, pems.private)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function examine(settings: Partial<Settings>, day = 1) {
  const all = { ...loadSettings({}, {}).settings, tls: 'network' as const, ...settings }
  return examineCertificate({
    get: (name) => all[name],
    sourceOf: () => 'default',
    now: START + day * DAY_MS,
    data: { missing: '', isBad: false },
  })
}

describe('examineCertificate', () => {
  test.each([
    [1, 'fine', /is valid until 2026-04-01/],
    [80, 'look', /ends on 2026-04-01/],
    [91, 'wrong', /ended on 2026-04-01/],
    [-1, 'wrong', /not valid yet/],
  ])('on day %i of 90 is %s', async (day, state, sentence) => {
    expect(await examine(files, day)).toMatchObject([{ state, sentence: expect.stringMatching(sentence) }])
  })

  test('says nothing without HTTPS', async () => {
    expect(await examine({ ...files, tls: 'off' })).toEqual([])
  })

  test('names the file that cannot be read, and what is half given', async () => {
    const missing = { ...files, tlsCertificate: join(folder, 'nowhere.pem') }
    expect(await examine(missing)).toMatchObject([
      { state: 'wrong', sentence: expect.stringContaining('nowhere.pem') },
    ])
    expect(await examine({ tlsKey: files.tlsKey })).toMatchObject([
      { state: 'wrong', sentence: expect.stringContaining('only one') },
    ])
  })
})
