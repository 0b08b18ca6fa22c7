// The files beside the music: words with times, and playlists.
import { lrcOf, type SongFile } from './song-files.ts'

/** Text by path from the root of the library. */
export function extraFiles(songs: readonly SongFile[]): Record<string, string> {
  const files: Record<string, string> = {}
  for (const { path, song, album } of songs) {
    if (!song.lyrics?.sidecar) continue
    const head = `[ti:${song.title}]\n[ar:${album.artist}]\n[al:${album.title}]\n`
    files[path.replace(/\.[^.]+$/, '.lrc')] = head + lrcOf(song)
  }
  for (const [name, titles] of Object.entries(playlists)) {
    const chosen = titles.flatMap((title) => songs.find((one) => one.song.title === title) ?? [])
    if (chosen.length > 0) files[`Playlists/${name}.m3u8`] = playlist(chosen)
  }
  return files
}

const playlists: Record<string, readonly string[]> = {
  'Quiet Morning': [
    'Rope and Salt',
    '朝霧のうた',
    'I. Curtains',
    'Tea, Then Spreadsheet',
    'Étude nº 1: Græn þögn',
    'Lantern Street',
  ],
  'Night Ride': [
    'Last Tram to Elsewhere',
    'باب البحر',
    'Headlights (feat. Elín Snædahl)',
    'Μελτέμι',
    'Wet Asphalt',
    'Room 404',
    '月の庭',
  ],
}

function playlist(songs: readonly SongFile[]): string {
  const entries = songs.flatMap(({ path, tags }) => [
    // -1: no length given; players look into the file.
    `#EXTINF:-1,${tags.artists?.join(', ')} - ${tags.title}`,
    `../${path}`,
  ])
  return `${['#EXTM3U', ...entries].join('\n')}\n`
}
