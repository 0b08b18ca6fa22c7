// Chooses a playlist for songs, or makes one for them.
import { Button, Modal, NavLink, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MusicAnswers, Playlist, Song } from '../../server/contract/music.ts'
import { change, useMusic } from '../client/music.ts'
import { COMMON } from '../text/common.ts'
import { MUSIC } from '../text/library.ts'
import { PLAYLIST } from '../text/playlist.ts'
import { Cover } from './cover.tsx'
import { ErrorState, Failure, RowSkeletons } from './page-states.tsx'
import { toast } from './toast.tsx'

const WORDS = PLAYLIST.add

interface AddToPlaylistProps {
  readonly songs: readonly Song[]
  onClose(): void
}

export function AddToPlaylist({ songs, onClose }: AddToPlaylistProps) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const lists = useMusic<MusicAnswers['getPlaylists']>('getPlaylists')
  const ids = songs.map(({ id }) => id)
  const done = (playlistName: string) => {
    toast({ text: WORDS.added(playlistName) })
    onClose()
    return queries.invalidateQueries({ queryKey: ['music'] })
  }
  const add = useMutation({
    mutationFn: ({ id }: Playlist) => change('updatePlaylist', { playlistId: id, songIdToAdd: ids }),
    onSuccess: (_, playlist) => done(playlist.name),
  })
  const create = useMutation({
    mutationFn: (fresh: string) => change('createPlaylist', { name: fresh, songId: ids }),
    onSuccess: (_, fresh) => done(fresh),
  })
  const own = lists.data?.playlists.playlist.filter((each) => !each.readonly) ?? []

  return (
    <Modal
      opened
      onClose={onClose}
      title={WORDS.title(songs.length)}
      closeButtonProps={{ 'aria-label': COMMON.dismiss }}
    >
      <Stack>
        <Failure error={add.error ?? create.error} />
        {lists.isError && <ErrorState error={lists.error} onRetry={() => lists.refetch()} />}
        {lists.isPending && <RowSkeletons count={3} />}
        {lists.isSuccess && own.length === 0 && <Text c="dimmed">{WORDS.none}</Text>}
        <nav aria-label={WORDS.choose} className="playlist-choice">
          {own.map((playlist) => (
            <NavLink
              key={playlist.id}
              component="button"
              label={playlist.name}
              description={MUSIC.songs(playlist.songCount)}
              leftSection={<Cover id={playlist.coverArt} name={playlist.name} size={36} />}
              disabled={add.isPending}
              onClick={() => add.mutate(playlist)}
            />
          ))}
        </nav>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() !== '') create.mutate(name.trim())
          }}
        >
          <Stack gap="xs">
            <TextInput
              label={WORDS.fresh}
              placeholder={WORDS.name}
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="light" disabled={name.trim() === ''} loading={create.isPending}>
              {WORDS.create}
            </Button>
          </Stack>
        </form>
      </Stack>
    </Modal>
  )
}
