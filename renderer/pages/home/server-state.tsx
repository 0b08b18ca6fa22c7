// The state of the server in words, its address, and the scan.
import { Button, Progress, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DoorStatus } from '../../../server/contract/doors.ts'
import type { ScanProgressNow } from '../../../server/contract/events.ts'
import type { LibrarySummary } from '../../../server/contract/library.ts'
import type { ScanState } from '../../../server/contract/scan.ts'
import type { ServerStatus } from '../../../server/contract/setup.ts'
import { call } from '../../client/call.ts'
import { useScanProgress } from '../../client/events.ts'
import { linkTo } from '../../client/route.ts'
import { isForThisComputer } from '../../components/addresses.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon, type IconName } from '../../components/icon.tsx'
import { toast } from '../../components/toast.tsx'
import { Ago } from '../../components/when.tsx'
import { HOME } from '../../text/home.ts'

interface ServerStateProps {
  readonly status: ServerStatus
  readonly admin: boolean
  readonly summary: LibrarySummary | undefined
}

export function ServerState({ status, admin, summary }: ServerStateProps) {
  const scan = useQuery({ queryKey: ['scan.status', {}], queryFn: () => call('scan.status', {}) })
  const doors = useQuery({
    queryKey: ['doors.status', {}],
    queryFn: () => call('doors.status', {}),
    enabled: admin,
  })
  const heard = useScanProgress()
  const isScanning = scan.data?.scanning === true
  const { title, words, icon } = stateInWords(status, isScanning, summary, doors.data)
  return (
    <section className="state" data-scanning={isScanning || undefined}>
      <div className="state-mark">
        <Icon name={icon} size={30} />
      </div>
      <div className="state-words">
        <h1>{title}</h1>
        <p>{words}</p>
        {doors.data?.problems.map((problem) => (
          <p key={problem} className="state-problem">
            {problem}
          </p>
        ))}
        <LibraryLine summary={summary} scan={scan.data} />
        {isScanning && <ScanProgress progress={heard ?? scan.data?.progress} />}
      </div>
      <div className="state-side">
        <p className="state-label">{HOME.address}</p>
        <div className="state-address">
          <code>{status.musicAddress}</code>
          <CopyButton value={status.musicAddress} what={HOME.theAddress} />
        </div>
        <div className="state-buttons">
          <Button component="a" variant="default" size="xs" {...linkTo('/connect')}>
            {HOME.connect}
          </Button>
          {admin && scan.data && <ScanButton isScanning={isScanning} readOnly={status.readOnly} />}
        </div>
      </div>
    </section>
  )
}

interface StateInWords {
  readonly title: string
  readonly words: string
  readonly icon: IconName
}

/** What matters most comes first. */
function stateInWords(
  { sealed, readOnly, musicAddress }: ServerStatus,
  isScanning: boolean,
  summary: LibrarySummary | undefined,
  doors: DoorStatus | undefined,
): StateInWords {
  const { states } = HOME
  if (sealed) return { title: states.sealed, words: HOME.sealed, icon: 'lock' }
  const words = reachInWords(doors, musicAddress)
  if (doors && doors.problems.length > 0) return { title: states.trouble, words, icon: 'alert' }
  if (isScanning) return { title: states.scanning, words, icon: 'refresh' }
  if (readOnly) return { title: states.readOnly, words: HOME.readOnly, icon: 'lock' }
  if (summary?.songs === 0) return { title: states.empty, words, icon: 'album' }
  return { title: states.ready, words, icon: doors?.openToOthers ? 'network' : 'album' }
}

function reachInWords(doors: DoorStatus | undefined, musicAddress: string): string {
  if (!doors) return HOME.reach.unknown
  // Shut to others, and yet reached under a name of its own.
  if (!doors.openToOthers && !isForThisComputer(musicAddress)) return HOME.reach.proxy
  if (!doors.openToOthers) return HOME.reach.thisComputer
  if (doors.closesAt === undefined) return HOME.reach.network
  const time = new Date(doors.closesAt).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
  return HOME.reach.networkUntil(time)
}

function LibraryLine({
  summary,
  scan,
}: {
  summary: LibrarySummary | undefined
  scan: ScanState | undefined
}) {
  if (!summary || !scan) return <Skeleton height={14} mt={14} width="min(22rem, 90%)" />
  const { songs, albums, artists, albumsAddedLately } = summary
  return (
    <ul className="state-facts">
      {songs > 0 && <li>{HOME.library(songs, albums, artists)}</li>}
      {albumsAddedLately > 0 && albumsAddedLately < albums && <li>{HOME.lately(albumsAddedLately)}</li>}
      {!scan.scanning && (
        <li>
          {scan.lastScanAt === undefined ? (
            HOME.never
          ) : (
            <>
              {HOME.lastScan} <Ago at={scan.lastScanAt} />
            </>
          )}
        </li>
      )}
      {!scan.scanning && scan.last?.failure !== undefined && (
        <li className="state-problem">{HOME.scan.failed(scan.last.failure)}</li>
      )}
    </ul>
  )
}

function ScanProgress({ progress }: { progress: ScanProgressNow | undefined }) {
  const share = progress && progress.toRead > 0 ? (progress.read / progress.toRead) * 100 : undefined
  const isKnown = progress?.phase === 'reading' && share !== undefined
  return (
    <div className="state-scan">
      <Progress.Root size={6}>
        <Progress.Section
          value={isKnown ? share : 100}
          animated={!isKnown}
          striped={!isKnown}
          aria-label={HOME.scan.label}
        />
      </Progress.Root>
      <p className="tabular">{progress ? phaseInWords(progress) : HOME.scan.waiting}</p>
    </div>
  )
}

function phaseInWords({ phase, seen, read, toRead }: ScanProgressNow): string {
  const { phases } = HOME.scan
  if (phase === 'walking') return phases.walking(seen.toLocaleString())
  if (phase === 'reading') return phases.reading(read.toLocaleString(), toRead.toLocaleString())
  return phases[phase]()
}

function ScanButton({ isScanning, readOnly }: { isScanning: boolean; readOnly: boolean }) {
  const queries = useQueryClient()
  const trouble = (error: Error) => toast({ text: error.message, tone: 'trouble' })
  const start = useMutation({
    mutationFn: () => call('scan.start', {}),
    onSuccess: (state) => {
      queries.setQueryData(['scan.status', {}], state)
      toast({ text: HOME.scan.started })
    },
    onError: trouble,
  })
  const stop = useMutation({
    mutationFn: () => call('scan.stop', {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['scan.status'] }),
    onError: trouble,
  })
  if (isScanning) {
    return (
      <Button variant="default" size="xs" loading={stop.isPending} onClick={() => stop.mutate()}>
        {HOME.scan.stop}
      </Button>
    )
  }
  if (readOnly) return null
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon name="refresh" size={15} />}
      loading={start.isPending}
      onClick={() => start.mutate()}
    >
      {HOME.scan.now}
    </Button>
  )
}
