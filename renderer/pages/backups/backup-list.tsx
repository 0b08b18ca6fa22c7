import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BackupInfo } from '../../../server/contract/backups.ts'
import { call } from '../../client/call.ts'
import { type Column, DataList } from '../../components/data-list.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Failure } from '../../components/page-states.tsx'
import { toast } from '../../components/toast.tsx'
import { Moment } from '../../components/until.tsx'
import { Ago } from '../../components/when.tsx'
import { BACKUPS } from '../../text/backups.ts'

const WORDS = BACKUPS.list

interface BackupListProps {
  readonly backups: readonly BackupInfo[]
  readonly isBusy: boolean
}

export function BackupList({ backups, isBusy }: BackupListProps) {
  const queries = useQueryClient()
  const verify = useMutation({
    mutationFn: (name: string) => call('backups.verify', { name }),
    onSuccess: ({ name, good }) =>
      toast(good ? { text: WORDS.isGood(name) } : { text: WORDS.isBad(name), tone: 'trouble' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['backups.list'] }),
  })
  if (backups.length === 0) {
    return (
      <EmptyState icon="backup" title={WORDS.none}>
        {WORDS.noneWords}
      </EmptyState>
    )
  }
  const columns: readonly Column<BackupInfo>[] = [
    { key: 'made', label: WORDS.made, cell: (backup) => <Made backup={backup} /> },
    { key: 'holds', label: WORDS.holds, cell: ({ counts }) => holds(counts) },
    { key: 'size', label: WORDS.size, cell: ({ sizeBytes }) => bytes(sizeBytes) },
    { key: 'check', label: WORDS.check, cell: (backup) => <Check backup={backup} /> },
    {
      key: 'actions',
      label: WORDS.actions,
      labelHidden: true,
      align: 'right',
      cell: ({ name }) => (
        <Button
          size="xs"
          variant="light"
          disabled={isBusy}
          loading={verify.isPending && verify.variables === name}
          aria-label={WORDS.verifyThis(name)}
          onClick={() => verify.mutate(name)}
        >
          {WORDS.verify}
        </Button>
      ),
    },
  ]
  return (
    <>
      <Failure error={verify.error} />
      <DataList caption={WORDS.caption} rows={backups} columns={columns} rowKey={({ name }) => name} />
    </>
  )
}

function Made({ backup: { name, madeAt } }: { backup: BackupInfo }) {
  return (
    <span className="backup-made">
      <Moment at={madeAt} />
      <code>{name}</code>
    </span>
  )
}

function Check({ backup: { good, rehearsal } }: { backup: BackupInfo }) {
  const words = rehearsal === undefined && good ? WORDS.unchecked : good ? WORDS.good : WORDS.bad
  return (
    <span className="backup-check">
      <span className={good ? 'is-good' : 'is-bad'}>
        <Icon name={good ? 'check' : 'alert'} size={16} />
        {words}
      </span>
      {rehearsal && <Ago at={rehearsal.at} />}
      {rehearsal && !rehearsal.ok && <span className="backup-why">{rehearsal.sentence}</span>}
    </span>
  )
}

function holds(counts: BackupInfo['counts']): string {
  return counts ? WORDS.counts(counts.users, counts.songs, counts.playlists) : WORDS.unreadable
}

function bytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3))
  const inWords = new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[step]!,
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(size / 1000 ** step)
  // In a narrow column the unit stays with its number.
  return inWords.replace(' ', '\u00a0')
}
