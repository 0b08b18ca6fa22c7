import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findSecrets } from './find-secrets.ts'

const SECRET = 'sesame & + % = öpne'

test.each<[string, (bytes: Buffer) => string | Buffer]>([
  ['as it is', (bytes) => bytes],
  ['hex', (bytes) => bytes.toString('hex')],
  ['HEX', (bytes) => bytes.toString('hex').toUpperCase()],
  ['base64', (bytes) => bytes.toString('base64')],
  ['base64url', (bytes) => bytes.toString('base64url')],
  ['base64 behind one byte', (bytes) => Buffer.concat([Buffer.from('x'), bytes]).toString('base64')],
  [
    'base64 between others',
    (bytes) => Buffer.concat([Buffer.from('xy'), bytes, Buffer.from('z')]).toString('base64'),
  ],
  ['a URL', (bytes) => encodeURIComponent(bytes.toString())],
  ['a form', (bytes) => new URLSearchParams({ p: bytes.toString() }).toString().slice(2)],
  ['JSON', (bytes) => JSON.stringify({ p: `${bytes.toString()}"` })],
  ['UTF-16', (bytes) => Buffer.from(bytes.toString(), 'utf16le')],
])('findSecrets finds a secret written as %s', (_name, write) => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-secrets-'))
  writeFileSync(
    join(folder, 'a.log'),
    Buffer.concat([Buffer.from('before '), Buffer.from(write(Buffer.from(SECRET))), Buffer.from(' after')]),
  )
  writeFileSync(join(folder, 'b.log'), 'nothing here')
  expect(findSecrets([folder], { password: SECRET, other: 'something else' })).toEqual([
    { secret: 'password', file: 'a.log' },
  ])
})
