import { Menu, Text } from '@mantine/core'
import { useCallback, useState } from 'react'
import type { PlaylistWithSongs, Song } from '../../../server/contract/music.ts'
import { Icon } from '../../components/icon.tsx'
import { SongList } from '../../components/song-list/song-list.tsx'
import { toast } from '../../components/toast.tsx'
import { player } from '../../player/player.ts'
import { MUSIC } from '../../text/library.ts'
import { PLAYLIST } from '../../text/playlist.ts'
import { useReplaceSongs } from './change-playlist.ts'

interface PlaylistSongsProps {
  readonly playlist: PlaylistWithSongs
  /** Whether they may be moved and taken out. */
  readonly isOurs: boolean
}

export function PlaylistSongs({ playlist, isOurs }: PlaylistSongsProps) {
  const { entry: songs } = playlist
  const replace = useReplaceSongs(playlist)
  const [said, setSaid] = useState('')
  const play = useCallback((_: Song, at: number) => player.play(songs, at), [songs])
  const move = useCallback(
    (from: number, to: number) => {
      const song = songs[from]
      if (!song || to < 0 || to >= songs.length) return
      void replace(songs.toSpliced(from, 1).toSpliced(to, 0, song))
      setSaid(PLAYLIST.movedTo(song.title || MUSIC.noTitle, to + 1, songs.length))
    },
    [songs, replace],
  )
  const takeOut = useCallback(
    (at: number) => {
      const title = songs[at]?.title || MUSIC.noTitle
      void replace(songs.toSpliced(at, 1))
      toast({ text: PLAYLIST.tookOut(title), undo: () => void replace(songs) })
    },
    [songs, replace],
  )
  const menu = useCallback(
    (_: Song, at: number) => (
      <>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="up" size={16} />}
          disabled={at === 0}
          onClick={() => move(at, at - 1)}
        >
          {PLAYLIST.moveUp}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="down" size={16} />}
          disabled={at === songs.length - 1}
          onClick={() => move(at, at + 1)}
        >
          {PLAYLIST.moveDown}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="minus" size={16} />} onClick={() => takeOut(at)}>
          {PLAYLIST.takeOut}
        </Menu.Item>
      </>
    ),
    [move, takeOut, songs.length],
  )
  return (
    <>
      {isOurs && songs.length > 1 && (
        <Text size="sm" c="dimmed" mb="xs" className="move-help">
          {PLAYLIST.moveHelp}
        </Text>
      )}
      <SongList
        label={PLAYLIST.songs}
        count={songs.length}
        rows={songs}
        showAlbum
        onPlay={play}
        {...(isOurs && { menu, onMove: move })}
      />
      <p className="sr-only" role="status">
        {said}
      </p>
    </>
  )
}
