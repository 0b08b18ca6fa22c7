import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { MusicAnswers } from '../../server/contract/music.ts'
import { musicQuery } from '../client/music.ts'
import { player } from '../player/player.ts'
import { MUSIC } from '../text/library.ts'
import { useRights } from './rights.tsx'
import { toast } from './toast.tsx'

/** Plays an album that is known by its id only, from its first song. */
export function usePlayAlbum() {
  const queries = useQueryClient()
  const { canPlay } = useRights()
  const play = useCallback(
    async (id: string) => {
      try {
        const query = musicQuery<MusicAnswers['getAlbum']>('getAlbum', { id })
        const { album } = await queries.fetchQuery({ ...query, staleTime: 30_000, retry: false })
        if (album.song.length > 0) player.play(album.song, 0)
      } catch (error) {
        toast({ text: error instanceof Error ? error.message : MUSIC.notDone, tone: 'trouble' })
      }
    },
    [queries],
  )
  return { isAllowed: canPlay, play }
}
