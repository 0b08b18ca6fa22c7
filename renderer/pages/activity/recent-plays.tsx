import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { PlayRecord } from '../../../server/contract/plays.ts'
import { call } from '../../client/call.ts'
import { Cover } from '../../components/cover.tsx'
import { Link } from '../../components/link.tsx'
import { ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Ago } from '../../components/when.tsx'
import { ACTIVITY } from '../../text/activity.ts'

const WORDS = ACTIVITY.recent
const COUNT = 10

export function RecentPlays({ everybody }: { everybody: boolean }) {
  const plays = useInfiniteQuery({
    queryKey: ['plays.recent', { everybody, count: COUNT }],
    initialPageParam: undefined as { playedAt: number; id: number } | undefined,
    queryFn: ({ pageParam }) =>
      call('plays.recent', { everybody, count: COUNT, ...(pageParam && { before: pageParam }) }),
    getNextPageParam: (page) => {
      const last = page.at(-1)
      return page.length < COUNT || !last ? undefined : { playedAt: last.playedAt, id: last.id }
    },
  })
  const shown = plays.data?.pages.flat() ?? []
  return (
    <section aria-labelledby="recent-plays">
      <h3 className="care-label" id="recent-plays">
        {WORDS.title}
      </h3>
      {plays.isPending && <RowSkeletons count={3} />}
      {plays.isError && <ErrorState error={plays.error} onRetry={() => plays.refetch()} />}
      {plays.isSuccess && shown.length === 0 && <p className="care-note">{WORDS.none}</p>}
      <ul className="plays">
        {shown.map((play) => (
          <Play key={play.id} play={play} everybody={everybody} />
        ))}
      </ul>
      {plays.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={plays.isFetchingNextPage}
          onClick={() => plays.fetchNextPage()}
        >
          {WORDS.more}
        </Button>
      )}
    </section>
  )
}

function Play({
  play: { song, username, client, playedAt },
  everybody,
}: {
  play: PlayRecord
  everybody: boolean
}) {
  return (
    <li className="play-row">
      <Cover id={song.coverArt} name={song.album} size={40} />
      <div className="play-words">
        <p className="play-song">
          <Link to={`/album/${song.albumId}`}>{song.title}</Link>
        </p>
        <p className="play-more">{song.displayArtist || song.artist}</p>
      </div>
      <p className="play-who">
        {everybody && <span>{username}</span>}
        <span className="play-more">
          <Ago at={playedAt} /> {client !== '' && WORDS.with(client)}
        </span>
      </p>
    </li>
  )
}
