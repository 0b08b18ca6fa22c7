import { hostname } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHostCheck, type HostRules, parseHost } from '../../server/http/host-check.ts'
import { openMusicDoor } from '../support/music-door.ts'
import { exchange, statusOf } from '../support/raw-http.ts'

const allows = (rules: HostRules, host: string | undefined) => createHostCheck(rules)(host, { port: 4040 })

describe('parseHost', () => {
  test('reads names, addresses and ports', () => {
    expect(parseHost('Music.Example.')).toEqual({ name: 'music.example' })
    expect(parseHost('music.example:80')).toEqual({ name: 'music.example', port: 80 })
    expect(parseHost('10.0.0.1:4040')).toEqual({ name: '10.0.0.1', port: 4040 })
    expect(parseHost('[::1]:4040')).toEqual({ name: '::1', port: 4040 })
    expect(parseHost('[FE80::1]')).toEqual({ name: 'fe80::1' })
  })

  test('reads nothing else', () => {
    for (const text of [
      '',
      ':4040',
      '::1',
      '[::1',
      '[localhost]',
      'a b',
      'a@b',
      'a/b',
      'a:port',
      'a:1:2',
      'a:999999',
    ]) {
      expect(parseHost(text), text).toBeUndefined()
    }
  })
})

describe('a door on this computer', () => {
  const rules = { addresses: ['127.0.0.1'] }

  test('answers to the names of this computer with its port', () => {
    for (const host of [
      '127.0.0.1:4040',
      'localhost:4040',
      'LocalHost:4040',
      'localhost.:4040',
      '[::1]:4040',
    ]) {
      expect(allows(rules, host), host).toBe(true)
    }
  })

  test('refuses every other name, another port and no name', () => {
    for (const host of [
      'evil.example:4040',
      '127.0.0.1.evil.example:4040',
      '127.0.0.1',
      'localhost:80',
      '10.0.0.5:4040',
      `${hostname()}:4040`,
      '',
      undefined,
    ]) {
      expect(allows(rules, host), String(host)).toBe(false)
    }
  })

  test('takes a missing port for 80', () => {
    expect(createHostCheck(rules)('localhost', { port: 80 })).toBe(true)
  })
})

describe('a door to the network', () => {
  test('on one address answers to that address and to the name of the machine', () => {
    const rules = { addresses: ['192.168.1.9'] }
    expect(allows(rules, '192.168.1.9:4040')).toBe(true)
    expect(allows(rules, `${hostname()}:4040`)).toBe(true)
    expect(allows(rules, '192.168.1.8:4040')).toBe(false)
    expect(allows(rules, 'evil.example:4040')).toBe(false)
  })

  test('on all addresses answers to every address, through forwarded ports too, and to no foreign name', () => {
    for (const address of ['0.0.0.0', '::', '[::]']) {
      expect(allows({ addresses: [address] }, '192.168.1.9:4040')).toBe(true)
      expect(allows({ addresses: [address] }, '[fd00::1]:8080')).toBe(true)
      expect(allows({ addresses: [address] }, `${hostname()}:8080`)).toBe(true)
      expect(allows({ addresses: [address] }, 'evil.example:4040')).toBe(false)
    }
  })

  test('answers to configured names, whatever the port, unless the port is configured too', () => {
    const rules = { addresses: ['127.0.0.1'], names: ['Music.Example', 'other.example:8443'] }
    expect(allows(rules, 'music.example')).toBe(true)
    expect(allows(rules, 'music.example:444')).toBe(true)
    expect(allows(rules, 'other.example:8443')).toBe(true)
    expect(allows(rules, 'other.example')).toBe(false)
    expect(allows(rules, 'sub.music.example')).toBe(false)
  })
})

