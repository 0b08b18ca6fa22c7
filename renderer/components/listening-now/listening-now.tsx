import type { MusicAnswers, PlayingSong } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { LISTENING } from '../../text/listening.ts'
import { Cover } from '../cover.tsx'
import { Link } from '../link.tsx'
import { ErrorState, RowSkeletons } from '../page-states.tsx'
import { Panel } from '../panel.tsx'
import './listening-now.css'

const WORDS = LISTENING
/** Songs end without anybody saying so. */
const AGAIN_MS = 60_000

/** On the first page and on Activity. Everybody whom the server says: administrators see all, others themselves. */
export function ListeningNow() {
  const playing = useMusic<MusicAnswers['getNowPlaying']>('getNowPlaying', {}, { refetchInterval: AGAIN_MS })
  const entries = playing.data?.nowPlaying.entry ?? []
  return (
    <Panel title={WORDS.title}>
      {playing.isPending && <RowSkeletons count={1} height={52} />}
      {playing.isError && <ErrorState error={playing.error} onRetry={() => playing.refetch()} />}
      {playing.isSuccess && entries.length === 0 && <p className="listeners-none">{WORDS.none}</p>}
      {entries.length > 0 && (
        <ul className="listeners">
          {entries.map((entry) => (
            <Listener key={`${entry.username} ${entry.playerName} ${entry.id}`} entry={entry} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Listener({ entry }: { entry: PlayingSong }) {
  const { title, displayArtist, artist, album, albumId, coverArt, username, playerName, minutesAgo } = entry
  return (
    <li className="listener">
      <Cover id={coverArt} name={album} size={60} />
      <div className="listener-words">
        <p className="listener-song">
          <Link to={`/album/${albumId}`}>{title}</Link>
        </p>
        <p className="listener-artist">{displayArtist || artist}</p>
        <p className="listener-who">
          <b>{username}</b> {WORDS.with(playerName)}
          {minutesAgo > 0 && `, ${WORDS.minutes(minutesAgo)}`}
        </p>
      </div>
    </li>
  )
}
