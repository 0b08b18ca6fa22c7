import { hostname } from 'node:os'
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
