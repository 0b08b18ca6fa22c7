import { UNKNOWN_ARTIST, VARIOUS_ARTISTS } from '../../library/refresh/people.ts'

/** The page of an artist or album, made from the names alone; nothing is asked there. None for names that are no artist's. */
export function lastFmUrl(artist: string, album?: string): string | undefined {
  if (artist === VARIOUS_ARTISTS || artist === UNKNOWN_ARTIST) return undefined
  const path = [artist, album].filter((part) => part !== undefined).map(inPath)
  return `https://www.last.fm/music/${path.join('/')}`
}

const inPath = (name: string) => encodeURIComponent(name.toWellFormed()).replaceAll('%20', '+')
