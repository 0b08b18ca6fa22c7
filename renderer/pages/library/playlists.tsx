import { Badge, Button, Group, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { MusicAnswers, Playlist } from '../../../server/contract/music.ts'
import { useDraft } from '../../client/drafts.ts'
import { useMe } from '../../client/me.ts'
import { change, useMusic } from '../../client/music.ts'
import { navigate } from '../../client/route.ts'
import { Cover } from '../../components/cover.tsx'
import { Icon } from '../../components/icon.tsx'
import { lengthWords } from '../../components/lengths.ts'
import { Link } from '../../components/link.tsx'
import { EmptyState, ErrorState, Failure, RowSkeletons } from '../../components/page-states.tsx'
import { useRights } from '../../components/rights.tsx'
import { useKeptScroll } from '../../components/windowed/kept-scroll.ts'
import { LIBRARY, MUSIC } from '../../text/library.ts'

const WORDS = LIBRARY.playlists

export function Playlists() {
  const { canChange } = useRights()
  const playlists = useMusic<MusicAnswers['getPlaylists']>('getPlaylists')
  const all = playlists.data?.playlists.playlist
  const list = useRef<HTMLUListElement>(null)
  useKeptScroll(list, playlists.isSuccess)
  return (
    <>
      {canChange && <NewPlaylist />}
      {playlists.isPending && <RowSkeletons height={56} />}
      {playlists.isError && <ErrorState error={playlists.error} onRetry={() => playlists.refetch()} />}
      {all?.length === 0 && (
        <EmptyState icon="playlist" title={WORDS.none}>
          {canChange && WORDS.noneWords}
        </EmptyState>
      )}
      {all !== undefined && all.length > 0 && (
        <ul className="artist-cards playlist-cards" aria-label={WORDS.list} ref={list}>
          {all.map((playlist) => (
            <li key={playlist.id}>
              <PlaylistLine playlist={playlist} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function PlaylistLine({ playlist }: { playlist: Playlist }) {
  const me = useMe()
  const { id, name, owner, songCount, duration, coverArt } = playlist
  return (
    <div className="line-card">
      <Cover id={coverArt} name={name} size={52} />
      <div className="line-card-words">
        <Link to={`/playlist/${id}`} className="line-card-name">
          {name}
        </Link>
        <span className="line-card-more">
          {MUSIC.songs(songCount)}
          {songCount > 0 && `, ${lengthWords(duration)}`}
          {owner === '' ? ` · ${WORDS.fromFile}` : owner !== me.name && ` · ${WORDS.by(owner)}`}
        </span>
      </div>
      {playlist.public && owner === me.name && (
        <Badge size="sm" variant="light">
          {WORDS.public}
        </Badge>
      )}
    </div>
  )
}

function NewPlaylist() {
  const queries = useQueryClient()
  const [name, setName] = useDraft<string | undefined>('new playlist', undefined)
  const create = useMutation({
    mutationFn: (given: string) => change<MusicAnswers['createPlaylist']>('createPlaylist', { name: given }),
    onSuccess: async ({ playlist }) => {
      await queries.invalidateQueries({ queryKey: ['music', 'getPlaylists'] })
      navigate(`/playlist/${playlist.id}`)
    },
  })
  if (name === undefined) {
    return (
      <Group mb="lg">
        <Button variant="light" leftSection={<Icon name="add" size={16} />} onClick={() => setName('')}>
          {WORDS.create}
        </Button>
      </Group>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') create.mutate(name.trim())
      }}
    >
      <Failure error={create.error} />
      <Group align="end" mb="lg">
        <TextInput
          label={WORDS.name}
          value={name}
          maxLength={200}
          autoFocus
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setName(undefined)}
        />
        <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
          {WORDS.createButton}
        </Button>
      </Group>
    </form>
  )
}
