// Everybody who may sign in, for administrators.
import { Badge, Button, Text, TextInput } from '@mantine/core'
import { useDeferredValue } from 'react'
import type { UserInfo } from '../../../server/contract/users.ts'
import { useMe } from '../../client/me.ts'
import { linkTo, useSearch, useSetSearch } from '../../client/route.ts'
import { useFolders } from '../../components/access/folder-choice.tsx'
import { type Column, DataList } from '../../components/data-list.tsx'
import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Ago } from '../../components/when.tsx'
import { PEOPLE } from '../../text/people.ts'
import { foldersInWords, rightsInWords } from './rights.ts'
import { useUsers } from './use-users.ts'
import './people.css'

/** With fewer, looking is quicker than typing. */
const SEARCH_FROM = 9

export function People() {
  const { readOnly } = useMe()
  const users = useUsers()
  return (
    <Page title={PEOPLE.title} intro={PEOPLE.intro} actions={!readOnly && <AddButton />}>
      {users.isPending && <RowSkeletons />}
      {users.isError && <ErrorState error={users.error} onRetry={() => users.refetch()} />}
      {users.data && <UserList users={users.data} />}
    </Page>
  )
}

function AddButton() {
  return (
    <Button component="a" leftSection={<Icon name="add" size={18} />} {...linkTo('/people/new')}>
      {PEOPLE.add}
    </Button>
  )
}

function UserList({ users }: { users: readonly UserInfo[] }) {
  const { name: ownName, readOnly } = useMe()
  const folders = useFolders()
  const text = useSearch().get('q') ?? ''
  const setSearch = useSetSearch()
  const wanted = useDeferredValue(text.trim().toLocaleLowerCase())
  const shown = users.filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
  const nameOf = (id: number) => folders.data?.find((folder) => folder.id === id)?.name

  const columns: Column<UserInfo>[] = [
    {
      key: 'name',
      label: PEOPLE.columns.name,
      cell: (user) => <Name user={user} isYou={user.name === ownName} />,
    },
    { key: 'may', label: PEOPLE.columns.may, cell: ({ roles }) => rightsInWords(roles) },
    {
      key: 'music',
      label: PEOPLE.columns.music,
      cell: ({ musicFolders }) => foldersInWords(musicFolders, nameOf),
    },
    {
      key: 'seen',
      label: PEOPLE.columns.seen,
      cell: ({ lastSeenAt }) =>
        lastSeenAt === undefined ? (
          <Text span inherit c="dimmed">
            {PEOPLE.never}
          </Text>
        ) : (
          <Ago at={lastSeenAt} />
        ),
    },
  ]
  return (
    <>
      {users.length >= SEARCH_FROM && (
        <TextInput
          className="people-search"
          type="search"
          aria-label={PEOPLE.search}
          placeholder={PEOPLE.search}
          leftSection={<Icon name="search" size={18} />}
          value={text}
          onChange={(event) => setSearch({ q: event.currentTarget.value })}
        />
      )}
      {shown.length > 0 && (
        <div className="people-list">
          <DataList caption={PEOPLE.list} rows={shown} columns={columns} rowKey={({ id }) => id} />
        </div>
      )}
      {shown.length === 0 && <EmptyState icon="people" title={PEOPLE.searchNone(text.trim())} />}
      {users.length === 1 && (
        <EmptyState icon="people" title={PEOPLE.onlyYou} action={!readOnly && <AddButton />}>
          {PEOPLE.onlyYouIntro}
        </EmptyState>
      )}
    </>
  )
}

function Name({ user: { id, name, roles, disabled }, isYou }: { user: UserInfo; isYou: boolean }) {
  return (
    <span className="person-name">
      <Link to={`/people/${id}`}>{name}</Link>
      {isYou && (
        <Badge component="span" size="sm" variant="default">
          {PEOPLE.you}
        </Badge>
      )}
      {roles.admin && (
        <Badge component="span" size="sm" variant="light" leftSection={<Icon name="shield" size={13} />}>
          {PEOPLE.administrator}
        </Badge>
      )}
      {disabled && (
        <Badge component="span" size="sm" color="red" variant="light">
          {PEOPLE.disabled}
        </Badge>
      )}
    </span>
  )
}
