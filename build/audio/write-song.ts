// Music files without ffmpeg, for tests, benchmarks and the demo library: see README.md.
import fs from 'node:fs'
import path from 'node:path'
import { quietAac } from './aac.ts'
import { encodeAlac, quietAlac } from './alac.ts'
import type { EncodedAudio } from './encode-pcm.ts'
import { encodeFlac, flacFile, quietFlac } from './flac.ts'
import { id3v1Tag } from './id3v1.ts'
import { type Id3Options, id3v2Tag } from './id3v2.ts'
import { type Mp3Options, quietMp3 } from './mp3.ts'
import { m4aFile } from './mp4.ts'
import { quietOpusFile } from './opus.ts'
import { interleave, type StereoPcm, toInt16 } from './pcm.ts'
import { seedBytes } from './seed-bytes.ts'
import type { Picture, SongFields } from './song-fields.ts'
import { oggVorbisFile, quietVorbis } from './vorbis.ts'
import { quietWav, wavFile } from './wav.ts'

export type SongFormat = 'mp3' | 'flac' | 'm4a' | 'ogg' | 'opus' | 'wav'

export interface Song {
  readonly format: SongFormat
  readonly tags: SongFields
  readonly picture?: Picture
  /** Of silence, when there is neither `pcm` nor `audio`. Default 1. */
  readonly seconds?: number
  /** Real sound for flac, wav and m4a (ALAC). For mp3 and ogg give `audio: await encodePcm(...)`. */
  readonly pcm?: StereoPcm
  readonly audio?: EncodedAudio
  /**
   * Makes the silence of one file differ from another's, as the server knows a file again by its audio bytes. Default: the path, so
   * that writing a file again with other tags keeps its audio.
   */
  readonly seed?: string | number
  readonly mp3?: Mp3Options
  /** mp3 only. `v2: false` leaves the tag at the start out, `v1: true` adds the old one at the end. */
  readonly id3?: Id3Options & { readonly v1?: boolean; readonly v1Genre?: number; readonly v2?: boolean }
  /** m4a only; default aac. */
  readonly codec?: 'aac' | 'alac'
  /** flac only: bytes of padding after the other metadata. */
  readonly padding?: number
}

/** Writes one tagged, playable file; makes the folders above it. */
export function writeSong(songPath: string, song: Song): void {
  fs.mkdirSync(path.dirname(songPath), { recursive: true })
  fs.writeFileSync(songPath, songBytes({ seed: songPath, ...song }))
}

/** The bytes of a file as writeSong writes it. */
export function songBytes(song: Song): Buffer {
  const { format, tags, picture, pcm, audio, seconds = 1, seed = '' } = song
  if (audio && audio.format !== format) {
    throw new RangeError(`audio: expected ${format}, got ${audio.format}`)
  }
  const serial = seedBytes(seed, 4).readUInt32LE()
  switch (format) {
    case 'mp3': {
      const frames = audio?.format === 'mp3' ? audio.frames : quietMp3(seconds, seed, song.mp3)
      if (pcm) throw needsEncoding(format)
      const { v1 = false, v2 = true, v1Genre, ...id3 } = song.id3 ?? {}
      return Buffer.concat([
        ...(v2 ? [id3v2Tag(tags, picture, id3)] : []),
        frames,
        ...(v1 ? [id3v1Tag(tags, v1Genre)] : []),
      ])
    }
    case 'flac':
      return flacFile(pcm ? encodeFlac(pcm) : quietFlac(seconds, seed), tags, picture, song.padding)
    case 'm4a': {
      const stream = pcm ? encodeAlac(pcm) : (song.codec === 'alac' ? quietAlac : quietAac)(seconds, seed)
      return m4aFile(stream, tags, picture)
    }
    case 'ogg': {
      if (pcm) throw needsEncoding(format)
      const stream = audio?.format === 'ogg' ? audio.stream : quietVorbis(seconds, seed)
      return oggVorbisFile(stream, serial, tags, picture)
    }
    case 'opus':
      if (pcm) throw new RangeError('pcm: there is no encoder for opus here')
      return quietOpusFile({ seconds, seed, serial, fields: tags, picture })
    case 'wav': {
      if (!pcm) return wavFile(quietWav(seconds, seed), tags, picture)
      const data = interleave([toInt16(pcm.left), toInt16(pcm.right)])
      return wavFile({ sampleRate: pcm.sampleRate, channels: 2, data }, tags, picture)
    }
    default:
      throw new RangeError(`format: expected mp3, flac, m4a, ogg, opus or wav, got ${format satisfies never}`)
  }
}

function needsEncoding(format: 'mp3' | 'ogg'): RangeError {
  return new RangeError(
    `pcm: expected audio from encodePcm('${format}', pcm), as that encoder takes its time`,
  )
}