describe('a door with HTTPS', () => {
  const check = createHostCheck({ addresses: ['192.168.1.9'], names: ['music.example:443'] })

  test('takes a missing port for 443', () => {
    const arrival = { port: 443, isSecure: true }
    expect(check('192.168.1.9', arrival)).toBe(true)
    expect(check('192.168.1.9:443', arrival)).toBe(true)
    expect(check('192.168.1.9:80', arrival)).toBe(false)
    expect(check('192.168.1.9', { port: 443 })).toBe(false)
  })

  test('answers to a name that is configured with the port a browser leaves out, also behind a proxy', () => {
    for (const isSecure of [true, false]) {
      expect(check('music.example', { port: 4040, isSecure })).toBe(true)
      expect(check('music.example:443', { port: 4040, isSecure })).toBe(true)
      expect(check('music.example:8443', { port: 4040, isSecure })).toBe(false)
    }
  })
})

describe('a unix socket', () => {
  const check = createHostCheck({ addresses: ['/run/music.sock'], names: ['music.example'] })

  test('answers to configured names, to localhost and to addresses, which no page can turn to itself', () => {
    const arrival = { port: undefined }
    for (const host of ['music.example', 'music.example:8443', 'localhost', '192.0.2.1:80', '[::1]']) {
      expect(check(host, arrival), host).toBe(true)
    }
    for (const host of ['evil.example', hostname(), '', undefined]) {
      expect(check(host, arrival), String(host)).toBe(false)
    }
  })
})

describe('whatever is sent as Host', () => {
  const checks = [['127.0.0.1'], ['192.168.1.9', '127.0.0.1'], ['0.0.0.0'], ['::'], ['/run/music.sock']].map(
    (addresses) => createHostCheck({ addresses, names: ['music.example', 'other.example:8443'] }),
  )
  const arrivals = fc.record({
    port: fc.option(fc.constantFrom(80, 443, 4040), { nil: undefined }),
    isSecure: fc.boolean(),
  })
  const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/)

  test('is read without an error, and never as a name with a separator in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webAuthority()), (text) => {
        const host = parseHost(text)
        if (host) expect(host.name).toMatch(/^[^\s/@[\]]+$/)
      }),
    )
  })

  test('is read back as it was written', () => {
    const port = fc.option(fc.integer({ min: 0, max: 65535 }), { nil: undefined })
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), port, fc.boolean(), (name, number, shouts) => {
        const written = `${name.includes(':') ? `[${name}]` : name}${number === undefined ? '' : `:${number}`}`
        expect(parseHost(shouts ? written.toUpperCase() : written)).toEqual({
          name: name.toLowerCase(),
          ...(number !== undefined && { port: number }),
        })
      }),
    )
  })

  test('a foreign name is never answered, however it is dressed up', () => {
    const foreign = fc
      .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('evil', 'attacker', 'com'))
      .map(([labels, top]) => [...labels, top].join('.'))
    const dressed = fc
      .tuple(
        fc.constantFrom('', ' ', '127.0.0.1.', 'localhost.', 'music.example.', '192.168.1.9.', 'a@'),
        foreign,
        fc.constantFrom(
          '',
          '.',
          ':80',
          ':443',
          ':4040',
          ' ',
          '#127.0.0.1',
          '/localhost',
          '@localhost',
          ':4040.localhost',
          ',localhost',
        ),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(dressed, arrivals, (host, arrival) => {
        for (const check of checks) expect(check(host, arrival), host).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the music door', () => {
  test('refuses a foreign or missing Host with 421 in plain text, on every path, before it signs anybody in', async () => {
    const door = await openMusicDoor()
    try {
      const target = new URL(door.client.url('ping'))
      for (const path of [`${target.pathname}${target.search}`, '/', '/healthz']) {
        for (const host of ['Host: evil.example\r\n', '']) {
          const answer = await exchange(door.port, `GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
          expect(statusOf(answer)).toBe(421)
          expect(answer).toContain('Content-Type: text/plain; charset=utf-8')
          expect(answer).not.toContain('subsonic-response')
        }
      }
      const own = `Host: localhost:${door.port}\r\n`
      const answer = await exchange(door.port, `GET /healthz HTTP/1.1\r\n${own}Connection: close\r\n\r\n`)
      expect(statusOf(answer)).toBe(200)
    } finally {
      await door.close()
    }
  })
})
