// Certificates of a running server, looked at by TLS clients.
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { InterfaceLister } from '../../server/http/subnets.ts'
import { createServer, type Server } from '../../server/index.ts'
import type { SettingName, SettingSource, Settings } from '../../server/settings/definitions.ts'
import {
  askOn,
  connectTls,
  fingerprintOf,
  lockedKey,
  makeCertificate,
  writeCertificate,
} from '../support/certificates.ts'
import { testSettings } from '../support/prepared-data.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const DAY = 86_400_000
let folder: string
let clock: ReturnType<typeof createTestClock>
let server: Server | undefined
let interfaces: InterfaceLister

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-certificates-'))
  clock = createTestClock(Date.now())
  interfaces = () => ({})
})
afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(folder, { recursive: true })
})

async function start(
  settings: Partial<Settings>,
  sourceOf: Partial<Record<SettingName, SettingSource>> = {},
): Promise<Server> {
  await server?.close()
  server = undefined
  const all = testSettings(join(folder, 'data'), { tls: 'everywhere', ...settings })
  server = await createServer(all, {
    clock,
    interfaces,
    sourceOf: sourceOf as Record<SettingName, SettingSource>,
  })
  return server
}
const musicUrl = () => server!.musicUrls[0]!
const shown = () => server!.doors.status().tls!
/** The next look at certificates. */
async function look() {
  clock.move(60_000)
  await server!.doors.look()
}

describe('a certificate of our own', () => {
  test('is on both doors, with its fingerprint in the status, and stays over restarts', async () => {
    await start({ hostNames: ['music.example:8443'] })
    expect(server!.musicUrls).toEqual([expect.stringMatching(/^https:\/\/127\.0\.0\.1:/)])
    expect(server!.consoleUrl).toMatch(/^https:/)
    const { fingerprint, selfMade, expiresAt } = shown()
    expect(selfMade).toBe(true)
    expect(await fingerprintOf(musicUrl())).toBe(fingerprint)
    expect(await fingerprintOf(server!.consoleUrl)).toBe(fingerprint)

    const socket = await connectTls(musicUrl())
    const certificate = new X509Certificate(socket.getPeerCertificate().raw)
    socket.destroy()
    for (const name of [hostname(), `${hostname()}.local`, 'localhost', 'music.example']) {
      expect(certificate.checkHost(name), name).toBeDefined()
    }
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkHost('evil.example')).toBeUndefined()
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
    expect((expiresAt - Date.parse(certificate.validFrom)) / DAY).toBe(397)

    await start({ hostNames: ['music.example:8443'] })
    expect(shown().fingerprint).toBe(fingerprint)
  })

  test('lies sealed in the database', async () => {
    await start({})
    const db = new Database(join(folder, 'data', 'lockgroove.db'), { readonly: true })
    const values = db.prepare("SELECT name, value FROM state WHERE name LIKE 'tls-%' ORDER BY name").all()
    db.close()
    expect(values).toEqual([
      { name: 'tls-certificate', value: expect.stringMatching(/^-----BEGIN CERTIFICATE-----/) },
      { name: 'tls-key', value: expect.stringMatching(/^v1:/) },
    ])
  })

  test('is renewed 30 days before its end, under a connection that goes on', async () => {
    await start({})
    const { fingerprint } = shown()
    const old = await connectTls(musicUrl())
    expect(await askOn(old)).toContain('ok')
    clock.move(365 * DAY)
    await look()
    expect(shown().fingerprint).toBe(fingerprint)
    clock.move(3 * DAY)
    await look()
    expect(shown().fingerprint).not.toBe(fingerprint)
    expect(await fingerprintOf(musicUrl())).toBe(shown().fingerprint)
    expect(await askOn(old)).toContain('ok')
    old.destroy()
  })

  test('is made anew for a new IPv4 address, not for a new IPv6 one nor for one that went', async () => {
    const given = (address: string, family: 'IPv4' | 'IPv6', bits: number) => ({
      ...{ address, family, netmask: '', mac: '', internal: false, cidr: `${address}/${bits}`, scopeid: 0 },
    })
    const first = given('127.0.0.2', 'IPv4', 8)
    interfaces = () => ({ lan0: [first] }) as never
    await start({ address: 'network' })
    const { fingerprint } = shown()
    interfaces = () => ({ lan0: [first, given('fd00::99', 'IPv6', 64)] }) as never
    await start({ address: 'network' })
    expect(shown().fingerprint).toBe(fingerprint)
    interfaces = () => ({}) as never
    await start({ address: 'network' })
    expect(shown().fingerprint).toBe(fingerprint)
    interfaces = () => ({ lan0: [given('127.0.0.3', 'IPv4', 8)] }) as never
    await start({ address: 'network' })
    expect(shown().fingerprint).not.toBe(fingerprint)
  })

  test('that does not open any more is replaced', async () => {
    await start({})
    const { fingerprint } = shown()
    await server!.close()
    server = undefined
    const db = new Database(join(folder, 'data', 'lockgroove.db'))
    db.prepare(
      "UPDATE state SET value = substr(value, 1, length(value) - 4) || 'AAAA' WHERE name = 'tls-key'",
    ).run()
    db.close()
    await start({})
    expect(shown().fingerprint).not.toBe(fingerprint)
  })

  test('keeps the doors that need it closed while the vault is sealed, and says so', async () => {
    await start({ tls: 'off' })
    await start({ masterKey: 'another master key: 32 letters..' })
    expect(server!.musicUrls).toEqual([])
    expect(server!.doors.status().problems).toEqual([
      expect.stringMatching(/^HTTPS waits: its private key is sealed\. /),
    ])
    await start({ tls: 'network', masterKey: 'another master key: 32 letters..' })
    expect(musicUrl()).toMatch(/^http:/)
  })
})

