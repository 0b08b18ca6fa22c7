// One playlist: to listen to, and for whom it belongs to also to arrange.
import { Alert } from '@mantine/core'
import type { MusicAnswers, PlaylistWithSongs } from '../../../server/contract/music.ts'
import { CallFailed } from '../../client/call.ts'
import { useDraft } from '../../client/drafts.ts'
import { useMe } from '../../client/me.ts'
import { useMusic } from '../../client/music.ts'
import { lengthWords } from '../../components/lengths.ts'
import { MusicActions } from '../../components/music-actions.tsx'
import { MusicHead } from '../../components/music-head.tsx'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, PageLoader } from '../../components/page-states.tsx'
import { useRights, WithRights } from '../../components/rights.tsx'
import { Ago } from '../../components/when.tsx'
import type { PageProps } from '../../pages.tsx'
import { MUSIC } from '../../text/library.ts'
import { PLAYLIST } from '../../text/playlist.ts'
import { EditPlaylist, OwnerTools } from './owner-tools.tsx'
import { PlaylistSongs } from './playlist-songs.tsx'

export function Playlist({ params }: PageProps) {
  const id = params['id'] ?? ''
  const answer = useMusic<MusicAnswers['getPlaylist']>('getPlaylist', { id })
  if (answer.isPending) return <PageLoader />
  if (answer.isError) {
    const isGone = answer.error instanceof CallFailed && answer.error.code === 'not-found'
    if (!isGone) return <ErrorState error={answer.error} onRetry={() => answer.refetch()} />
    return (
      <Page title={PLAYLIST.title}>
        <EmptyState icon="playlist" title={PLAYLIST.gone}>
          {PLAYLIST.goneWords}
        </EmptyState>
      </Page>
    )
  }
  return (
    <WithRights>
      <WholePlaylist key={id} playlist={answer.data.playlist} />
    </WithRights>
  )
}

function WholePlaylist({ playlist }: { playlist: PlaylistWithSongs }) {
  const { canChange } = useRights()
  const [isEditing, setEditing] = useDraft(`playlist ${playlist.id} open`, false)
  const { name, entry: songs } = playlist
  const isOurs = canChange && !playlist.readonly
  return (
    <>
      <MusicHead
        kind={PLAYLIST.title}
        name={name}
        cover={playlist.coverArt}
        words={<HeadWords playlist={playlist} />}
        actions={
          <MusicActions
            name={name}
            isEmpty={songs.length === 0}
            load={() => songs}
            download={playlist.id}
            share={playlist.id}
          >
            {isOurs && <OwnerTools playlist={playlist} onEdit={() => setEditing(true)} />}
          </MusicActions>
        }
      />
      {isEditing && isOurs && <EditPlaylist playlist={playlist} onDone={() => setEditing(false)} />}
      {playlist.readonly && playlist.owner === '' && (
        <Alert variant="light" mb="md">
          {PLAYLIST.fromFile}
        </Alert>
      )}
      {songs.length === 0 ? (
        <EmptyState icon="playlist" title={PLAYLIST.none}>
          {isOurs && PLAYLIST.noneWords}
        </EmptyState>
      ) : (
        <PlaylistSongs playlist={playlist} isOurs={isOurs} />
      )}
    </>
  )
}

function HeadWords({ playlist }: { playlist: PlaylistWithSongs }) {
  const me = useMe()
  const { comment, owner, songCount, duration, changed } = playlist
  return (
    <>
      {comment && <p className="plain-text">{comment}</p>}
      <p>
        {owner !== '' && owner !== me.name && `${PLAYLIST.by(owner)} · `}
        {MUSIC.songs(songCount)}
        {songCount > 0 && `, ${lengthWords(duration)}`} · {PLAYLIST.changed} <Ago at={Date.parse(changed)} />
        {playlist.public && ` · ${PLAYLIST.public}`}
      </p>
    </>
  )
}
