// What the pages of links say. The script of the player has no words of its own: it finds them in the page.

export const WORDS = {
  noName: 'Shared music',
  noTitle: 'Untitled',
  songs: (count: number) => (count === 1 ? '1 song' : `${count} songs`),
  songList: 'Songs',
  songsBy: (songs: string, artist: string) => `${songs} by ${artist}`,
  until: 'Here until',
  noSongs: 'There is nothing to hear at the moment.',
  noSongsHelp: 'The songs of this link are not there now. Look again later, or ask who sent it to you.',
  withoutScript: 'Each song opens by itself, in the player of your browser.',
  from: 'From',
  /** Of an open Lockgroove, for its own people. */
  sharedWith: 'Shared from a private music library with Lockgroove',
  player: {
    title: 'Player',
    play: 'Play',
    pause: 'Pause',
    next: 'Next song',
    previous: 'Previous song',
    seek: 'Place in the song',
    /** `{at}` and `{length}` are filled in by the script. */
    seekValue: '{at} of {length}',
    mute: 'Mute',
    unmute: 'Unmute',
    volume: 'Volume',
    loading: 'Loading',
    playing: 'Playing',
  },
  cannotPlay: (kind: string | undefined) =>
    kind === undefined ? 'This browser cannot play this song.' : `This browser cannot play ${kind}.`,
  trouble: {
    none: 'This browser can play none of these songs.',
    away: 'No answer. Check your connection, then press play again.',
    over: 'This song is no longer shared. The link may have ended.',
    busy: 'Too many are listening at the moment. Try again in a minute.',
    blocked: 'Press play to go on.',
  },
  gone: {
    title: 'Nothing is shared here',
    why: 'The link may have ended or been taken back, or a part of it got lost on the way.',
    what: 'Ask who sent it to you for a new one.',
  },
} as const

/** What a content type is called by people. */
const KINDS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'MP3',
  'audio/flac': 'FLAC',
  'audio/ogg': 'Ogg',
  'audio/mp4': 'this kind of M4A',
  'audio/aac': 'AAC',
  'audio/wav': 'WAV',
  'audio/aiff': 'AIFF',
  'audio/x-ms-wma': 'Windows Media',
  'audio/x-monkeys-audio': 'Monkey’s Audio',
  'audio/x-wavpack': 'WavPack',
  'audio/x-musepack': 'Musepack',
  'audio/dsd': 'DSD',
  'audio/webm': 'WebM',
}

export function kindOf(contentType: string): string | undefined {
  return KINDS[contentType]
}

/** `48 min`, `1 h 12 min`. */
export function lengthWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `3:07`, `1:02:03`. */
export function clockWords(seconds: number): string {
  const whole = Math.round(seconds)
  const rest = String(whole % 60).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${rest}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** `21 November 2026`; the script says it in the reader's own zone. */
export function dateWords(at: number): string {
  return DATE.format(at)
}