describe('tls network', () => {
  test('leaves loopback plain and speaks HTTPS elsewhere', async () => {
    interfaces = () =>
      ({
        lan0: [
          {
            address: '127.0.0.2',
            family: 'IPv4',
            netmask: '',
            mac: '',
            internal: false,
            cidr: '127.0.0.2/8',
          },
        ],
      }) as never
    await start({ tls: 'network', address: 'network' })
    expect([...server!.musicUrls].sort()).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
      expect.stringMatching(/^https:\/\/127\.0\.0\.2:/),
    ])
    expect(server!.consoleUrl).toMatch(/^http:/)
  })
})

describe('requests over TLS', () => {
  test('are https to everything inside: a session gets a cookie for HTTPS only', async () => {
    await start({})
    const socket = await connectTls(server!.consoleUrl)
    const { port } = new URL(server!.consoleUrl)
    const body = JSON.stringify({
      ...{
        code: server!.plainSetupCode,
        username: 'Anna',
        password: 'the owl knows the way',
        musicFolders: [],
      },
    })
    const post = async (method: string, text: string) => {
      socket.write(
        `POST /api/call/${method} HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: https://localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      )
      let answer = ''
      do answer += String((await once(socket, 'data'))[0])
      while (!answer.endsWith('}'))
      return answer
    }
    expect(await post('setup.createOwner', body)).toContain('"ok":true')
    const login = await post(
      'sessions.signIn',
      JSON.stringify({ username: 'Anna', password: 'the owl knows the way' }),
    )
    expect(login).toMatch(/Set-Cookie: __Host-lockgroove[^;]*=.*; Secure/i)
    expect(login).not.toMatch(/Strict-Transport-Security/i)
    socket.destroy()
  })
})

describe('the owner’s certificate', () => {
  const touch = (path: string) => utimesSync(path, new Date(), new Date(Date.now() + 5000))

  test('is shown, and a renewed one is taken up under a connection that goes on', async () => {
    const files = writeCertificate(folder, await makeCertificate())
    await start(files)
    const { fingerprint, selfMade } = shown()
    expect(selfMade).toBe(false)
    expect(await fingerprintOf(musicUrl())).toBe(fingerprint)
    const old = await connectTls(musicUrl())
    expect(await askOn(old)).toContain('ok')
    writeCertificate(folder, await makeCertificate())
    touch(files.tlsKey)
    await look()
    expect(shown().fingerprint).not.toBe(fingerprint)
    expect(await fingerprintOf(musicUrl())).toBe(shown().fingerprint)
    expect(await askOn(old)).toContain('ok')
    old.destroy()
  })

  test('stays when the new file is no good, which is said, and is replaced by the next good one', async () => {
    const files = writeCertificate(folder, await makeCertificate())
    await start(files)
    const { fingerprint } = shown()
    const good = await makeCertificate()
    const expired = await makeCertificate('music.example', { fromDay: -20, toDay: -10 })
    for (const [chain, key, sentence] of [
      [good.chain, good.key.slice(0, 60), 'The private key in'],
      ['', good.key, 'holds no certificate'],
      [good.chain, lockedKey(good.key), 'locked with a passphrase'],
      [good.chain, expired.key, 'does not belong to'],
      [expired.chain, expired.key, 'The certificate expired on'],
    ] as const) {
      writeCertificate(folder, { chain, key })
      touch(files.tlsKey)
      await look()
      expect(server!.doors.status().problems).toEqual([expect.stringContaining(sentence)])
      expect(server!.doors.status().problems[0]).toMatch(/Until then the certificate from before is used\.$/)
      expect(await fingerprintOf(musicUrl())).toBe(fingerprint)
    }
    rmSync(files.tlsCertificate)
    await look()
    expect(server!.doors.status().problems[0]).toContain('it does not exist')
    expect(await fingerprintOf(musicUrl())).toBe(fingerprint)
    writeCertificate(folder, good)
    await look()
    expect(server!.doors.status().problems).toEqual([])
    expect(shown().fingerprint).toBe(new X509Certificate(good.chain).fingerprint256)
  })

  test('that has expired is used when there is no other, and is a problem', async () => {
    const files = writeCertificate(folder, await makeCertificate('music.example', { toDay: 2 }))
    await start(files)
    expect(server!.doors.status().problems).toEqual([])
    clock.move(3 * DAY)
    await look()
    expect(server!.doors.status().problems).toEqual([
      expect.stringContaining('music apps and browsers refuse it'),
    ])
    await start(files)
    expect(await fingerprintOf(musicUrl())).toBe(shown().fingerprint)
  })

  test('ends the start when a flag names it and it is no good, and closes the doors when the owner stored it', async () => {
    const files = writeCertificate(folder, { chain: 'nothing', key: 'nothing' })
    await expect(start(files, { tlsCertificate: 'flag', tlsKey: 'flag' })).rejects.toThrow(
      'holds no certificate',
    )
    await expect(start({ tlsKey: files.tlsKey }, { tlsKey: 'flag' })).rejects.toThrow(
      'There is a private key (--tls-key) and no certificate: name its file with --tls-certificate.',
    )
    await start({ tls: 'off' })
    const db = new Database(join(folder, 'data', 'lockgroove.db'))
    const store = db.prepare('INSERT INTO settings VALUES (?, ?)')
    for (const [name, value] of Object.entries(files)) store.run(name, value)
    store.run('tls', 'everywhere')
    db.close()
    await start({ tls: 'off' })
    expect([...server!.musicUrls, server!.consoleUrl]).toEqual([''])
    expect(server!.doors.status().problems).toEqual([expect.stringContaining('holds no certificate')])
    await start({ tls: 'off' }, { tls: 'flag' })
    expect(musicUrl()).toMatch(/^http:/)
  })

  test('may be switched on and off while it runs', async () => {
    const files = writeCertificate(folder, await makeCertificate())
    await start({ tls: 'off' })
    const port = new URL(musicUrl()).port
    const db = new Database(join(folder, 'data', 'lockgroove.db'))
    const store = db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)')
    for (const [name, value] of Object.entries({ ...files, tls: 'everywhere' })) store.run(name, value)
    await expect.poll(() => server!.musicUrls).toEqual([`https://127.0.0.1:${port}`])
    expect(await fingerprintOf(musicUrl())).toBe(shown().fingerprint)
    store.run('tls', 'off')
    db.close()
    await expect.poll(() => server!.musicUrls).toEqual([`http://127.0.0.1:${port}`])
    expect(await (await fetch(`${musicUrl()}/healthz`)).text()).toBe('ok\n')
    expect(server!.doors.status().tls).toBeUndefined()
  })
})
