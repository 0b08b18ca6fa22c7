// The first scan while it runs: what it does, how far it is, and the covers as they come in.
import { Alert, Button, Card, Progress, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { MusicAnswers } from '../../../server/contract/music.ts'
import type { ScanReport } from '../../../server/contract/scan.ts'
import { call } from '../../client/call.ts'
import { useScanProgress } from '../../client/events.ts'
import { useMusic } from '../../client/music.ts'
import { Cover } from '../../components/cover.tsx'
import { ErrorState, Failure, PageLoader } from '../../components/page-states.tsx'
import { MUSIC } from '../../text/library.ts'
import { SET_UP } from '../../text/set-up.ts'
import { StepButtons } from './step-buttons.tsx'

const WORDS = SET_UP.scan
const LOOK_MS = 1500

interface FirstScanProps {
  onBack(): void
  onGoOn(): void
  onLater(): void
}

export function FirstScan({ onBack, onGoOn, onLater }: FirstScanProps) {
  const queries = useQueryClient()
  const scan = useQuery({
    queryKey: ['scan.status', {}],
    queryFn: () => call('scan.status', {}),
    // Beside the events: the first one may have come and gone before the window listened.
    refetchInterval: ({ state }) => (state.data?.scanning === false ? false : LOOK_MS),
  })
  const control = useMutation({
    mutationFn: (what: 'start' | 'stop') =>
      what === 'start' ? call('scan.start', { full: false }) : call('scan.stop', {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['scan.status'] }),
  })
  const live = useScanProgress()
  if (scan.isError) return <ErrorState error={scan.error} onRetry={() => scan.refetch()} />
  if (scan.isPending) return <PageLoader />
  const { scanning, last } = scan.data
  const progress = live ?? scan.data.progress
  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="lg">
        <div>
          <Title order={1} size="h2">
            {scanning || last?.failure !== undefined ? WORDS.title : WORDS.readyTitle}
          </Title>
          {scanning && <Text c="dimmed">{WORDS.intro}</Text>}
        </div>
        <Failure error={control.error} />
        {scanning ? (
          <Running
            phase={progress?.phase}
            seen={progress?.seen ?? 0}
            read={progress?.read ?? 0}
            toRead={progress?.toRead ?? 0}
          />
        ) : (
          <Ended last={last} onAgain={() => control.mutate('start')} isStarting={control.isPending} />
        )}
        <StepButtons onLater={onLater}>
          <Button size="md" onClick={onGoOn}>
            {WORDS.goOn}
          </Button>
          <Button size="md" variant="default" onClick={onBack}>
            {WORDS.back}
          </Button>
          {scanning && (
            <Button
              size="md"
              variant="subtle"
              color="red"
              loading={control.isPending}
              onClick={() => control.mutate('stop')}
            >
              {WORDS.stop}
            </Button>
          )}
        </StepButtons>
        <Arriving isOver={!scanning} />
      </Stack>
    </Card>
  )
}

interface RunningProps {
  readonly phase: string | undefined
  readonly seen: number
  readonly read: number
  readonly toRead: number
}

function Running({ phase, seen, read, toRead }: RunningProps) {
  const isCounted = phase === 'reading' && toRead > 0
  const words = phase === undefined ? WORDS.begins : (WORDS.phases[phase] ?? WORDS.begins)
  return (
    <div>
      <div className="scan-words">
        <span role="status">{words}</span>
        <span className="tabular">
          {isCounted ? WORDS.read(read, toRead) : seen > 0 ? WORDS.seen(seen) : ''}
        </span>
      </div>
      <Progress
        value={isCounted ? (read / toRead) * 100 : 100}
        animated={!isCounted}
        size="lg"
        aria-label={WORDS.bar}
      />
    </div>
  )
}

interface EndedProps {
  readonly last: ScanReport | undefined
  readonly isStarting: boolean
  onAgain(): void
}

function Ended({ last, isStarting, onAgain }: EndedProps) {
  const summary = useQuery({ queryKey: ['library.summary', {}], queryFn: () => call('library.summary', {}) })
  const again = (
    <Button size="xs" variant="light" loading={isStarting} onClick={onAgain}>
      {WORDS.again}
    </Button>
  )
  if (last === undefined || last.failure !== undefined) {
    return (
      <Alert color="orange" title={last === undefined ? WORDS.stopped : WORDS.failed} role="alert">
        <Stack align="start" gap="sm">
          {last?.failure}
          {again}
        </Stack>
      </Alert>
    )
  }
  if (!summary.data) return null
  const { albums, songs, artists, problems = 0 } = summary.data
  return (
    <div role="status">
      {songs === 0 ? (
        <Alert color="orange">{WORDS.nothing}</Alert>
      ) : (
        <p className="scan-counts">
          {WORDS.counts(MUSIC.albums(albums), MUSIC.songs(songs), MUSIC.artists(artists))}
        </p>
      )}
      {problems > 0 && (
        <Text size="sm" c="dimmed">
          {WORDS.problems(problems)}. {WORDS.problemsWhere}
        </Text>
      )}
      {last.pausedFolders.length > 0 && (
        <Alert color="orange" mt="sm">
          <Stack align="start" gap="sm">
            {WORDS.paused(last.pausedFolders.join(', '))}
            {again}
          </Stack>
        </Alert>
      )}
    </div>
  )
}

/** Newest first, so that what has just been read is seen to come in. */
function Arriving({ isOver }: { isOver: boolean }) {
  const albums = useMusic<MusicAnswers['getAlbumList2']>(
    'getAlbumList2',
    { type: 'newest', size: 24 },
    { refetchInterval: isOver ? false : LOOK_MS },
  )
  const shown = albums.data?.albumList2.album ?? []
  if (shown.length === 0) return null
  return (
    <section aria-label={WORDS.covers}>
      <ul className="arriving">
        {shown.map(({ id, name, coverArt }) => (
          <li key={id}>
            <Cover id={coverArt} name={name} size={96} className="arriving-cover" />
            <span className="arriving-name">{name}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
