import { Group, NativeSelect, SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { PlaysOfDay } from '../../../server/contract/plays.ts'
import { call } from '../../client/call.ts'
import { useSearch, useSetSearch } from '../../client/route.ts'
import { EmptyState, ErrorState } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { ACTIVITY } from '../../text/activity.ts'
import { DayChart } from './day-chart.tsx'
import { RecentPlays } from './recent-plays.tsx'

const WORDS = ACTIVITY.plays
const PERIODS = [7, 30, 90, 366]
const USUAL = 30

export function PlaysOverTime({ isAdmin }: { isAdmin: boolean }) {
  const search = useSearch()
  const setSearch = useSetSearch()
  const everybody = isAdmin && search.get('plays') !== 'mine'
  const days = PERIODS.find((each) => String(each) === search.get('days')) ?? USUAL
  const input = { days, everybody, utcOffsetMin: -new Date().getTimezoneOffset() }
  const plays = useQuery({
    queryKey: ['plays.overTime', input],
    queryFn: () => call('plays.overTime', input),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel title={WORDS.title}>
      <Group gap="sm">
        {isAdmin && (
          <SegmentedControl
            size="xs"
            aria-label={WORDS.whose}
            value={everybody ? 'everybody' : 'mine'}
            onChange={(value) => setSearch({ plays: value === 'mine' ? 'mine' : undefined })}
            data={[
              { value: 'everybody', label: WORDS.everybody },
              { value: 'mine', label: WORDS.mine },
            ]}
          />
        )}
        <NativeSelect
          size="xs"
          aria-label={WORDS.period}
          value={String(days)}
          onChange={(event) => setSearch({ days: event.currentTarget.value })}
          data={PERIODS.map((each) => ({ value: String(each), label: WORDS.days(each) }))}
        />
      </Group>
      {plays.isError && <ErrorState error={plays.error} onRetry={() => plays.refetch()} />}
      {plays.isPending && <div className="chart-place" />}
      {plays.data && <Chart plays={plays.data} />}
      <RecentPlays everybody={everybody} />
    </Panel>
  )
}

function Chart({ plays }: { plays: readonly PlaysOfDay[] }) {
  if (plays.every((day) => day.plays === 0)) {
    return (
      <EmptyState icon="activity" title={WORDS.none}>
        {WORDS.noneWords}
      </EmptyState>
    )
  }
  return <DayChart plays={plays} />
}
