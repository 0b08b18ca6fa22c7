// What one has played lately. The whole story is on the page Activity.
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../client/call.ts'
import { linkTo } from '../../client/route.ts'
import { Cover } from '../../components/cover.tsx'
import { Link } from '../../components/link.tsx'
import { ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { Ago } from '../../components/when.tsx'
import { YOU } from '../../text/you.ts'

const WORDS = YOU.plays
const INPUT = { count: 6 }

export function YourPlays() {
  const plays = useQuery({
    queryKey: ['plays.recent', INPUT],
    queryFn: () => call('plays.recent', INPUT),
  })
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      {plays.isPending && <RowSkeletons count={4} height={40} />}
      {plays.isError && <ErrorState error={plays.error} onRetry={() => plays.refetch()} />}
      {plays.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {WORDS.none}
        </Text>
      )}
      {(plays.data?.length ?? 0) > 0 && (
        <ul className="rows you-plays">
          {plays.data?.map(({ id, song, playedAt, client }) => (
            <li key={id} className="you-play">
              <Cover id={song.coverArt} name={song.album ?? song.title} size={40} />
              <span className="you-play-words">
                <Text span size="sm" fw={550} truncate>
                  {song.albumId === undefined ? (
                    song.title
                  ) : (
                    <Link to={`/album/${song.albumId}`}>{song.title}</Link>
                  )}
                </Text>
                <Text span size="xs" c="dimmed" truncate>
                  {song.displayArtist ?? song.artist}
                </Text>
              </span>
              <Text span size="xs" c="dimmed" className="you-play-when">
                <Ago at={playedAt} />
                <span>{client}</span>
              </Text>
            </li>
          ))}
        </ul>
      )}
      {(plays.data?.length ?? 0) > 0 && (
        <Anchor size="sm" {...linkTo('/activity')}>
          {WORDS.all}
        </Anchor>
      )}
    </Panel>
  )
}
