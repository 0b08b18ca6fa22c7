// Changes of a playlist. The window shows them at once; when the server refuses, it shows again what is there.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { MusicAnswers, PlaylistWithSongs, Song } from '../../../server/contract/music.ts'
import { change } from '../../client/music.ts'
import { toast } from '../../components/toast.tsx'

const keyOf = (id: string) => ['music', 'getPlaylist', { id }]

/** Puts songs in the place of those that are there. One change after the other: a later one must not come first. */
export function useReplaceSongs({ id }: PlaylistWithSongs) {
  const queries = useQueryClient()
  const replace = useMutation({
    scope: { id: `playlist ${id}` },
    mutationFn: (songs: readonly Song[]) =>
      change('createPlaylist', { playlistId: id, songId: songs.map((song) => song.id) }),
    onError: (error) => toast({ text: error.message, tone: 'trouble' }),
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => isOfPlaylists(queryKey, id) }),
  })
  return useCallback(
    async (songs: readonly Song[]) => {
      // An answer on its way would bring the old order back.
      await queries.cancelQueries({ queryKey: keyOf(id) })
      queries.setQueryData<MusicAnswers['getPlaylist']>(keyOf(id), (old) => old && withSongs(old, songs))
      replace.mutate(songs)
    },
    [queries, id, replace.mutate],
  )
}

export function isOfPlaylists([kind, endpoint, parameters]: readonly unknown[], id: string): boolean {
  if (kind !== 'music') return false
  return (
    endpoint === 'getPlaylists' ||
    (endpoint === 'getPlaylist' && JSON.stringify(parameters).includes(`"${id}"`))
  )
}

function withSongs(
  { playlist }: MusicAnswers['getPlaylist'],
  songs: readonly Song[],
): MusicAnswers['getPlaylist'] {
  const duration = songs.reduce((sum, song) => sum + song.duration, 0)
  return { playlist: { ...playlist, entry: songs, songCount: songs.length, duration } }
}
