import type { StereoPcm } from '../../audio/pcm.ts'
import { createRandom } from '../../audio/random.ts'
import { type Instrument, type Note, sampleRate } from './note.ts'
import { type Room, reverb } from './reverb.ts'

export interface Part {
  readonly instrument: Instrument
  readonly notes: readonly Note[]
  readonly gain: number
  /** -1 to 1. */
  readonly pan?: number
  /** Share that goes into the room, 0 to 1. */
  readonly room?: number
  /** Share that comes back as an echo from the other side. */
  readonly echo?: number
  /** A sustained part is played once on each side. */
  readonly wide?: boolean
}

export interface Arrangement {
  readonly parts: readonly Part[]
  readonly seconds: number
  readonly room: Room
  /** Seconds between echoes. */
  readonly echoTime?: number
  /** Seconds; the end always fades. */
  readonly fadeOut?: number
}

/** Loudest sample of a finished song: -1.5 dB. */
const ceiling = 0.84
/** Mean loudness that is aimed at: about -19 dB, never at the cost of the ceiling. */
const loudness = 0.115

export function renderSong(song: Arrangement, seed: string): StereoPcm {
  const length = Math.round(song.seconds * sampleRate)
  const dry = stereo(length)
  const toRoom = stereo(length)
  const toEcho = stereo(length)
  const random = createRandom(seed)
  const bus = stereo(length)
  for (const part of song.parts) {
    bus.left.fill(0)
    bus.right.fill(0)
    for (const note of part.notes) {
      // Nobody plays exactly in time or twice equally loud.
      const played = {
        ...note,
        at: Math.max(0, note.at + random.between(-0.006, 0.006)),
        velocity: Math.min(1, note.velocity * random.between(0.92, 1.08)),
      }
      const pan = note.pan ?? part.pan ?? 0
      for (const side of part.wide ? [pan - 0.55, pan + 0.55] : [pan]) {
        const sound = part.instrument(played, random.whole(1, 2 ** 31))
        addPanned(bus, sound, Math.round(played.at * sampleRate), side)
      }
    }
    addAll(dry, bus, part.gain)
    if (part.room) addAll(toRoom, bus, part.gain * part.room)
    if (part.echo) addAll(toEcho, bus, part.gain * part.echo)
  }
  if (song.parts.some((part) => part.echo)) {
    echo(toEcho, Math.round((song.echoTime ?? 0.4) * sampleRate))
    addAll(dry, toEcho, 1)
    addAll(toRoom, toEcho, 0.3)
  }
  const [left, right] = reverb(toRoom.left, toRoom.right, song.room)
  addAll(dry, { left, right }, 1)
  master(dry, song.fadeOut ?? 2.5)
  return { sampleRate, ...dry }
}

interface Stereo {
  readonly left: Float32Array
  readonly right: Float32Array
}

function stereo(length: number): Stereo {
  return { left: new Float32Array(length), right: new Float32Array(length) }
}

/** Equal loudness wherever it stands. */
function addPanned({ left, right }: Stereo, sound: Float32Array, start: number, pan: number): void {
  const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4
  const toLeft = Math.cos(angle)
  const toRight = Math.sin(angle)
  const end = Math.min(sound.length, left.length - start)
  for (let i = 0; i < end; i++) {
    left[start + i]! += sound[i]! * toLeft
    right[start + i]! += sound[i]! * toRight
  }
}

function addAll(bus: Stereo, more: Stereo, gain: number): void {
  addTo(bus.left, more.left, gain)
  addTo(bus.right, more.right, gain)
}

function addTo(channel: Float32Array, more: Float32Array, gain: number): void {
  for (let i = 0; i < channel.length; i++) channel[i]! += more[i]! * gain
}

/** Each echo comes from the other side, softer and duller; the first sound is taken away. */
function echo(bus: Stereo, delay: number): void {
  const { left, right } = bus
  const dryLeft = left.slice()
  const dryRight = right.slice()
  let lowLeft = 0
  let lowRight = 0
  for (let i = 0; i < left.length; i++) {
    const from = i - delay
    const nextLeft = from < 0 ? 0 : (dryRight[from]! + right[from]! * 0.45) * 0.8
    const nextRight = from < 0 ? 0 : (dryLeft[from]! + left[from]! * 0.45) * 0.8
    lowLeft += (nextLeft - lowLeft) * 0.3
    lowRight += (nextRight - lowRight) * 0.3
    left[i] = lowLeft
    right[i] = lowRight
  }
}

/** Without rumble, evenly loud, below the ceiling, from silence to silence. */
function master({ left, right }: Stereo, fadeOut: number): void {
  for (const channel of [left, right]) removeRumble(channel)
  let sum = 0
  let peak = 1e-9
  for (const channel of [left, right]) {
    for (const value of channel) {
      sum += value * value
      peak = Math.max(peak, Math.abs(value))
    }
  }
  const mean = Math.sqrt(sum / (left.length * 2)) + 1e-9
  const gain = Math.min(loudness / mean, (ceiling * 1.35) / peak)
  const fadeInSamples = 0.015 * sampleRate
  const fadeOutSamples = fadeOut * sampleRate
  for (const channel of [left, right]) {
    for (let i = 0; i < channel.length; i++) {
      const fadeIn = Math.min(1, i / fadeInSamples)
      const rest = Math.min(1, (channel.length - 1 - i) / fadeOutSamples)
      // The last third of full scale is bent, so that single peaks do not decide how soft all the rest is.
      const value = bent(channel[i]! * gain)
      channel[i] = value * fadeIn * rest * rest * (3 - 2 * rest)
    }
  }
}

const knee = 0.56

function bent(value: number): number {
  const size = Math.abs(value)
  if (size <= knee) return value
  return Math.sign(value) * (knee + (ceiling - knee) * Math.tanh((size - knee) / (ceiling - knee)))
}

function removeRumble(channel: Float32Array): void {
  let low = 0
  for (let i = 0; i < channel.length; i++) {
    low += (channel[i]! - low) * 0.0036
    channel[i]! -= low
  }
}
