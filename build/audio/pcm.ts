/** Sound as numbers from -1 to 1, two channels of the same length. */
export interface StereoPcm {
  readonly sampleRate: number
  readonly left: Float32Array
  readonly right: Float32Array
}

/** One channel as 16-bit samples; what is beyond full scale is cut there. */
export function toInt16(channel: Float32Array): Int16Array {
  const samples = new Int16Array(channel.length)
  for (let i = 0; i < channel.length; i++) {
    samples[i] = Math.max(-32768, Math.min(32767, Math.round(channel[i]! * 32767)))
  }
  return samples
}

/** Little-endian samples of the channels in turn: a WAV file's data, and what a FLAC file's MD5 is made of. */
export function interleave(channels: readonly Int16Array[]): Buffer {
  const length = channels[0]?.length ?? 0
  const mixed = new Int16Array(length * channels.length)
  for (const [offset, channel] of channels.entries()) {
    for (let i = 0; i < length; i++) mixed[i * channels.length + offset] = channel[i]!
  }
  return Buffer.from(mixed.buffer)
}
