import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeFlac, flacFile, quietFlac } from '../../../build/audio/flac.ts'
import { interleave, type StereoPcm, toInt16 } from '../../../build/audio/pcm.ts'
import { createRandom } from '../../../build/audio/random.ts'
import { lacks } from '../../support/requires.ts'

let dir = ''
beforeAll(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-flac-'))
})
afterAll(() => fs.rmSync(dir, { recursive: true }))

const random = createRandom('flac')
/** Sounds that each lead the encoder down another of its ways. */
const sounds: Record<string, [length: number, left: (i: number) => number, right: (i: number) => number]> = {
  'white noise': [10_000, () => random.between(-1, 1), () => random.between(-1, 1)],
  'full scale, out of phase': [9000, (i) => (i % 2 ? 1 : -1.1), (i) => (i % 2 ? -1.1 : 1)],
  'a soft tone, nearly mono': [20_000, (i) => 0.3 * Math.sin(i / 30), (i) => 0.29 * Math.sin(i / 30)],
  'silence, then one click': [4096 * 2 + 17, (i) => (i === 5000 ? 1 : 0), () => 0],
  'a slow ramp': [4096, (i) => i / 4096, (i) => -i / 5000],
  'three samples': [3, (i) => i / 3, () => 0.5],
  'one sample more than a block': [4097, (i) => Math.sin(i), (i) => Math.cos(i)],
  'a block number above 127': [4096 * 130, (i) => (i > 4096 * 129 ? Math.sin(i / 9) : 0), () => 0],
}

function pcmOf(name: string): StereoPcm {
  const [length, left, right] = sounds[name]!
  return {
    sampleRate: 44100,
    left: Float32Array.from({ length }, (_, i) => left(i)),
    right: Float32Array.from({ length }, (_, i) => right(i)),
  }
}

describe.each(Object.keys(sounds))('FLAC of %s', (name) => {
  const pcm = pcmOf(name)
  const samples = interleave([toInt16(pcm.left), toInt16(pcm.right)])
  const stream = encodeFlac(pcm)

  test('says the MD5 and the number of its samples', () => {
    expect(stream.streamInfo.length).toBe(34)
    expect(stream.streamInfo.subarray(18).toString('hex')).toBe(
      createHash('md5').update(samples).digest('hex'),
    )
    expect(stream.streamInfo.readUInt32BE(14)).toBe(pcm.left.length)
  })

  test.skipIf(lacks('ffmpeg'))('is decoded by ffmpeg to the same bits', () => {
    const file = path.join(dir, 'sound.flac')
    fs.writeFileSync(file, flacFile(stream, {}))
    const args = ['-nostdin', '-v', 'error', '-xerror', '-i', file, '-f', 's16le', '-']
    const decoded = execFileSync('ffmpeg', args, { maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] })
    expect(decoded.equals(samples)).toBe(true)
  })
})

test('music is much smaller than its samples', () => {
  const { frames } = encodeFlac(pcmOf('a soft tone, nearly mono'))
  expect(frames.length).toBeLessThan(20_000 * 4 * 0.45)
})

test.skipIf(lacks('ffmpeg'))('the MD5 of silence of any length is right', () => {
  // The later, shorter ones use hash states that the longer one before has left.
  for (const seconds of [30, 0.001, 4.2, 0.0929]) {
    const stream = quietFlac(seconds, 'seed')
    const file = path.join(dir, 'quiet.flac')
    fs.writeFileSync(file, flacFile(stream, {}))
    const args = ['-nostdin', '-v', 'error', '-xerror', '-i', file, '-f', 'md5', '-c:a', 'pcm_s16le', '-']
    const line = execFileSync('ffmpeg', args, { encoding: 'utf8' })
    expect(line.trim()).toBe(`MD5=${stream.streamInfo.subarray(18).toString('hex')}`)
  }
})

test('silence of different seeds differs at its start', () => {
  const start = (seed: string) => quietFlac(200, seed).frames.subarray(0, 800).toString('hex')
  expect(start('one')).not.toBe(start('two'))
})
