import { useCallback, useMemo } from 'react'
import type { AlbumWithSongs, Song } from '../../../server/contract/music.ts'
import { type Row, SongList } from '../../components/song-list/song-list.tsx'
import { player } from '../../player/player.ts'
import { ALBUM } from '../../text/album.ts'

/** With the names of the discs between, where there is more than one or one has a name. */
export function Tracks({ album }: { album: AlbumWithSongs }) {
  const { song: songs } = album
  const rows = useMemo(() => withDiscs(album), [album])
  const play = useCallback(
    (song: Song) =>
      player.play(
        songs,
        Math.max(
          0,
          songs.findIndex(({ id }) => id === song.id),
        ),
      ),
    [songs],
  )
  return (
    <section aria-label={ALBUM.tracks}>
      <SongList
        label={ALBUM.tracks}
        count={rows.length}
        rows={rows}
        albumArtist={album.displayArtist || album.artist}
        onPlay={play}
      />
    </section>
  )
}

function withDiscs({ song: songs, discTitles }: AlbumWithSongs): readonly Row[] {
  const discs = new Set(songs.map(({ discNumber = 1 }) => discNumber))
  if (discs.size < 2 && discTitles.length === 0) return songs
  const rows: Row[] = []
  let last: number | undefined
  for (const song of songs) {
    const { discNumber: disc = 1 } = song
    if (disc !== last) rows.push({ divider: `disc ${disc}`, words: discName(disc, discTitles) })
    last = disc
    rows.push(song)
  }
  return rows
}

function discName(disc: number, titles: AlbumWithSongs['discTitles']): string {
  const title = titles.find((each) => each.disc === disc)?.title
  return title ? ALBUM.discWithTitle(disc, title) : ALBUM.disc(disc)
}
