import { Alert, Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { AuditRecord, AuditVerdict } from '../../../server/contract/audit.ts'
import { call } from '../../client/call.ts'
import { useSearch, useSetSearch } from '../../client/route.ts'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, ErrorState, Failure, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { Moment } from '../../components/until.tsx'
import { ACTIVITY } from '../../text/activity.ts'
import { eventWords } from '../../text/audit-events.ts'
import { iconOf } from './event-icon.ts'

const WORDS = ACTIVITY.log
const COUNT = 50

export function AuditLog() {
  const search = useSearch()
  const setSearch = useSetSearch()
  const event = search.get('event') ?? ''
  const person = search.get('person') ?? ''
  const filter = { ...(event !== '' && { event }), ...(person !== '' && { person }) }
  const log = useInfiniteQuery({
    queryKey: ['audit.list', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      call('audit.list', { ...filter, count: COUNT, ...(pageParam !== undefined && { before: pageParam }) }),
    getNextPageParam: (page) => (page.length < COUNT ? undefined : page.at(-1)?.id),
  })
  const shown = log.data?.pages.flat() ?? []
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <Verify />
      <div className="log-filters">
        <NativeSelect
          label={WORDS.what}
          value={event}
          onChange={(change) => setSearch({ event: change.currentTarget.value })}
          data={[
            { value: '', label: WORDS.everything },
            ...Object.entries(WORDS.kinds).map(([value, label]) => ({ value, label })),
          ]}
        />
        <PersonChoice person={person} onChoose={(chosen) => setSearch({ person: chosen })} />
      </div>
      {log.isPending && <RowSkeletons count={8} />}
      {log.isError && <ErrorState error={log.error} onRetry={() => log.refetch()} />}
      {log.isSuccess && shown.length === 0 && (
        <EmptyState
          icon="activity"
          title={WORDS.none}
          action={
            <Button variant="light" onClick={() => setSearch({ event: undefined, person: undefined })}>
              {WORDS.clear}
            </Button>
          }
        >
          {WORDS.noneWords}
        </EmptyState>
      )}
      {shown.length > 0 && (
        <ol className="log" aria-label={WORDS.list}>
          {shown.map((record) => (
            <Entry key={record.id} record={record} />
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <Button
          variant="default"
          className="care-button"
          loading={log.isFetchingNextPage}
          onClick={() => log.fetchNextPage()}
        >
          {WORDS.older}
        </Button>
      )}
      {log.isSuccess && shown.length > 0 && !log.hasNextPage && <p className="care-note">{WORDS.end}</p>}
    </Panel>
  )
}

function Entry({ record }: { record: AuditRecord }) {
  const { sentence, more, tone } = eventWords(record)
  return (
    <li className="log-entry" data-tone={tone}>
      <Icon name={iconOf(record.event)} size={18} />
      <div className="log-words">
        <p>{sentence}</p>
        {more !== undefined && <p className="log-more">{more}</p>}
      </div>
      <p className="log-when">
        <Moment at={record.at} />
        {record.address !== undefined && record.address !== '' && (
          <span>{WORDS.address(record.address)}</span>
        )}
      </p>
    </li>
  )
}

function PersonChoice({ person, onChoose }: { person: string; onChoose(person: string): void }) {
  const users = useQuery({ queryKey: ['users.list', {}], queryFn: () => call('users.list', {}) })
  const names = users.data?.map(({ name }) => name) ?? []
  // Of a link, or removed meanwhile: the log knows them still.
  const known = person === '' || names.includes(person) ? names : [person, ...names]
  return (
    <NativeSelect
      label={WORDS.who}
      value={person}
      onChange={(change) => onChoose(change.currentTarget.value)}
      data={[{ value: '', label: WORDS.anybody }, ...known.map((name) => ({ value: name, label: name }))]}
    />
  )
}

function Verify() {
  const verify = useMutation({ mutationFn: () => call('audit.verify', {}) })
  return (
    <div className="log-verify">
      <Button
        size="xs"
        variant="light"
        leftSection={<Icon name="shield" size={17} />}
        loading={verify.isPending}
        onClick={() => verify.mutate()}
      >
        {WORDS.verify}
      </Button>
      <Failure error={verify.error} />
      <div role="status">{verify.data && <Verdict verdict={verify.data} />}</div>
    </div>
  )
}

function Verdict({ verdict: { ok, checked, problems, notes } }: { verdict: AuditVerdict }) {
  if (!ok) {
    return (
      <Alert color="red" title={WORDS.broken} icon={<Icon name="alert" />}>
        <Sentences of={problems} />
        {WORDS.brokenWords}
      </Alert>
    )
  }
  return (
    <>
      <p className="log-intact">
        <Icon name="check" size={18} />
        {WORDS.intact(checked)}
      </p>
      {notes.length > 0 && (
        <Alert color="orange" title={WORDS.known}>
          <Sentences of={notes} />
        </Alert>
      )}
    </>
  )
}

function Sentences({ of }: { of: readonly string[] }) {
  return (
    <ul className="sentences">
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
