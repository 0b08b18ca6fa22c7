// Files that could not be read, with the reason. For administrators.
import { Button, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { LibraryProblem } from '../../../server/contract/library.ts'
import { call } from '../../client/call.ts'
import { DataList } from '../../components/data-list.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Ago } from '../../components/when.tsx'
import { LIBRARY } from '../../text/library.ts'

const WORDS = LIBRARY.problems
const PAGE = 200

export function Problems() {
  const [typed, setTyped] = useState('')
  const wanted = useDeferredValue(typed).trim().toLocaleLowerCase()
  const problems = useInfiniteQuery({
    queryKey: ['library.problems', {}],
    initialPageParam: 0,
    queryFn: ({ pageParam }) => call('library.problems', { offset: pageParam, count: PAGE }),
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.problems.length, 0)
      return read < last.total && last.problems.length > 0 ? read : undefined
    },
  })
  if (problems.isPending) return <RowSkeletons />
  if (problems.isError) return <ErrorState error={problems.error} onRetry={() => problems.refetch()} />
  const all = problems.data.pages.flatMap((page) => page.problems)
  if (all.length === 0) {
    return (
      <EmptyState icon="check" title={WORDS.none}>
        {WORDS.noneWords}
      </EmptyState>
    )
  }
  const shown = all.filter(({ path, reason }) => `${path} ${reason}`.toLocaleLowerCase().includes(wanted))
  return (
    <>
      <Text c="dimmed" mb="md">
        {WORDS.intro}
      </Text>
      <TextInput
        label={WORDS.filter}
        leftSection={<Icon name="filter" size={16} />}
        value={typed}
        maw="24rem"
        mb="md"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {shown.length === 0 ? <EmptyState icon="filter" title={WORDS.noneMatch} /> : <List problems={shown} />}
      {problems.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={problems.isFetchingNextPage}
          onClick={() => problems.fetchNextPage()}
        >
          {WORDS.more}
        </Button>
      )}
    </>
  )
}

function List({ problems }: { problems: readonly LibraryProblem[] }) {
  return (
    <DataList
      caption={WORDS.list}
      rows={problems}
      rowKey={({ folderId, path }) => `${folderId}/${path}`}
      columns={[
        {
          key: 'path',
          label: WORDS.file,
          cell: ({ folderName, path }) => (
            <span className="problem-path">
              {folderName}/{path}
            </span>
          ),
        },
        { key: 'reason', label: WORDS.reason, cell: ({ reason }) => reason },
        { key: 'found', label: WORDS.seen, cell: ({ foundAt }) => <Ago at={foundAt} /> },
      ]}
    />
  )
}
